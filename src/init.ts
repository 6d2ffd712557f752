// Compiling early.

import type { Precision } from './engine.ts';
import { initWasm, type WasmSource } from './engines/wasm.ts';

/**
 * Compiles the WebAssembly engine without blocking the thread. Optional: the first network compiles it otherwise,
 * but for neurite/slim, where init comes first. In neurite/javascript there is nothing to compile.
 *
 * @param source     a WebAssembly.Module, its bytes, a Response, or a URL to fetch; default: the bytes inside the package,
 *                   in neurite/slim the file beside the module. Not used where the engine is compiled already
 * @param precision  of the networks that will use it; default 'float64'
 * @throws EnvironmentError where WebAssembly is not allowed, or the source can't be had or is another program;
 *   in neurite/javascript where a source is given
 * @throws TypeError where the source is of another kind
 */
export async function init(
  source?: WasmSource | PromiseLike<WasmSource>,
  precision: Precision = 'float64',
): Promise<void> {
  await initWasm(source, precision);
}
