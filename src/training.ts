// One training: its block of memory, filled before the first batch and emptied into the network after the last.

import {
  BUFFERS,
  C_BETA1,
  C_BETA2,
  COUNTERS,
  DIVERGED,
  PAUSED,
  planTraining,
  RANDOM_BYTES,
  S_BETA1,
  S_BETA2,
  S_CENTERED,
  S_CLIP_NORM,
  S_CLIP_VALUE,
  S_EPSILON,
  S_ETA_MINUS,
  S_ETA_PLUS,
  S_L1,
  S_L2,
  S_MOMENTUM,
  S_STEP_MAX,
  S_STEP_MIN,
  S_WEIGHT_DECAY,
  SETTINGS,
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
  T_SETTINGS,
  T_SHUFFLE,
  T_SLOT_BYTES,
  T_SLOTS,
  T_STATE_BYTES,
  T_TARGETS,
} from '../assembly/layout.ts';
import { OPTIMIZERS, type Optimizer } from './catalog.ts';
import type { Block } from './engine.ts';
import { DivergenceError } from './errors.ts';
import { allocate, doubles, type Examples, type NetworkBlock, reals } from './network-block.ts';
import type { CheckedTrainOptions, Settings } from './options.ts';
import { ratesOf } from './schedule.ts';

/** What a training hands on to the next, so that two of 50 epochs are one of 100. */
export interface TrainingState {
  readonly optimizer: Optimizer;
  /** Epochs since the network was made. */
  readonly epochs: number;
  /** Steps, and the running products of beta1 and beta2. */
  readonly counters: Float64Array;
  /** What the optimizer keeps for each parameter. */
  readonly slots: readonly (Float64Array | Float32Array)[];
  /** The order of the rows after the last shuffle. */
  readonly order?: Int32Array;
}

const SETTING_PLACES: Record<keyof Settings, number> = {
  momentum: S_MOMENTUM,
  beta1: S_BETA1,
  beta2: S_BETA2,
  epsilon: S_EPSILON,
  weightDecay: S_WEIGHT_DECAY,
  centered: S_CENTERED,
  etaMinus: S_ETA_MINUS,
  etaPlus: S_ETA_PLUS,
  stepMin: S_STEP_MIN,
  stepMax: S_STEP_MAX,
  l1: S_L1,
  l2: S_L2,
  clipNorm: S_CLIP_NORM,
  clipValue: S_CLIP_VALUE,
  initialAccumulator: -1,
};

export class Training {
  private readonly table: Int32Array;
  private readonly block: Block;
  private readonly slots: number;
  private readonly before: number;

  /** @throws RangeError where it does not fit in memory; nothing was changed */
  constructor(
    private readonly network: NetworkBlock,
    { inputs, targets, weights }: Examples,
    private readonly options: CheckedTrainOptions,
    earlier: TrainingState | undefined,
  ) {
    const { engine } = network;
    const { rows } = inputs;
    const { number, slots } = OPTIMIZERS[options.optimizer];
    const batchSize = options.batchSize === 'full' ? rows : Math.min(options.batchSize, rows);
    this.slots = slots;
    this.before = earlier?.epochs ?? 0;
    this.table = new Int32Array(T_BUFFERS + network.layers * BUFFERS);
    this.table[T_ROWS] = rows;
    this.table[T_BATCH_SIZE] = batchSize;
    this.table[T_EPOCHS] = options.epochs;
    this.table[T_SHUFFLE] = options.shuffle && batchSize < rows ? 1 : 0;
    this.table[T_OPTIMIZER] = number;
    this.table[T_MEAN] = options.reduction === 'mean' ? 1 : 0;
    const bytes = planTraining(this.table, network.table, engine.realBytes, slots, options.settings.clipNorm !== 0);
    this.block = allocate(engine, this.table, bytes, `train: ${rows} rows`);

    this.reals(T_INPUTS, inputs.data.length).set(inputs.data);
    this.reals(T_TARGETS, targets.data.length).set(targets.data);
    const rowWeights = this.doubles(T_ROW_WEIGHTS, rows);
    if (weights) rowWeights.set(weights);
    else rowWeights.fill(1);
    this.doubles(T_RATES, options.epochs).set(
      ratesOf(options.schedule, options.learningRate, this.before, options.epochs, rows),
    );
    const settings = this.doubles(T_SETTINGS, SETTINGS);
    for (const [name, value] of Object.entries(options.settings)) {
      const place = SETTING_PLACES[name as keyof Settings];
      if (place >= 0) settings[place] = value;
    }
    this.fillState(earlier);
  }

