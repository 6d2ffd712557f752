// One sigmoid neuron, squared error, plain gradient descent on all rows at a time: too little work for the general
// way through matrices. Nothing is decided on the way; the formulas are those of activations, losses and optimizers.
//
//   forward   z [rows]           = bias + Σ_i weights[i] · xᵀ[i, rows]     lanes across rows
//   backward  gradients [inputs] = Σ_r deltas[r] · x[r, inputs]            lanes across inputs

import { SIGMOID, Sigmoid } from './activations';
import { ZEROS } from './dense';
import { field, layerRecord, place } from './evaluate';
import { REAL_BYTES, VECTOR_BYTES, add, mul, read, readSplat, splat, write } from './lane';
import {
  ACTIVATION, BIASES, INPUTS, LAYERS, LOSS, OUTPUTS, S_CLIP_NORM, S_CLIP_VALUE, S_L1, S_L2, S_WEIGHT_DECAY, TILE_ROWS,
  T_BATCH_INPUTS, T_BATCH_SIZE, T_COLUMNS, T_GRADIENT_PANEL, T_INPUTS, T_OPTIMIZER, T_PARAMETERS, T_ROWS, T_ROW_WEIGHTS,
  T_SETTINGS, T_SHUFFLE,
} from './layout';
import { SQUARED_ERROR, SquaredError } from './losses';
import { SGD, Sgd, beginStep } from './optimizers';
import { DELTAS, ROW_LOSSES, ROW_SCALES, TARGETS, columnsMatrix, columnsRow, transpose } from './output';

/** Rows times inputs up to which this way is the quicker one. */
const MOST_NUMBERS = 8192;

/** Whether a training is of this kind. */
export function isNeuron(network: usize, training: usize): bool {
  const rows = field(training, T_ROWS);
  const settings = place(training, T_SETTINGS);
  return field(network, LAYERS) == 1 && field(network, OUTPUTS) == 1 && field(layerRecord(network, 0), ACTIVATION) == SIGMOID
    && field(network, LOSS) == SQUARED_ERROR && field(training, T_OPTIMIZER) == SGD
    && field(training, T_BATCH_SIZE) >= rows && field(training, T_SHUFFLE) == 0 && rows * field(network, INPUTS) <= MOST_NUMBERS
    && load<f64>(settings + (S_L1 << 3)) == 0 && load<f64>(settings + (S_L2 << 3)) == 0
    && load<f64>(settings + (S_CLIP_NORM << 3)) == 0 && load<f64>(settings + (S_CLIP_VALUE << 3)) == 0
    && load<f64>(settings + (S_WEIGHT_DECAY << 3)) == 0;
}

// @ts-ignore: decorator
@inline export function paddedRowsOf(training: usize): i32 {
  return (field(training, T_ROWS) + TILE_ROWS - 1) & -TILE_ROWS;
}

/** Inputs as columns, which stay the same from epoch to epoch. Targets and scales are in their columns already. */
export function prepareNeuron(network: usize, training: usize): void {
  const inputs = field(network, INPUTS);
  transpose(
    place(training, T_BATCH_INPUTS), <usize>paddedRowsOf(training) * REAL_BYTES,
    place(training, T_INPUTS), <usize>inputs * REAL_BYTES, field(training, T_ROWS), inputs);
}

/** One step. @returns the sum of the losses of the rows before it; where it is not finite, nothing was updated */
export function trainNeuron(network: usize, training: usize, live: usize): f64 {
  const rows = field(training, T_ROWS);
  const tiledRows = paddedRowsOf(training);
  const rowBytes = <usize>tiledRows * REAL_BYTES;
  const inputBytes = <usize>field(network, INPUTS) * REAL_BYTES;
  const columns = place(training, T_COLUMNS);
  const losses = columnsRow(columns, ROW_LOSSES, tiledRows, 1);
  const scales = columnsRow(columns, ROW_SCALES, tiledRows, 1);
  const targets = columnsMatrix(columns, TARGETS, tiledRows, 1);
  const deltas = columnsMatrix(columns, DELTAS, tiledRows, 1);
  const settings = place(training, T_SETTINGS);
  const weights = live + field(training, T_PARAMETERS);
  const hasBias = field(layerRecord(network, 0), BIASES) >= 0;
  const start = hasBias ? weights + inputBytes : ZEROS;
  const sigmoid = changetype<Sigmoid>(0);
  const error = changetype<SquaredError>(0);
  const sgd = changetype<Sgd>(0);

  const across = place(training, T_BATCH_INPUTS);
  for (let r: usize = 0; r < rowBytes; r += VECTOR_BYTES) {
    let z = readSplat<vector>(start);
    for (let i: usize = 0, x = across + r; i < inputBytes; i += REAL_BYTES, x += rowBytes) {
      z = add<vector>(z, mul<vector>(readSplat<vector>(weights + i), read<vector>(x)));
    }
    const a = sigmoid.value<vector>(z);
    const y = read<vector>(targets + r);
    write<vector>(losses + r, error.value<vector>(z, a, y, z, z));
    const slope = mul<vector>(error.gradient<vector>(a, y, y, y), sigmoid.slope<vector>(z, a));
    write<vector>(deltas + r, mul<vector>(slope, read<vector>(scales + r)));
  }

  let total: f64 = 0;
  const rowWeights = place(training, T_ROW_WEIGHTS);
  for (let r: usize = 0; r < <usize>rows; r++) {
    total += load<f64>(rowWeights + (r << 3)) * <f64>load<real>(losses + r * REAL_BYTES);
  }
  if (!isFinite(total)) return total;

  beginStep(settings, live);
  const gradients = place(training, T_GRADIENT_PANEL);
  let i: usize = 0;
  for (; i < inputBytes; i += VECTOR_BYTES) {
    let sum = splat<vector>(0);
    for (let r: usize = 0, x = place(training, T_INPUTS) + i; r < <usize>rows * REAL_BYTES; r += REAL_BYTES, x += inputBytes) {
      sum = add<vector>(sum, mul<vector>(readSplat<vector>(deltas + r), read<vector>(x)));
    }
    write<vector>(gradients + i, sum);
  }
  if (hasBias) {
    let sum: real = 0;
    for (let r: usize = 0; r < <usize>rows * REAL_BYTES; r += REAL_BYTES) sum += load<real>(deltas + r);
    store<real>(gradients + inputBytes, sum);
  }
  const bytes = hasBias ? inputBytes + REAL_BYTES : inputBytes;
  for (i = 0; i + VECTOR_BYTES <= bytes; i += VECTOR_BYTES) sgd.step<vector>(settings, weights + i, gradients + i, 0, 0);
  for (; i < bytes; i += REAL_BYTES) sgd.step<real>(settings, weights + i, gradients + i, 0, 0);
  return total;
}
