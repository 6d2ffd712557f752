// Where WebAssembly comes from in the entry 'neurite': bytes inside the package. For another entry the build puts another
// file in the place of this one, with the same two functions: wasm-beside.ts, wasm-imported.ts.

import wasmFloat32 from '../../build/wasm-float32.ts';
import wasmFloat64 from '../../build/wasm-float64.ts';
import type { Precision } from '../engine.ts';
import { compileBytes, refuseToCompile } from './wasm-source.ts';
import { bytesOf } from './wasm-text.ts';

const TEXT: Record<Precision, string> = { float64: wasmFloat64, float32: wasmFloat32 };

/** @throws EnvironmentError where WebAssembly is not allowed */
export function ownModule(precision: Precision): WebAssembly.Module {
  return compileBytes(bytesOf(TEXT[precision]));
}

/** The same without blocking the thread. */
export async function loadOwnModule(precision: Precision): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytesOf(TEXT[precision]));
  } catch (error) {
    return refuseToCompile(error);
  }
}