  private fillState(earlier: TrainingState | undefined): void {
    const { network, options, table } = this;
    const counters = this.stateDoubles(T_LIVE, COUNTERS);
    this.stateReals(T_LIVE, table[T_PARAMETERS], network.parametersLength).set(network.parameters);
    this.stateBytes(T_LIVE, table[T_RANDOM], RANDOM_BYTES).set(network.random);
    if (earlier?.optimizer === options.optimizer) {
      counters.set(earlier.counters);
      earlier.slots.forEach((slot, index) => {
        this.slot(T_LIVE, index).set(slot);
      });
    } else {
      counters[C_BETA1] = 1;
      counters[C_BETA2] = 1;
      if (options.optimizer === 'adagrad') this.slot(T_LIVE, 0).fill(options.settings.initialAccumulator as number);
      if (options.optimizer === 'rprop') this.slot(T_LIVE, 1).fill(options.learningRate);
    }
    if (table[T_SHUFFLE]) {
      const order = this.order(T_LIVE);
      if (earlier?.order?.length === order.length) order.set(earlier.order);
      else for (let row = 0; row < order.length; row++) order[row] = row;
    }
    const { bytes } = this.block.memory;
    const live = this.block.start + table[T_LIVE];
    bytes.copyWithin(this.block.start + table[T_COMMITTED], live, live + table[T_STATE_BYTES]);
  }

  // Views into the block, good until the next allocation.

  private reals(field: number, length: number): Float64Array | Float32Array {
    return reals(this.block, this.network.engine, this.table[field], length);
  }

  private doubles(field: number, length: number): Float64Array {
    return doubles(this.block, this.table[field], length);
  }

  /** Reals at byte `at` of the live or the committed state. */
  private stateReals(state: number, at: number, length: number): Float64Array | Float32Array {
    return reals(this.block, this.network.engine, this.table[state] + at, length);
  }

  private stateDoubles(state: number, length: number): Float64Array {
    return doubles(this.block, this.table[state], length);
  }

  private stateBytes(state: number, at: number, length: number): Uint8Array {
    const start = this.block.start + this.table[state] + at;
    return this.block.memory.bytes.subarray(start, start + length);
  }

  private slot(state: number, index: number): Float64Array | Float32Array {
    return this.stateReals(
      state,
      this.table[T_SLOTS] + index * this.table[T_SLOT_BYTES],
      this.network.parametersLength,
    );
  }

  private order(state: number): Int32Array {
    const start = (this.block.start + this.table[state] + this.table[T_ORDER]) / 4;
    return this.block.memory.integers.subarray(start, start + this.table[T_ROWS]);
  }

  /** Epochs that are done. */
  get epoch(): number {
    return this.block.memory.integers[this.block.start / 4 + T_EPOCH];
  }

  /** The loss of each epoch that is done. */
  get losses(): Float64Array {
    return this.doubles(T_LOSSES, this.epoch).slice();
  }

  /** The learning rate of the last epoch. */
  get learningRate(): number {
    return this.doubles(T_RATES, this.epoch)[this.epoch - 1];
  }

  /**
   * Trains at most `batches` batches, and not beyond the end of epoch `goal`.
   *
   * @returns whether that epoch is done
   * @throws DivergenceError where a loss or a parameter is not finite
   */
  run(goal: number, batches: number): boolean {
    this.block.memory.integers[this.block.start / 4 + T_EPOCHS] = goal;
    const status = this.network.engine.train(this.network.block, this.block, batches);
    if (status === DIVERGED) throw new DivergenceError(this.epoch + 1, this.losses[this.epoch - 1]);
    return status !== PAUSED;
  }

  /** Hands the parameters of the last whole epoch to the network. */
  commit(): void {
    this.network.parameters.set(this.stateReals(T_COMMITTED, this.table[T_PARAMETERS], this.network.parametersLength));
    this.network.random.set(this.stateBytes(T_COMMITTED, this.table[T_RANDOM], RANDOM_BYTES));
  }

  /** What the next training goes on from. */
  get state(): TrainingState {
    return {
      optimizer: this.options.optimizer,
      epochs: this.before + this.epoch,
      counters: this.stateDoubles(T_COMMITTED, COUNTERS).slice(),
      slots: Array.from({ length: this.slots }, (_, index) => this.slot(T_COMMITTED, index).slice()),
      order: this.table[T_SHUFFLE] ? this.order(T_COMMITTED).slice() : undefined,
    };
  }

  free(): void {
    this.block.free();
  }
}
