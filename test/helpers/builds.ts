// The kernels in each build of the core, and room in their memory.

import { type ASUtil, instantiateSync } from '@assemblyscript/loader';
import { wasmBytes } from './built.ts';

/** What test/assembly/exports/kernels.ts exports. Addresses are bytes. */
export interface Kernels extends Record<string, unknown> {
  activate(kind: number, a: number, slopes: number, z: number, bytes: number): void;
  softmaxColumns(a: number, logSumExp: number, z: number, rowBytes: number, outputs: number): void;
  denseForward(
    z: number,
    zStride: number,
    x: number,
    xStride: number,
    weights: number,
    biases: number,
    rows: number,
    fanIn: number,
    fanOut: number,
    panel: number,
  ): void;
  denseBackwardInput(
    dx: number,
    dxStride: number,
    deltas: number,
    deltasStride: number,
    weights: number,
    rows: number,
    fanIn: number,
    fanOut: number,
    panel: number,
  ): void;
  packDeltas(panels: number, deltas: number, deltasStride: number, rows: number, fanOut: number): void;
  denseBackwardWeights(
    gradients: number,
    stride: number,
    x: number,
    xStride: number,
    panels: number,
    rows: number,
    rowsOfWeights: number,
    fanOut: number,
  ): void;
  denseBackwardBiases(gradients: number, deltas: number, stride: number, rows: number): void;
  planNetwork(table: number, realBytes: number): number;
  planEvaluation(table: number, network: number, realBytes: number): number;
  planTraining(table: number, network: number, realBytes: number, slots: number, allGradients: boolean): number;
  seedRandom(state: number, seed: number): void;
  randomWord(state: number): number;
  random(state: number): number;
  randomNormal(state: number): number;
  randomInteger(state: number, last: number): number;
  shuffle(state: number, values: number, length: number): void;
  fillUniform(state: number, target: number, length: number, low: number, high: number): void;
  fillNormal(state: number, target: number, length: number, mean: number, deviation: number): void;
  INT32_ARRAY: WebAssembly.Global;
}

export type Reals = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Memory handed out from the first byte on, with guard words behind each piece. */
const ARENA_BYTES = 2 ** 24;
const GUARD_BYTES = 64;

/** One of the builds of the core. */
export class Build {
  readonly realBytes: 4 | 8;
  /** Rounds as each operation of this build does. */
  readonly round: (x: number) => number;
  readonly kernels: Kernels;
  readonly runtime: ASUtil;
  private readonly memory: WebAssembly.Memory;
  private readonly arena: number;
  private used = 0;
  private guards: number[] = [];

  constructor(
    readonly name: string,
    bytes: BufferSource,
  ) {
    this.realBytes = name.startsWith('float32') ? 4 : 8;
    this.round = this.realBytes === 8 ? (x) => x : Math.fround;
    const { instance, exports } = instantiateSync<Kernels>(bytes, {});
    this.kernels = instance.exports as unknown as Kernels;
    this.runtime = exports as unknown as ASUtil;
    this.memory = instance.exports.memory as WebAssembly.Memory;
    this.arena = this.runtime.__pin(this.runtime.__new(ARENA_BYTES, 1));
  }

  /** Elements, up to whole vectors, as the layout pads them in every build. */
  padded(elements: number): number {
    return (Math.ceil((elements * this.realBytes) / 16) * 16) / this.realBytes;
  }

  /** An array of this build's precision. */
  array(length: number): Reals {
    return this.realBytes === 8 ? new Float64Array(length) : new Float32Array(length);
  }

  /** Starts anew from the first byte. */
  reset(): void {
    this.used = 0;
    this.guards = [];
  }

  /** A 16-byte aligned piece of memory, full of NaN, with guard words behind it. @returns its address */
  room(bytes: number): number {
    const address = this.arena + this.used;
    this.used += Math.ceil((bytes + GUARD_BYTES) / 16) * 16;
    if (this.used > ARENA_BYTES) throw new Error('the arena is full');
    // A negative quiet NaN in both precisions, unlike any that arithmetic gives.
    new Uint8Array(this.memory.buffer, address, bytes + GUARD_BYTES).fill(0xff);
    this.guards.push(address + bytes);
    return address;
  }

  /** Room for that many reals. */
  realsRoom(length: number): number {
    return this.room(length * this.realBytes);
  }

  /** Room with these numbers in it. */
  place(values: ArrayLike<number>): number {
    const address = this.realsRoom(values.length);
    this.reals(address, values.length).set(values);
    return address;
  }

  reals(address: number, length: number): Reals {
    const { buffer } = this.memory;
    return this.realBytes === 8 ? new Float64Array(buffer, address, length) : new Float32Array(buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  integers(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length);
  }

  /** Whether nothing was written beyond any piece. */
  get guardsUnharmed(): boolean {
    return this.guards.every((end) =>
      new Uint8Array(this.memory.buffer, end, GUARD_BYTES).every((byte) => byte === 0xff),
    );
  }
}

/** Every build of the core. */
export const BUILDS = await Promise.all(
  ['float64', 'float64-scalar', 'float32', 'float32-scalar'].map(
    async (name) => new Build(name, await wasmBytes(`test/kernels-${name}.wasm`)),
  ),
);
