// What the WebAssembly module exports, nothing else.

export { evaluate } from './evaluate';
export { REAL_BYTES } from './lane';
export { fillNormal, fillUniform, seedRandom } from './random';
export { train } from './train';
