// The training loop in JavaScript: gather, forward, loss, backward, update, as in assembly/train.ts.

import {
  BUFFERS,
  DIVERGED,
  FINISHED,
  GRADIENT_PANEL_BYTES,
  INPUTS,
  LOSS,
  OUTPUTS,
  PARAMETERS_LENGTH,
  PAUSED,
  S_CLIP_NORM,
  S_L1,
  S_L2,
  S_RATE,
  S_SCALE,
  T_BATCH,
  T_BATCH_INPUTS,
  T_BATCH_SIZE,
  T_BUFFERS,
  T_COLUMNS,
  T_COMMITTED,
  T_DELTA_PANELS,
  T_EPOCH,
  T_EPOCHS,
  T_GRADIENT_PANEL,
  T_GRADIENTS,
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
  T_SUM,
  T_TARGETS,
  TILE_ROWS,
} from '../../../assembly/layout.ts';
import type { Status } from '../../engine.ts';
import { activate, SOFTMAX } from './activations.ts';
import { type Block, doublesAt, realsAt } from './block.ts';
import { denseBackwardBiases, denseBackwardInput, denseBackwardWeights, packDeltas } from './dense.ts';
import { constant, type Layer, layerForward, layersOf } from './evaluate.ts';
import { fromLogits } from './losses.ts';
import { addPenalty, beginStep, type Optimization, scaleGradients, sumOver, update } from './optimizers.ts';
import { Columns } from './output.ts';
import { REAL_BYTES, round } from './precision.ts';
import { Random } from './random.ts';

/** Trains at most `batches` batches, up to the end of epoch T_EPOCHS. */
export function train(network: Block, training: Block, batches: number): Status {
  return new Trainer(network, training).run(batches);
}

/** What the loop needs of a training block, looked up once for each call. */
class Trainer {
  private readonly table: Int32Array;
  private readonly layers: readonly Layer[];
  private readonly parameters: number;
  private readonly order: Int32Array | undefined;
  private readonly random: Random;
  private readonly inputs: number;
  private readonly outputs: number;
  private readonly loss: number;
  private readonly mean: boolean;
  private readonly settings: number;
  private readonly slots: number;
  private readonly optimization: Optimization;

  constructor(
    private readonly network: Block,
    private readonly training: Block,
  ) {
    this.table = training.integers;
    this.layers = layersOf(network);
    const live = this.table[T_LIVE];
    this.parameters = (live + this.table[T_PARAMETERS]) / REAL_BYTES;
    this.random = new Random(training, live + this.table[T_RANDOM]);
    this.order = this.table[T_SHUFFLE]
      ? new Int32Array(training.buffer, live + this.table[T_ORDER], this.table[T_ROWS])
      : undefined;
    this.inputs = network.integers[INPUTS];
    this.outputs = network.integers[OUTPUTS];
    this.loss = network.integers[LOSS];
    this.mean = this.table[T_MEAN] !== 0;
    this.settings = doublesAt(training, T_SETTINGS);
    this.slots = (live + this.table[T_SLOTS]) / REAL_BYTES;
    this.optimization = {
      doubles: training.doubles,
      settings: this.settings,
      reals: training.reals,
      slotLength: this.table[T_SLOT_BYTES] / REAL_BYTES,
    };
  }

  run(batches: number): Status {
    const { table, training } = this;
    const { doubles } = training;
    const rows = table[T_ROWS];
    const batchSize = table[T_BATCH_SIZE];
    const sumAt = doublesAt(training, T_SUM);
    for (; batches > 0; batches--) {
      if (table[T_BATCH] === 0) {
        if (this.order) this.random.shuffle(this.order);
        doubles[this.settings + S_RATE] = doubles[doublesAt(training, T_RATES) + table[T_EPOCH]];
        doubles[sumAt] = 0;
      }
      const first = table[T_BATCH] * batchSize;
      const sum = this.trainBatch(first, Math.min(batchSize, rows - first));
      if (!Number.isFinite(sum)) return DIVERGED;
      doubles[sumAt] += sum;
      table[T_BATCH]++;
      if (table[T_BATCH] * batchSize < rows) continue;
      if (!this.allFinite()) return DIVERGED;
      const live = table[T_LIVE];
      training.bytes.copyWithin(table[T_COMMITTED], live, live + table[T_STATE_BYTES]);
      doubles[doublesAt(training, T_LOSSES) + table[T_EPOCH]] = this.mean ? doubles[sumAt] / rows : doubles[sumAt];
      table[T_BATCH] = 0;
      table[T_EPOCH]++;
      if (table[T_EPOCH] === table[T_EPOCHS]) return FINISHED;
    }
    return PAUSED;
  }

