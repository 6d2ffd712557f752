// What an engine is, and which one serves.

import { javascript as javascriptFloat32 } from '../build/javascript-float32.js';
import { javascript as javascriptFloat64 } from './engines/javascript/index.ts';
import { DEFAULT_ENGINE, wasmEngine } from './engines/wasm.ts';
import { EnvironmentError } from './errors.ts';

export { DEFAULT_ENGINE };

/** Which machine computes: the same numbers to the bit. */
export type EngineName = 'wasm' | 'javascript';

/** An engine, or whichever there is: WebAssembly, and JavaScript where WebAssembly can't be had. */
export type EngineChoice = EngineName | 'auto';

/** The numbers that a network computes with. */
export type Precision = 'float64' | 'float32';

/** How far `train` came: PAUSED, FINISHED or DIVERGED of assembly/layout.ts. */
export type Status = number;

/** The memory that blocks lie in, seen as each kind of number. Look it up anew after an allocation: memory may have grown. */
export interface Memory {
  readonly bytes: Uint8Array;
  readonly reals: Float64Array | Float32Array;
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
}

/** A piece of memory laid out by assembly/layout.ts, zeros at first. */
export interface Block {
  /** Address of the first byte in `memory`, a multiple of 16. */
  readonly start: number;
  readonly memory: Memory;
  /** Gives the memory back; the block must not be used after. */
  free(): void;
}

/** The numeric core, in WebAssembly or in JavaScript: same plan of memory, same numbers to the bit. */
export interface Engine {
  readonly name: EngineName;
  readonly realBytes: 4 | 8;
  /** @throws RangeError where the memory can't be had */
  allocate(bytes: number): Block;
  /** Frees `block` when `owner` is garbage. */
  freeWith(owner: object, block: Block): void;
  /** Starts the generator at byte `state` of the block. */
  seedRandom(block: Block, state: number, seed: number): void;
  /** Draws `length` reals into byte `target` of the block. */
  fillUniform(block: Block, state: number, target: number, length: number, low: number, high: number): void;
  fillNormal(block: Block, state: number, target: number, length: number, mean: number, deviation: number): void;
  evaluate(network: Block, evaluation: Block): void;
  train(network: Block, training: Block, batches: number): Status;
}

const replaced = new Map<string, Engine>();

/** The engine of that name and precision; WebAssembly is compiled when it is first asked for. */
export function engineFor(name: EngineChoice, precision: Precision): Engine {
  if (name === 'auto') return wasmOrJavascript(precision);
  const other = replaced.get(`${name} ${precision}`);
  if (other) return other;
  if (name === 'wasm') return wasmEngine(precision);
  return (precision === 'float64' ? javascriptFloat64 : javascriptFloat32)().engine;
}

/** Asked again for each network, a page that forbids WebAssembly would report each time. */
let isWasmRefused = false;

function wasmOrJavascript(precision: Precision): Engine {
  if (!isWasmRefused) {
    try {
      return engineFor('wasm', precision);
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      // Without a cause nothing was tried: in neurite/slim, init may still bring WebAssembly.
      isWasmRefused = error.cause !== undefined;
    }
  }
  return engineFor('javascript', precision);
}

/** Puts another build in the place of an engine, or takes it away again: for tests and benchmarks of the scalar build. */
export function replaceEngine(name: EngineName, engine?: Engine, precision: Precision = 'float64'): void {
  if (engine) replaced.set(`${name} ${precision}`, engine);
  else replaced.delete(`${name} ${precision}`);
}
