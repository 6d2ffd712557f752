// Where WebAssembly comes from in the entry 'neurite/slim': the file beside the bundled module. See wasm-embedded.ts.

import type { Precision } from '../engine.ts';
import { EnvironmentError } from '../errors.ts';
import { compileSource } from './wasm-source.ts';

/** Written out for each precision: this is the form in which bundlers find the file. */
const ADDRESS: Record<Precision, () => URL> = {
  float64: () => new URL('./float64.wasm', import.meta.url),
  float32: () => new URL('./float32.wasm', import.meta.url),
};

/** @throws EnvironmentError, as a file can't be had at once */
export function ownModule(precision: Precision): never {
  const call = precision === 'float64' ? 'init()' : "init(undefined, 'float32')";
  throw new EnvironmentError(
    `neurite/slim has no WebAssembly inside: await ${call} before the first network, or import 'neurite', which needs no wait.`,
  );
}

/** @throws EnvironmentError where the file can't be had, or WebAssembly is not allowed */
export async function loadOwnModule(precision: Precision): Promise<WebAssembly.Module> {
  return compileSource(ADDRESS[precision]());
}
