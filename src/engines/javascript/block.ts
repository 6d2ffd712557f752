// A block of memory of the JavaScript engine: one buffer, seen as each of the kinds of number that layout.ts puts in it.

import type { Layer } from './evaluate.ts';
import { REAL_BYTES } from './precision.ts';

/** Numbers of the engine's precision. */
export type Reals = Float64Array | Float32Array;

export interface Block {
  readonly buffer: ArrayBuffer;
  readonly bytes: Uint8Array;
  readonly reals: Reals;
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
  /** Of a network, once they were asked for. */
  layers: readonly Layer[] | undefined;
}

export function createBlock(bytes: number): Block {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 16) * 16);
  return {
    buffer,
    bytes: new Uint8Array(buffer),
    reals: REAL_BYTES === 8 ? new Float64Array(buffer) : new Float32Array(buffer),
    doubles: new Float64Array(buffer),
    integers: new Int32Array(buffer),
    layers: undefined,
  };
}

/** Where the part begins that `field` of the block's table names: an index into reals. */
export const realsAt = (block: Block, field: number): number => block.integers[field] / REAL_BYTES;

/** The same as an index into doubles. */
export const doublesAt = (block: Block, field: number): number => block.integers[field] / 8;
