// What tests and benchmarks of this repository use beside the public names; not part of the package.

export { replaceEngine } from './engine.ts';
export { createWasmEngine } from './engines/wasm.ts';
export * from './index.ts';
