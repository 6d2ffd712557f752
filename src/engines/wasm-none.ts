// In the place of wasm.ts in the entry 'neurite/javascript'.

import type { Engine, EngineName, Precision } from '../engine.ts';
import { EnvironmentError } from '../errors.ts';
import type { WasmSource } from './wasm-source.ts';

export type { WasmSource } from './wasm-source.ts';

export const DEFAULT_ENGINE: EngineName = 'javascript';

/** @throws EnvironmentError */
export function wasmEngine(_precision: Precision): Engine {
  throw new EnvironmentError("neurite/javascript has no WebAssembly engine: import 'neurite', or leave engine out.");
}

/** Nothing needs to be compiled. @throws EnvironmentError where there is something to compile */
export async function initWasm(source?: WasmSource | PromiseLike<WasmSource>, precision?: Precision): Promise<void> {
  if ((await source) !== undefined) wasmEngine(precision ?? 'float64');
}
