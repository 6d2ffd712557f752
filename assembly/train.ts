// The training loop: gather, forward, loss, backward, update; one call trains many batches, and allocates nothing.

import { SOFTMAX, activate } from './activations';
import { denseBackwardBiases, denseBackwardInput, denseBackwardWeights, packDeltas } from './dense';
import { constant, field, layerForward, layerRecord, place } from './evaluate';
import { REAL_BYTES, VECTOR_BYTES, allWithin, copyVectors, mul, read, splat, write } from './lane';
import {
  ACTIVATION, BIASES, BUFFERS, DIVERGED, FAN_IN, FAN_OUT, FINISHED, GRADIENT_PANEL_BYTES, GRADIENT_PANEL_ROWS, INPUTS, LAYERS, LOSS, OUTPUTS, PARAMETERS_LENGTH, PAUSED,
  STRIDE, S_CLIP_NORM, S_L1, S_L2, S_RATE, S_SCALE, TILE_ROWS, T_BATCH, T_BATCH_INPUTS, T_BATCH_SIZE, T_BUFFERS, T_COLUMNS, T_COMMITTED, T_DELTA_PANELS, T_EPOCH,
  T_EPOCHS, T_GRADIENTS, T_GRADIENT_PANEL, T_INPUTS, T_LIVE, T_LOSSES, T_MEAN, T_OPTIMIZER, T_ORDER, T_PANEL, T_PARAMETERS, T_RANDOM,
  T_RATES, T_ROWS, T_ROW_WEIGHTS, T_SETTINGS, T_SHUFFLE, T_SLOTS, T_SLOT_BYTES, T_STATE_BYTES, T_SUM, T_TARGETS, WEIGHTS,
} from './layout';
import { fromLogits } from './losses';
import { isNeuron, paddedRowsOf, prepareNeuron, trainNeuron } from './neuron';
import { addPenalty, beginStep, scaleGradients, sumOver, update } from './optimizers';
import {
  ROW_LOSSES, ROW_SCALES, TARGETS, columnsMatrix, columnsRow, outputBackward, outputForward, outputLoss, writeColumn,
} from './output';
import { random, shuffle } from './random';

/** Trains at most `batches` batches, up to the end of epoch T_EPOCHS. */
export function train(network: usize, training: usize, batches: i32): i32 {
  if (isNeuron(network, training)) return trainOnlyNeuron(network, training, batches);
  const rows = field(training, T_ROWS);
  const batchSize = field(training, T_BATCH_SIZE);
  const live = place(training, T_LIVE);
  const changing = changingBytes(network, training);
  let epoch = field(training, T_EPOCH);
  let batch = field(training, T_BATCH);
  let status = PAUSED;
  for (; batches > 0; batches--) {
    if (batch == 0) {
      if (field(training, T_SHUFFLE) != 0) shuffle(live + field(training, T_RANDOM), live + field(training, T_ORDER), rows);
      beginEpoch(training, epoch);
      store<f64>(place(training, T_SUM), 0);
    }
    const first = batch * batchSize;
    const sum = trainBatch(network, training, live, first, min(batchSize, rows - first));
    if (!isFinite(sum)) {
      status = DIVERGED;
      break;
    }
    const total = load<f64>(place(training, T_SUM)) + sum;
    store<f64>(place(training, T_SUM), total);
    batch++;
    if (batch * batchSize < rows) continue;
    if (!commitEpoch(network, training, live, epoch, total, changing)) {
      status = DIVERGED;
      break;
    }
    batch = 0;
    epoch++;
    if (epoch == field(training, T_EPOCHS)) {
      status = FINISHED;
      break;
    }
  }
  store<i32>(training + (T_EPOCH << 2), epoch);
  store<i32>(training + (T_BATCH << 2), batch);
  return status;
}

