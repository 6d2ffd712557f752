// One training: its block of memory, filled before the first batch and emptied into the network after the last.

import {
  BUFFERS,
  DIVERGED,
  FINISHED,
  planTraining,
  RANDOM_BYTES,
  T_BATCH_SIZE,
  T_BUFFERS,
  T_COMMITTED,
  T_EPOCH,
  T_EPOCHS,
  T_INPUTS,
  T_LIVE,
  T_LOSSES,
  T_MEAN,
  T_OPTIMIZER,
  T_ORDER,
  T_PARAMETERS,
  T_RANDOM,
  T_RATES,
  T_ROW_WEIGHTS,
  T_ROWS,
  T_SHUFFLE,
  T_TARGETS,
} from '../assembly/layout.ts';
import { OPTIMIZERS } from './catalog.ts';
import type { Block } from './engine.ts';
import { DivergenceError } from './errors.ts';
import { allocate, doubles, type Examples, type NetworkBlock, reals } from './network-block.ts';
import type { CheckedTrainOptions } from './options.ts';

export class Training {
  private readonly table: Int32Array;
  private readonly block: Block;

  constructor(
    private readonly network: NetworkBlock,
    { inputs, targets, weights }: Examples,
    options: CheckedTrainOptions,
  ) {
    const { engine } = network;
    const { rows } = inputs;
    const batchSize = options.batchSize === 'full' ? rows : Math.min(options.batchSize, rows);
    const { number, slots } = OPTIMIZERS[options.optimizer];
    this.table = new Int32Array(T_BUFFERS + network.layers * BUFFERS);
    this.table[T_ROWS] = rows;
    this.table[T_BATCH_SIZE] = batchSize;
    this.table[T_EPOCHS] = options.epochs;
    this.table[T_SHUFFLE] = options.shuffle && batchSize < rows ? 1 : 0;
    this.table[T_OPTIMIZER] = number;
    this.table[T_MEAN] = options.reduction === 'mean' ? 1 : 0;
    const bytes = planTraining(this.table, network.table, engine.realBytes, slots, false);
    this.block = allocate(engine, this.table, bytes, `train: ${rows} rows`);

    reals(this.block, engine, this.table[T_INPUTS], inputs.data.length).set(inputs.data);
    reals(this.block, engine, this.table[T_TARGETS], targets.data.length).set(targets.data);
    const rowWeights = doubles(this.block, this.table[T_ROW_WEIGHTS], rows);
    if (weights) rowWeights.set(weights);
    else rowWeights.fill(1);
    doubles(this.block, this.table[T_RATES], options.epochs).fill(options.learningRate);
    this.state(T_LIVE, T_PARAMETERS, network.parametersLength).set(network.parameters);
    this.bytes(T_LIVE, T_RANDOM, RANDOM_BYTES).set(network.random);
    if (this.table[T_SHUFFLE]) {
      const order = this.bytes(T_LIVE, T_ORDER, rows * 4);
      const numbers = new Int32Array(order.buffer, order.byteOffset, rows);
      for (let row = 0; row < rows; row++) numbers[row] = row;
    }
    const live = this.block.start + this.table[T_LIVE];
    this.block.memory.bytes.copyWithin(
      this.block.start + this.table[T_COMMITTED],
      live,
      live + this.table[T_COMMITTED] - this.table[T_LIVE],
    );
  }

  /** A part of the live or the committed state, as reals. */
  private state(which: number, part: number, length: number): Float64Array | Float32Array {
    return reals(this.block, this.network.engine, this.table[which] + this.table[part], length);
  }

  private bytes(which: number, part: number, length: number): Uint8Array {
    const start = this.block.start + this.table[which] + this.table[part];
    return this.block.memory.bytes.subarray(start, start + length);
  }

  /** Epochs that are done. */
  get epoch(): number {
    return this.block.memory.integers[this.block.start / 4 + T_EPOCH];
  }

  /** The loss of each epoch that is done. */
  get losses(): Float64Array {
    return doubles(this.block, this.table[T_LOSSES], this.epoch).slice();
  }

  /** Trains at most `batches` batches. @returns whether the last epoch is done */
  run(batches: number): boolean {
    const status = this.network.engine.train(this.network.block, this.block, batches);
    if (status === DIVERGED) throw new DivergenceError(this.epoch + 1, this.losses[this.epoch - 1]);
    return status === FINISHED;
  }

  /** Hands the state of the last whole epoch to the network. */
  commit(): void {
    this.network.parameters.set(this.state(T_COMMITTED, T_PARAMETERS, this.network.parametersLength));
    this.network.random.set(this.bytes(T_COMMITTED, T_RANDOM, RANDOM_BYTES));
  }

  free(): void {
    this.block.free();
  }
}
