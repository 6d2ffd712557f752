// A network in an engine's memory: its plan, its parameters, its generator, and what it answers.

import {
  ACTIVATION,
  BIASES,
  CONSTANTS,
  E_FIELDS,
  E_HAS_TARGETS,
  E_INPUTS,
  E_OUTPUTS,
  E_ROWS,
  E_SUM,
  E_TARGETS,
  E_WEIGHTS,
  FAN_IN,
  FAN_OUT,
  FIRST_LAYER,
  LAYER_FIELDS,
  LAYERS,
  LOSS,
  PARAMETERS,
  PARAMETERS_LENGTH,
  planEvaluation,
  planNetwork,
  RANDOM,
  RANDOM_BYTES,
  WEIGHTS,
} from '../assembly/layout.ts';
import { ACTIVATIONS, INITIALIZERS, type Initializer, LOSSES, type Loss } from './catalog.ts';
import type { Matrix } from './data.ts';
import type { Block, Engine } from './engine.ts';
import type { LayerOptions } from './options.ts';

/** The largest block that an engine hands out: AssemblyScript's allocator stops below 1 GiB. */
export const MAX_BLOCK_BYTES = 2 ** 30 - 64;

export interface Shape {
  /** Inputs. */
  readonly inputs: number;
  /** Layers of neurons, from the first hidden one to the output. */
  readonly layers: readonly LayerOptions[];
  readonly bias: boolean;
  readonly loss: Loss;
  readonly huberDelta: number;
}

/** Rows with what they should give, and how much each counts. */
export interface Examples {
  readonly inputs: Matrix;
  readonly targets: Matrix;
  /** One weight a row; all 1 where absent. */
  readonly weights?: Float64Array;
}

export class NetworkBlock {
  readonly table: Int32Array;
  readonly block: Block;
  readonly inputs: number;
  readonly outputs: number;
  readonly parametersLength: number;
  /** An evaluation of one row, kept: the common case of `think`. */
  private single: { block: Block; inputs: number; outputs: number } | undefined;
  private freed = false;

  /** @throws RangeError where the network does not fit in memory */
  constructor(
    readonly engine: Engine,
    readonly shape: Shape,
    where: string,
  ) {
    const { layers } = shape;
    this.inputs = shape.inputs;
    this.outputs = layers[layers.length - 1].units;
    this.table = new Int32Array(FIRST_LAYER + layers.length * LAYER_FIELDS);
    this.table[LAYERS] = layers.length;
    this.table[LOSS] = LOSSES[shape.loss].number;
    layers.forEach(({ units, activation }, index) => {
      const record = FIRST_LAYER + index * LAYER_FIELDS;
      this.table[record + FAN_IN] = index === 0 ? shape.inputs : layers[index - 1].units;
      this.table[record + FAN_OUT] = units;
      this.table[record + ACTIVATION] = ACTIVATIONS[activation].number;
      this.table[record + BIASES] = shape.bias ? 0 : -1;
    });
    this.block = allocate(engine, this.table, planNetwork(this.table, engine.realBytes), `${where}: the network`);
    this.parametersLength = this.table[PARAMETERS_LENGTH];
    doubles(this.block, this.table[CONSTANTS], layers.length + 1).set([
      ...layers.map(({ dropout }) => dropout),
      shape.huberDelta,
    ]);
    engine.freeWith(this, this.block);
  }

  get layers(): number {
    return this.shape.layers.length;
  }

  free(): void {
    this.freed = true;
    this.block.free();
    this.single?.block.free();
  }

  get isFree(): boolean {
    return this.freed;
  }

  /** Draws the first weights from the network's generator, started from `seed`. */
  initialize(seed: number, initializer: Initializer | 'auto'): void {
    const { engine, block, table } = this;
    engine.seedRandom(block, table[RANDOM], seed);
    this.shape.layers.forEach(({ activation }, layer) => {
      const record = FIRST_LAYER + layer * LAYER_FIELDS;
      const fanIn = table[record + FAN_IN];
      const fanOut = table[record + FAN_OUT];
      const name = initializer === 'auto' ? ACTIVATIONS[activation].initializer : initializer;
      const { draw, scale } = INITIALIZERS[name];
      const size = scale(fanIn, fanOut, this.shape.layers[0].activation);
      const at = (element: number) => table[PARAMETERS] + element * engine.realBytes;
      const weights = at(table[record + WEIGHTS]);
      if (draw === 'uniform') engine.fillUniform(block, table[RANDOM], weights, fanIn * fanOut, -size, size);
      if (draw === 'normal') engine.fillNormal(block, table[RANDOM], weights, fanIn * fanOut, 0, size);
      if (name === 'sklearn' && this.shape.bias) {
        engine.fillUniform(block, table[RANDOM], at(table[record + BIASES]), fanOut, -size, size);
      }
    });
  }

  /** All parameters: a view into memory, good until the next allocation. */
  get parameters(): Float64Array | Float32Array {
    return reals(this.block, this.engine, this.table[PARAMETERS], this.parametersLength);
  }