  private allFinite(): boolean {
    const { reals } = this.training;
    const end = this.parameters + this.network.integers[PARAMETERS_LENGTH];
    for (let i = this.parameters; i < end; i++) if (!Number.isFinite(reals[i])) return false;
    return true;
  }

  /** One batch. @returns the sum of its losses; where it is not finite, nothing was updated */
  private trainBatch(first: number, rows: number): number {
    const { layers, training, outputs } = this;
    const tiledRows = Math.ceil(rows / TILE_ROWS) * TILE_ROWS;
    const columns = new Columns(training.reals, realsAt(training, T_COLUMNS), tiledRows, outputs);
    const x = this.gather(columns, first, rows);
    const penalty = this.penalty();
    this.forward(x, rows, tiledRows);
    const { activation, stride } = layers[layers.length - 1];
    columns.forward(
      activation,
      this.buffer(layers.length - 1, 0),
      stride,
      activation !== SOFTMAX && !fromLogits(this.loss),
    );
    columns.loss(this.loss, constant(this.network, layers.length), true);
    const sum = this.sumLosses(columns, first, rows) + penalty * (this.mean ? rows : 1);
    if (!Number.isFinite(sum)) return sum;
    columns.backward(this.buffer(layers.length - 1, 2), stride, activation, this.loss);
    this.backward(x, rows, tiledRows);
    return sum;
  }

  /** Activations (0), slopes (1) or deltas (2) of a layer: [padded rows, stride]. */
  private buffer(layer: number, which: number): number {
    return realsAt(this.training, T_BUFFERS + layer * BUFFERS + which);
  }

  /** Brings the batch's targets and scales into the columns. @returns where its inputs [rows, fanIn] begin */
  private gather(columns: Columns, first: number, rows: number): number {
    const { training, order, inputs, outputs } = this;
    const { reals, doubles } = training;
    const targetsAt = realsAt(training, T_TARGETS);
    const inputsAt = realsAt(training, T_INPUTS);
    const batchInputs = realsAt(training, T_BATCH_INPUTS);
    const weightsAt = doublesAt(training, T_ROW_WEIGHTS);
    const share = this.mean ? 1 / rows : 1;
    for (let r = 0; r < rows; r++) {
      const row = order ? order[first + r] : first + r;
      for (let o = 0; o < outputs; o++)
        reals[columns.targets + o * columns.rows + r] = reals[targetsAt + row * outputs + o];
      reals[columns.rowScales + r] = doubles[weightsAt + row] * share;
      if (order) {
        const from = inputsAt + row * inputs;
        const to = batchInputs + r * inputs;
        for (let i = 0; i < inputs; i++) reals[to + i] = reals[from + i];
      }
    }
    return order ? batchInputs : inputsAt + first * inputs;
  }

  /** Activations and slopes of the hidden layers, logits of the last. */
  private forward(xAt: number, rows: number, tiledRows: number): void {
    const { layers, training } = this;
    const { reals } = training;
    let stride = this.inputs;
    let x = xAt;
    for (let i = 0; i < layers.length; i++) {
      const layer = layers[i];
      const z = this.buffer(i, 0);
      layerForward(layer, reals, this.parameters, reals, z, x, stride, rows);
      stride = layer.stride;
      if (i < layers.length - 1) {
        activate(layer.activation, reals, z, reals, this.buffer(i, 1), reals, z, tiledRows * stride);
        const dropout = constant(this.network, i);
        if (dropout > 0) this.dropOut(dropout, z, this.buffer(i, 1), stride, rows, layer.fanOut);
      }
      x = z;
    }
  }

  /** Inverted dropout: each activation is 0 with probability `dropout`, the others grow so that the mean stays. */
  private dropOut(dropout: number, a: number, slopes: number, stride: number, rows: number, units: number): void {
    const { reals } = this.training;
    const kept = round(1 / (1 - dropout));
    for (let r = 0; r < rows; r++, a += stride, slopes += stride) {
      for (let o = 0; o < units; o++) {
        const scale = this.random.random() < dropout ? 0 : kept;
        reals[a + o] = round(reals[a + o] * scale);
        reals[slopes + o] = round(reals[slopes + o] * scale);
      }
    }
  }

  /** l1 Σ|w| + ½ l2 Σ w² over all weights. */
  private penalty(): number {
    const { doubles, reals } = this.training;
    const l1 = doubles[this.settings + S_L1];
    const l2 = doubles[this.settings + S_L2];
    if (l1 === 0 && l2 === 0) return 0;
    let magnitudes = 0;
    let squares = 0;
    for (const { fanIn, fanOut, weights } of this.layers) {
      const at = this.parameters + weights;
      if (l1 !== 0) magnitudes += sumOver(false, reals, at, fanIn, fanOut);
      if (l2 !== 0) squares += sumOver(true, reals, at, fanIn, fanOut);
    }
    return l1 * magnitudes + 0.5 * l2 * squares;
  }