/** `train` for the one neuron that neuron.ts knows: each batch is an epoch. */
function trainOnlyNeuron(network: usize, training: usize, epochs: i32): i32 {
  const live = place(training, T_LIVE);
  const changing = changingBytes(network, training);
  const last = field(training, T_EPOCHS);
  gather(network, training, live, place(training, T_COLUMNS), 0, field(training, T_ROWS), paddedRowsOf(training));
  prepareNeuron(network, training);
  let epoch = field(training, T_EPOCH);
  let status = PAUSED;
  for (; epochs > 0; epochs--) {
    beginEpoch(training, epoch);
    const sum = trainNeuron(network, training, live);
    if (!isFinite(sum) || !commitEpoch(network, training, live, epoch, sum, changing)) {
      status = DIVERGED;
      break;
    }
    epoch++;
    if (epoch == last) {
      status = FINISHED;
      break;
    }
  }
  store<i32>(training + (T_EPOCH << 2), epoch);
  return status;
}

// @ts-ignore: decorator
@inline function beginEpoch(training: usize, epoch: i32): void {
  store<f64>(place(training, T_SETTINGS) + (S_RATE << 3), load<f64>(place(training, T_RATES) + (<usize>epoch << 3)));
}

/** Keeps what an epoch has done, unless a parameter is no longer finite. @param total the sum of the losses of its rows */
// @ts-ignore: decorator
@inline function commitEpoch(network: usize, training: usize, live: usize, epoch: i32, total: f64, bytes: usize): bool {
  if (!allFinite(live + field(training, T_PARAMETERS), field(network, PARAMETERS_LENGTH))) return false;
  // What nothing draws from stays as it was in the first epoch.
  if (epoch == 0) bytes = field(training, T_STATE_BYTES);
  if (bytes > SHORT) memory.copy(place(training, T_COMMITTED), live, bytes);
  else copyVectors(place(training, T_COMMITTED), live, bytes);
  store<f64>(place(training, T_LOSSES) + (<usize>epoch << 3), field(training, T_MEAN) != 0 ? total / <f64>field(training, T_ROWS) : total);
  return true;
}

/** Up to here copying vectors is quicker than the call that copies memory. */
const SHORT: usize = 4096;

/** Bytes of the state that change from epoch to epoch: without the generator and the order where nothing is drawn. */
function changingBytes(network: usize, training: usize): usize {
  let draws = field(training, T_SHUFFLE) != 0;
  for (let layer = 0; layer < field(network, LAYERS) - 1; layer++) if (constant(network, layer) > 0) draws = true;
  return field(training, draws ? T_STATE_BYTES : T_RANDOM);
}

function allFinite(parameters: usize, length: i32): bool {
  const largest = splat<vector>(sizeof<real>() == 8 ? f64.MAX_VALUE : <f64>f32.MAX_VALUE);
  const bytes = <usize>length * REAL_BYTES;
  let at: usize = 0;
  for (; at + VECTOR_BYTES <= bytes; at += VECTOR_BYTES) {
    if (!allWithin<vector>(read<vector>(parameters + at), largest)) return false;
  }
  for (; at < bytes; at += REAL_BYTES) {
    if (!isFinite<real>(load<real>(parameters + at))) return false;
  }
  return true;
}

/**
 * One batch: rows first … first + rows - 1 of the order.
 *
 * @returns the sum of the losses of its rows, taken before the update; where it is not finite, nothing was updated
 */