  /** The state of the generator: a view into memory, good until the next allocation. */
  get random(): Uint8Array {
    const start = this.block.start + this.table[RANDOM];
    return this.block.memory.bytes.subarray(start, start + RANDOM_BYTES);
  }

  /** Where the weights and biases of a layer stand among the parameters. */
  place(layer: number): { weights: number; weightsLength: number; biases: number; biasesLength: number } {
    const record = FIRST_LAYER + layer * LAYER_FIELDS;
    const fanOut = this.table[record + FAN_OUT];
    const biases = this.table[record + BIASES];
    return {
      weights: this.table[record + WEIGHTS],
      weightsLength: this.table[record + FAN_IN] * fanOut,
      biases,
      biasesLength: biases < 0 ? 0 : fanOut,
    };
  }

  /** Outputs [rows, outputs] for rows of inputs. */
  answer(inputs: Matrix): Float64Array | Float32Array {
    const evaluation = new Evaluation(this, inputs);
    try {
      return evaluation.run().outputs;
    } finally {
      evaluation.free();
    }
  }

  /** Outputs for one row, which `read` writes into memory. */
  answerOne(read: (target: Float64Array | Float32Array, at: number) => void): Float64Array | Float32Array {
    const { engine } = this;
    this.single ??= this.planSingle();
    const { block, inputs, outputs } = this.single;
    const memory = block.memory.reals;
    read(memory, inputs);
    engine.evaluate(this.block, block);
    // For few numbers, slice takes longer than all the rest.
    const answer = engine.realBytes === 8 ? new Float64Array(this.outputs) : new Float32Array(this.outputs);
    for (let o = 0; o < answer.length; o++) answer[o] = memory[outputs + o];
    return answer;
  }

  private planSingle(): { block: Block; inputs: number; outputs: number } {
    const { table, block } = planRows(this, 1, false);
    this.engine.freeWith(this, block);
    const at = (field: number) => (block.start + table[field]) / this.engine.realBytes;
    return { block, inputs: at(E_INPUTS), outputs: at(E_OUTPUTS) };
  }
}

function planRows(network: NetworkBlock, rows: number, hasTargets: boolean): { table: Int32Array; block: Block } {
  const table = new Int32Array(E_FIELDS);
  table[E_ROWS] = rows;
  table[E_HAS_TARGETS] = hasTargets ? 1 : 0;
  const bytes = planEvaluation(table, network.table, network.engine.realBytes);
  return { table, block: allocate(network.engine, table, bytes, `${rows} rows`) };
}

/** Rows in memory that a network can answer again and again, and be measured on where their targets are known. */
export class Evaluation {
  private readonly table: Int32Array;
  private readonly block: Block;
  readonly rows: number;

  constructor(
    private readonly network: NetworkBlock,
    inputs: Matrix,
    targets?: Matrix,
    weights?: Float64Array,
  ) {
    const { engine } = network;
    this.rows = inputs.rows;
    const { table, block } = planRows(network, inputs.rows, targets !== undefined);
    this.table = table;
    this.block = block;
    reals(block, engine, table[E_INPUTS], inputs.data.length).set(inputs.data);
    if (!targets) return;
    reals(block, engine, table[E_TARGETS], targets.data.length).set(targets.data);
    const rowWeights = doubles(block, table[E_WEIGHTS], inputs.rows);
    if (weights) rowWeights.set(weights);
    else rowWeights.fill(1);
  }

  /** Outputs [rows, outputs], and with targets the mean loss of a row, each times its weight. */
  run(): { outputs: Float64Array | Float32Array; loss: number } {
    const { network, table, block, rows } = this;
    network.engine.evaluate(network.block, block);
    return {
      outputs: reals(block, network.engine, table[E_OUTPUTS], rows * network.outputs).slice(),
      loss: doubles(block, table[E_SUM], 1)[0] / rows,
    };
  }

  free(): void {
    this.block.free();
  }
}

/** A block with its table filled in. @throws RangeError where it does not fit */
export function allocate(engine: Engine, table: Int32Array, bytes: number, what: string): Block {
  if (!(bytes <= MAX_BLOCK_BYTES)) {
    throw new RangeError(
      `${what} would need ${(bytes / 2 ** 20).toFixed(0)} MiB of memory, more than the ${MAX_BLOCK_BYTES >>> 20} MiB that one block may have; ` +
        'use fewer or narrower layers, or fewer rows at a time.',
    );
  }
  const block = engine.allocate(bytes);
  block.memory.integers.set(table, block.start / 4);
  return block;
}

/** A view of reals at byte `at` of a block. */
export function reals(block: Block, engine: Engine, at: number, length: number): Float64Array | Float32Array {
  const start = (block.start + at) / engine.realBytes;
  return block.memory.reals.subarray(start, start + length);
}

/** A view of doubles at byte `at` of a block. */
export function doubles(block: Block, at: number, length: number): Float64Array {
  const start = (block.start + at) / 8;
  return block.memory.doubles.subarray(start, start + length);
}