  /** Σ weight · loss over the rows of the batch. */
  private sumLosses(columns: Columns, first: number, rows: number): number {
    const { training, order } = this;
    const weightsAt = doublesAt(training, T_ROW_WEIGHTS);
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const row = order ? order[first + r] : first + r;
      sum += training.doubles[weightsAt + row] * training.reals[columns.rowLosses + r];
    }
    return sum;
  }

  /** Deltas of each layer from those of the next, and the update of its parameters once nothing else needs them. */
  private backward(x: number, rows: number, tiledRows: number): void {
    const { layers } = this;
    const { reals } = this.training;
    beginStep(this.optimization, this.table[T_LIVE] / 8);
    for (let i = layers.length - 1; i >= 0; i--) {
      const { fanIn, fanOut, stride, weights } = layers[i];
      const deltas = this.buffer(i, 2);
      const inputStride = i > 0 ? layers[i - 1].stride : this.inputs;
      if (i > 0) {
        const to = this.buffer(i - 1, 2);
        denseBackwardInput(
          reals,
          to,
          inputStride,
          reals,
          deltas,
          stride,
          reals,
          this.parameters + weights,
          rows,
          fanIn,
          fanOut,
        );
        const slopes = this.buffer(i - 1, 1);
        const length = tiledRows * inputStride;
        for (let j = 0; j < length; j++) reals[to + j] = round(reals[to + j] * reals[slopes + j]);
      }
      this.updateLayer(layers[i], i > 0 ? this.buffer(i - 1, 0) : x, inputStride, deltas, rows);
    }
    if (this.clipsByNorm) this.updateAll();
  }

  /** Whether all gradients must be known before the first update. */
  private get clipsByNorm(): boolean {
    return this.training.doubles[this.settings + S_CLIP_NORM] !== 0;
  }

  /** Scales all gradients so that their norm is at most clipNorm, and applies them. */
  private updateAll(): void {
    const { layers, training, settings } = this;
    const { doubles, reals } = training;
    const gradients = realsAt(training, T_GRADIENTS);
    const length = this.network.integers[PARAMETERS_LENGTH];
    let squares = 0;
    for (const { fanIn, fanOut, weights, biases } of layers) {
      squares += sumOver(true, reals, gradients + weights, fanIn, fanOut);
      if (biases >= 0) squares += sumOver(true, reals, gradients + biases, 1, fanOut);
    }
    const norm = Math.sqrt(squares);
    const most = doubles[settings + S_CLIP_NORM];
    if (norm > most) {
      doubles[settings + S_SCALE] = most / norm;
      scaleGradients(this.optimization, gradients, length);
    }
    update(this.table[T_OPTIMIZER], this.optimization, this.parameters, gradients, this.slots, length);
  }

  /** Gradients of a layer, some rows of weights at a time, each applied while it is still in the cache. */
  private updateLayer(layer: Layer, inputs: number, inputStride: number, deltas: number, rows: number): void {
    const { training } = this;
    const { reals } = training;
    const { fanIn, fanOut, stride, weights, biases } = layer;
    const panels = realsAt(training, T_DELTA_PANELS);
    const gradients = realsAt(training, T_GRADIENT_PANEL);
    const fitting = Math.floor(GRADIENT_PANEL_BYTES / (stride * REAL_BYTES) / TILE_ROWS) * TILE_ROWS;
    const panelRows = Math.max(fitting, TILE_ROWS);
    if (biases >= 0) {
      denseBackwardBiases(reals, gradients, reals, deltas, stride, rows, fanOut);
      this.updateRange(false, biases, gradients, fanOut);
    }
    packDeltas(reals, panels, reals, deltas, stride, rows, fanOut);
    for (let i = 0; i < fanIn; i += panelRows) {
      const count = Math.min(panelRows, fanIn - i);
      denseBackwardWeights(reals, gradients, reals, inputs + i, inputStride, reals, panels, rows, count, fanOut);
      this.updateRange(true, weights + i * fanOut, gradients, count * fanOut);
    }
  }

  /** Applies the gradients of `length` parameters from element `first` on; or keeps them, where they are clipped by norm. */
  private updateRange(areWeights: boolean, first: number, gradients: number, length: number): void {
    const { optimization, training } = this;
    const { reals } = training;
    const parameters = this.parameters + first;
    if (areWeights) addPenalty(optimization, parameters, gradients, length);
    if (this.clipsByNorm) {
      const kept = realsAt(training, T_GRADIENTS) + first;
      for (let i = 0; i < length; i++) reals[kept + i] = reals[gradients + i];
      return;
    }
    update(this.table[T_OPTIMIZER], optimization, parameters, gradients, this.slots + first, length);
  }
}