function trainBatch(network: usize, training: usize, live: usize, first: i32, rows: i32): f64 {
  const layers = field(network, LAYERS);
  const outputs = field(network, OUTPUTS);
  const tiledRows = (rows + TILE_ROWS - 1) & -TILE_ROWS;
  const columns = place(training, T_COLUMNS);
  const parameters = live + field(training, T_PARAMETERS);

  const x = gather(network, training, live, columns, first, rows, tiledRows);
  const penalty = penaltyOf(network, training, parameters);
  forward(network, training, live, x, rows, tiledRows);

  const last = layerRecord(network, layers - 1);
  const activation = field(last, ACTIVATION);
  const lastStride = <usize>field(last, STRIDE) * REAL_BYTES;
  const loss = field(network, LOSS);
  const slopes = activation != SOFTMAX && !fromLogits(loss);
  outputForward(columns, activation, buffer(training, layers - 1, 0), lastStride, tiledRows, outputs, slopes);
  outputLoss(columns, loss, constant(network, layers), tiledRows, outputs, true);
  const share: f64 = field(training, T_MEAN) != 0 ? <f64>rows : 1;
  const sum = sumLosses(training, live, columns, first, rows, tiledRows, outputs) + penalty * share;
  if (!isFinite(sum)) return sum;

  outputBackward(buffer(training, layers - 1, 2), lastStride, columns, activation, loss, tiledRows, outputs);
  backward(network, training, live, x, rows, tiledRows);
  return sum;
}

/** Activations (0), slopes (1) or deltas (2) of a layer: [padded rows, stride]. */
// @ts-ignore: decorator
@inline function buffer(training: usize, layer: i32, which: i32): usize {
  return place(training, T_BUFFERS + layer * BUFFERS + which);
}

/** The row of the data that is number n in the order. */
// @ts-ignore: decorator
@inline function rowAt(training: usize, live: usize, n: i32): i32 {
  if (field(training, T_SHUFFLE) == 0) return n;
  return load<i32>(live + field(training, T_ORDER) + (<usize>n << 2));
}

/** Brings the batch's targets and scales into the columns. @returns where its inputs [rows, fanIn] lie */
function gather(network: usize, training: usize, live: usize, columns: usize, first: i32, rows: i32, tiledRows: i32): usize {
  const outputs = field(network, OUTPUTS);
  const targets = columnsMatrix(columns, TARGETS, tiledRows, outputs);
  const scales = columnsRow(columns, ROW_SCALES, tiledRows, outputs);
  const inputBytes = <usize>field(network, INPUTS) * REAL_BYTES;
  const share: f64 = field(training, T_MEAN) != 0 ? 1.0 / <f64>rows : 1.0;
  const shuffled = field(training, T_SHUFFLE) != 0;
  const batchInputs = place(training, T_BATCH_INPUTS);
  for (let r = 0; r < rows; r++) {
    const row = <usize>rowAt(training, live, first + r);
    const across = <usize>r * REAL_BYTES;
    writeColumn(
      targets + across, <usize>tiledRows * REAL_BYTES,
      place(training, T_TARGETS) + row * <usize>outputs * REAL_BYTES, outputs);
    store<real>(scales + across, <real>(load<f64>(place(training, T_ROW_WEIGHTS) + (row << 3)) * share));
    if (shuffled) copyVectors(batchInputs + <usize>r * inputBytes, place(training, T_INPUTS) + row * inputBytes, inputBytes);
  }
  return shuffled ? batchInputs : place(training, T_INPUTS) + <usize>first * inputBytes;
}

/** Activations and slopes of the hidden layers, logits of the last. */
function forward(network: usize, training: usize, live: usize, x: usize, rows: i32, tiledRows: i32): void {
  const parameters = live + field(training, T_PARAMETERS);
  const last = field(network, LAYERS) - 1;
  const panel = place(training, T_PANEL);
  let stride = <usize>field(network, INPUTS) * REAL_BYTES;
  for (let layer = 0; layer <= last; layer++) {
    const record = layerRecord(network, layer);
    const z = buffer(training, layer, 0);
    layerForward(record, parameters, z, x, stride, rows, panel);
    stride = <usize>field(record, STRIDE) * REAL_BYTES;
    if (layer < last) {
      activate(field(record, ACTIVATION), z, buffer(training, layer, 1), z, <usize>tiledRows * stride);
      const dropout = constant(network, layer);
      if (dropout > 0) dropOut(live + field(training, T_RANDOM), dropout, z, buffer(training, layer, 1), stride, rows, field(record, FAN_OUT));
    }
    x = z;
  }
}

