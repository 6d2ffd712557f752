// Where WebAssembly comes from in the entry 'neurite': bytes inside the package. For another entry the build puts another
// file in the place of this one, with the same two functions: wasm-beside.ts, wasm-imported.ts.

import HALVES from '../../build/wasm-halves.ts';
import type { Precision } from '../engine.ts';
import { compileBytes, refuseToCompile } from './wasm-source.ts';
import { bytesOf } from './wasm-text.ts';

/** @throws EnvironmentError where WebAssembly is not allowed */
export function ownModule(precision: Precision): WebAssembly.Module {
  return compileBytes(ownBytes(precision));
}

/** The same without blocking the thread. */
export async function loadOwnModule(precision: Precision): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(ownBytes(precision));
  } catch (error) {
    return refuseToCompile(error);
  }
}

export function ownBytes(precision: Precision): Uint8Array<ArrayBuffer> {
  const first = precision === 'float64' ? 1 : 0;
  return bytesOf(HALVES[first] + HALVES[first + 2]);
}
