// Compiling early.

import { initWasm, type WasmSource } from './engines/wasm.ts';

/**
 * Compiles the WebAssembly engine without blocking the thread. Optional: the first network compiles it otherwise.
 *
 * @param source  a WebAssembly.Module, its bytes, a Response, or a URL to fetch; default: the bytes inside the package
 * @throws EnvironmentError where WebAssembly is not allowed or the source can't be had
 */
export async function init(source?: WasmSource | PromiseLike<WasmSource>): Promise<void> {
  await initWasm(source);
}