/**
 * Inverted dropout: each activation is 0 with probability `dropout`, and the others grow so that the mean stays. Drawn row by row.
 * Source: Srivastava et al., Dropout (2014).
 */
function dropOut(state: usize, dropout: f64, a: usize, slopes: usize, stride: usize, rows: i32, units: i32): void {
  const kept = <real>(1.0 / (1.0 - dropout));
  for (let r = 0; r < rows; r++, a += stride, slopes += stride) {
    for (let o: usize = 0; o < <usize>units * REAL_BYTES; o += REAL_BYTES) {
      const scale = random(state) < dropout ? <real>0 : kept;
      store<real>(a + o, load<real>(a + o) * scale);
      store<real>(slopes + o, load<real>(slopes + o) * scale);
    }
  }
}

/** l1 Σ|w| + ½ l2 Σ w² over all weights. */
function penaltyOf(network: usize, training: usize, parameters: usize): f64 {
  const settings = place(training, T_SETTINGS);
  const l1 = load<f64>(settings + (S_L1 << 3));
  const l2 = load<f64>(settings + (S_L2 << 3));
  if (l1 == 0 && l2 == 0) return 0;
  let magnitudes: f64 = 0;
  let squares: f64 = 0;
  for (let layer = 0; layer < field(network, LAYERS); layer++) {
    const record = layerRecord(network, layer);
    const weights = parameters + <usize>field(record, WEIGHTS) * REAL_BYTES;
    const fanIn = field(record, FAN_IN);
    const fanOut = field(record, FAN_OUT);
    if (l1 != 0) magnitudes += sumOver(false, weights, fanIn, fanOut, place(training, T_PANEL));
    if (l2 != 0) squares += sumOver(true, weights, fanIn, fanOut, place(training, T_PANEL));
  }
  return l1 * magnitudes + 0.5 * l2 * squares;
}

/** Σ weight · loss over the rows of the batch. */
function sumLosses(training: usize, live: usize, columns: usize, first: i32, rows: i32, tiledRows: i32, outputs: i32): f64 {
  const losses = columnsRow(columns, ROW_LOSSES, tiledRows, outputs);
  const weights = place(training, T_ROW_WEIGHTS);
  let sum: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const weight = load<f64>(weights + (<usize>rowAt(training, live, first + r) << 3));
    sum += weight * <f64>load<real>(losses + <usize>r * REAL_BYTES);
  }
  return sum;
}

/** Deltas of each layer from those of the next, and the update of its parameters once nothing else needs them. */
function backward(network: usize, training: usize, live: usize, x: usize, rows: i32, tiledRows: i32): void {
  const parameters = live + field(training, T_PARAMETERS);
  beginStep(place(training, T_SETTINGS), live);
  for (let layer = field(network, LAYERS) - 1; layer >= 0; layer--) {
    const record = layerRecord(network, layer);
    const fanIn = field(record, FAN_IN);
    const fanOut = field(record, FAN_OUT);
    const stride = <usize>field(record, STRIDE) * REAL_BYTES;
    const deltas = buffer(training, layer, 2);
    const inputStride = layer > 0 ? <usize>field(layerRecord(network, layer - 1), STRIDE) * REAL_BYTES : <usize>fanIn * REAL_BYTES;
    const inputs = layer > 0 ? buffer(training, layer - 1, 0) : x;
    if (layer > 0) {
      const inputDeltas = buffer(training, layer - 1, 2);
      denseBackwardInput(
        inputDeltas, inputStride, deltas, stride, parameters + <usize>field(record, WEIGHTS) * REAL_BYTES,
        rows, fanIn, fanOut, place(training, T_PANEL));
      multiply(inputDeltas, buffer(training, layer - 1, 1), <usize>tiledRows * inputStride);
    }
    updateLayer(training, live, record, inputs, inputStride, deltas, stride, rows, fanIn, fanOut);
  }
  if (clipsByNorm(training)) updateAll(network, training, live);
}

