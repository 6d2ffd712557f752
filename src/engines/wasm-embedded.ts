// Where WebAssembly comes from in the entry 'neurite': bytes inside the package. For another entry the build puts another
// file in the place of this one, with the same two functions: wasm-beside.ts, wasm-imported.ts.

import { inflateSync } from 'fflate';
import { DEFLATED, FLOAT32_BYTES, FLOAT64_BYTES } from '../../build/wasm-bytes.ts';
import type { Precision } from '../engine.ts';
import { compileBytes, refuseToCompile } from './wasm-source.ts';

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

function ownBytes(precision: Precision): Uint8Array<ArrayBuffer> {
  const both = inflate(decode(DEFLATED), FLOAT64_BYTES + FLOAT32_BYTES);
  return precision === 'float64' ? both.subarray(0, FLOAT64_BYTES) : both.subarray(FLOAT64_BYTES);
}

/** By the host where it has it at hand, which is sooner done than a function that runs for the first time. */
function inflate(deflated: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const zlib = globalThis.process?.getBuiltinModule?.('node:zlib');
  return zlib ? zlib.inflateRawSync(deflated) : inflateSync(deflated, { out: new Uint8Array(length) });
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
