// The WebAssembly engine: one instance for all networks, whose blocks lie pinned in its memory.

import { type ASUtil, instantiateSync } from '@assemblyscript/loader';
import type { Block, Engine, EngineName, Memory, Precision, Status } from '../engine.ts';
import { EnvironmentError } from '../errors.ts';
import { loadOwnModule, ownModule } from './wasm-embedded.ts';
import { checkSource, compileBytes, compileSource, type WasmSource } from './wasm-source.ts';

export type { WasmSource } from './wasm-source.ts';

export const DEFAULT_ENGINE: EngineName = 'wasm';

/** The functions of assembly/index.ts. Addresses are bytes. */
interface Core extends Record<string, unknown> {
  REAL_BYTES: WebAssembly.Global;
  seedRandom(state: number, seed: number): void;
  fillUniform(state: number, target: number, length: number, low: number, high: number): void;
  fillNormal(state: number, target: number, length: number, mean: number, deviation: number): void;
  evaluate(network: number, evaluation: number): void;
  train(network: number, training: number, batches: number): Status;
}

/** What a module must export to be the core. */
const CORE = ['memory', 'REAL_BYTES', '__new', '__pin', 'seedRandom', 'fillUniform', 'fillNormal', 'evaluate', 'train'];

/** The id of ArrayBuffer in every AssemblyScript module: plain bytes, nothing for the collector to follow. */
const PLAIN_BYTES = 1;

class WasmEngine implements Engine {
  readonly name = 'wasm';
  readonly realBytes: 4 | 8;
  private readonly runtime: ASUtil;
  private readonly core: Core;
  private views!: Memory;
  private blocks = 0;
  private released = 0;
  private readonly garbage = new FinalizationRegistry<Block>((block) => block.free());

  constructor(module: WebAssembly.Module, precision: Precision) {
    this.realBytes = precision === 'float64' ? 8 : 4;
    const { instance, exports } = instantiateSync<Core>(module, {});
    this.runtime = exports as unknown as ASUtil;
    this.core = instance.exports as unknown as Core;
    if (this.core.REAL_BYTES.value !== this.realBytes) {
      const given = precision === 'float64' ? 'float32' : 'float64';
      throw new EnvironmentError(`init: the source is the ${given} module of neurite, but ${precision} is asked for.`);
    }
    this.renewViews();
  }

  get memory(): Memory {
    return this.views;
  }

  /** Views go stale when the memory grows, which only an allocation does. */
  private renewViews(): void {
    const { buffer } = this.runtime.memory as WebAssembly.Memory;
    this.views = {
      bytes: new Uint8Array(buffer),
      reals: this.realBytes === 8 ? new Float64Array(buffer) : new Float32Array(buffer),
      doubles: new Float64Array(buffer),
      integers: new Int32Array(buffer),
    };
  }

  allocate(bytes: number): Block {
    const address = this.reserve(bytes);
    if (this.views.bytes.length === 0) this.renewViews();
    // The minimal runtime hands memory out as the last owner left it.
    this.views.bytes.fill(0, address, address + bytes);
    this.blocks++;
    return new WasmBlock(this, address);
  }

  /** @returns the address of pinned bytes */
  private reserve(bytes: number): number {
    try {
      return this.pin(bytes);
    } catch {
      // Memory that was released but not yet collected may be enough.
      this.collect();
    }
    try {
      return this.pin(bytes);
    } catch {
      throw new RangeError(
        `a block of ${Math.ceil(bytes / 1024)} KiB does not fit in the WebAssembly memory beside ${this.blocks} others; ` +
          'free networks that are no longer used, or train on fewer rows at a time.',
      );
    }
  }

  private pin(bytes: number): number {
    return this.runtime.__pin(this.runtime.__new(bytes, PLAIN_BYTES)) >>> 0;
  }

  /** A collection looks at every block, so it waits until an eighth of them can go. */
  release(address: number): void {
    this.runtime.__unpin(address);
    this.blocks--;
    this.released++;
    if (this.released * 8 >= this.blocks) this.collect();
  }

  private collect(): void {
    this.runtime.__collect();
    this.released = 0;
  }

  freeWith(owner: object, block: Block): void {
    this.garbage.register(owner, block, block);
  }

  forget(block: Block): void {
    this.garbage.unregister(block);
  }

  seedRandom(block: Block, state: number, seed: number): void {
    this.core.seedRandom(block.start + state, seed);
  }

  fillUniform(block: Block, state: number, target: number, length: number, low: number, high: number): void {
    this.core.fillUniform(block.start + state, block.start + target, length, low, high);
  }

  fillNormal(block: Block, state: number, target: number, length: number, mean: number, deviation: number): void {
    this.core.fillNormal(block.start + state, block.start + target, length, mean, deviation);
  }

  evaluate(network: Block, evaluation: Block): void {
    this.core.evaluate(network.start, evaluation.start);
  }

  train(network: Block, training: Block, batches: number): Status {
    return this.core.train(network.start, training.start, batches);
  }
}

class WasmBlock implements Block {
  private freed = false;

  constructor(
    private readonly engine: WasmEngine,
    readonly start: number,
  ) {}

  get memory(): Memory {
    return this.engine.memory;
  }

  free(): void {
    if (this.freed) return;
    this.freed = true;
    this.engine.forget(this);
    this.engine.release(this.start);
  }
}

const engines: Partial<Record<Precision, WasmEngine>> = {};

/** An engine of its own from the bytes of a build, for tests and benchmarks. */
export function createWasmEngine(bytes: BufferSource, precision: Precision = 'float64'): Engine {
  return new WasmEngine(compileBytes(bytes), precision);
}

/** The engine, compiled at its first use. */
export function wasmEngine(precision: Precision): Engine {
  engines[precision] ??= new WasmEngine(ownModule(precision), precision);
  return engines[precision];
}

/**
 * Compiles without blocking the thread, from `source` or from what came with the package. Where the engine is there
 * already, the source is not used.
 */
export async function initWasm(
  source?: WasmSource | PromiseLike<WasmSource>,
  precision: Precision = 'float64',
): Promise<void> {
  const given = await source;
  if (given !== undefined) checkSource(given);
  if (engines[precision]) return;
  const module = await (given === undefined ? loadOwnModule(precision) : compileSource(given));
  checkModule(module);
  engines[precision] ??= new WasmEngine(module, precision);
}

/** @throws EnvironmentError where the module is another program */
function checkModule(module: WebAssembly.Module): void {
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  const missing = CORE.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new EnvironmentError(
      `init: the source is WebAssembly, but not neurite's (it has no ${missing.join(', ')}); ` +
        'hand in the file that came with this version.',
    );
  }
}