/** Whether all gradients must be known before the first update. */
// @ts-ignore: decorator
@inline function clipsByNorm(training: usize): bool {
  return load<f64>(place(training, T_SETTINGS) + (S_CLIP_NORM << 3)) != 0;
}

/** Scales all gradients so that their norm is at most clipNorm, and applies them. */
function updateAll(network: usize, training: usize, live: usize): void {
  const settings = place(training, T_SETTINGS);
  const gradients = place(training, T_GRADIENTS);
  const length = field(network, PARAMETERS_LENGTH);
  let squares: f64 = 0;
  for (let layer = 0; layer < field(network, LAYERS); layer++) {
    const record = layerRecord(network, layer);
    const fanOut = field(record, FAN_OUT);
    const panel = place(training, T_PANEL);
    squares += sumOver(true, gradients + <usize>field(record, WEIGHTS) * REAL_BYTES, field(record, FAN_IN), fanOut, panel);
    const biases = field(record, BIASES);
    if (biases >= 0) squares += sumOver(true, gradients + <usize>biases * REAL_BYTES, 1, fanOut, panel);
  }
  const norm = Math.sqrt(squares);
  const most = load<f64>(settings + (S_CLIP_NORM << 3));
  if (norm > most) {
    store<f64>(settings + (S_SCALE << 3), most / norm);
    scaleGradients(settings, gradients, length);
  }
  update(
    field(training, T_OPTIMIZER), settings, live + field(training, T_PARAMETERS), gradients,
    live + field(training, T_SLOTS), field(training, T_SLOT_BYTES), length);
}

/** a *= b, element by element. */
function multiply(a: usize, b: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR_BYTES) write<vector>(a + at, mul<vector>(read<vector>(a + at), read<vector>(b + at)));
}

/** Gradients of a layer, some rows of weights at a time, each applied while it is still in the cache. */
function updateLayer(
  training: usize, live: usize, record: usize, inputs: usize, inputStride: usize, deltas: usize, stride: usize,
  rows: i32, fanIn: i32, fanOut: i32,
): void {
  const panels = place(training, T_DELTA_PANELS);
  const gradients = place(training, T_GRADIENT_PANEL);
  const panelRows = max((GRADIENT_PANEL_BYTES / <i32>stride) & -TILE_ROWS, GRADIENT_PANEL_ROWS);
  const biases = field(record, BIASES);
  if (biases >= 0) {
    denseBackwardBiases(gradients, deltas, stride, rows);
    updateRange(training, live, false, biases, gradients, fanOut);
  }
  packDeltas(panels, deltas, stride, rows, fanOut);
  for (let i = 0; i < fanIn; i += panelRows) {
    const count = min(panelRows, fanIn - i);
    denseBackwardWeights(gradients, stride, inputs + <usize>i * REAL_BYTES, inputStride, panels, rows, count, fanOut);
    updateRange(training, live, true, field(record, WEIGHTS) + i * fanOut, gradients, count * fanOut);
  }
}

/** Applies the gradients of `length` parameters from element `first` on; or keeps them, where they are clipped by norm. */
function updateRange(training: usize, live: usize, areWeights: bool, first: i32, gradients: usize, length: i32): void {
  const settings = place(training, T_SETTINGS);
  const offset = <usize>first * REAL_BYTES;
  const parameters = live + field(training, T_PARAMETERS) + offset;
  if (areWeights) addPenalty(settings, parameters, gradients, length);
  if (clipsByNorm(training)) {
    memory.copy(place(training, T_GRADIENTS) + offset, gradients, <usize>length * REAL_BYTES);
    return;
  }
  update(
    field(training, T_OPTIMIZER), settings, parameters, gradients,
    live + field(training, T_SLOTS) + offset, field(training, T_SLOT_BYTES), length);
}
