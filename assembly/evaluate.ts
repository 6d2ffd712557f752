// What a network answers: forward over rows in chunks, and the loss where the right answers are known.

import { SOFTMAX, activate, softmaxRow } from './activations';
import { denseForward } from './dense';
import { REAL_BYTES } from './lane';
import {
  ACTIVATION, BIASES, CONSTANTS, E_BACK, E_CHUNK, E_COLUMNS, E_FRONT, E_HAS_TARGETS, E_INPUTS, E_OUTPUTS, E_PANEL, E_ROWS, E_SUM,
  E_TARGETS, E_WEIGHTS, FAN_IN, FAN_OUT, FIRST_LAYER, INPUTS, LAYERS, LAYER_FIELDS, LOSS, OUTPUTS, PARAMETERS, STRIDE,
  WEIGHTS,
} from './layout';
import {
  OUTPUTS as OUTPUT_COLUMNS, ROW_LOSSES, TARGETS, columnsMatrix, columnsRow, outputForward, outputLoss, transpose,
} from './output';

// @ts-ignore: decorator
@inline export function field(table: usize, index: i32): i32 {
  return load<i32>(table + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline export function place(table: usize, index: i32): usize {
  return table + <usize>load<u32>(table + (<usize>index << 2));
}

/** The record of a layer of `network`, itself a table. */
// @ts-ignore: decorator
@inline export function layerRecord(network: usize, layer: i32): usize {
  return network + (<usize>(FIRST_LAYER + layer * LAYER_FIELDS) << 2);
}

/** The dropout of a layer, or after the last Huber's delta. */
// @ts-ignore: decorator
@inline export function constant(network: usize, index: i32): f64 {
  return load<f64>(place(network, CONSTANTS) + (<usize>index << 3));
}

/** Logits z of one layer from its inputs x. */
export function layerForward(
  record: usize, parameters: usize, z: usize, x: usize, xStride: usize, rows: i32, panel: usize,
): void {
  const biases = field(record, BIASES);
  denseForward(
    z, <usize>field(record, STRIDE) * REAL_BYTES, x, xStride,
    parameters + <usize>field(record, WEIGHTS) * REAL_BYTES,
    biases >= 0 ? parameters + <usize>biases * REAL_BYTES : 0,
    rows, field(record, FAN_IN), field(record, FAN_OUT), panel,
  );
}

/**
 * Answers the rows of an evaluation block into its outputs, and adds their losses, each times its weight, into E_SUM
 * where targets are there.
 */
export function evaluate(network: usize, evaluation: usize): void {
  const rows = field(evaluation, E_ROWS);
  const chunkRows = field(evaluation, E_CHUNK);
  const layers = field(network, LAYERS);
  const outputs = field(network, OUTPUTS);
  const inputStride = <usize>field(network, INPUTS) * REAL_BYTES;
  const outputStride = <usize>outputs * REAL_BYTES;
  const parameters = place(network, PARAMETERS);
  const columns = place(evaluation, E_COLUMNS);
  const panel = place(evaluation, E_PANEL);
  const hasTargets = field(evaluation, E_HAS_TARGETS) != 0;
  if (rows == 1 && !hasTargets) return answerRow(network, evaluation);
  let sum: f64 = 0;
  for (let first = 0; first < rows; first += chunkRows) {
    const count = min(chunkRows, rows - first);
    let x = place(evaluation, E_INPUTS) + <usize>first * inputStride;
    let xStride = inputStride;
    let z = place(evaluation, E_FRONT);
    let other = place(evaluation, E_BACK);
    for (let layer = 0; layer < layers - 1; layer++) {
      const record = layerRecord(network, layer);
      layerForward(record, parameters, z, x, xStride, count, panel);
      xStride = <usize>field(record, STRIDE) * REAL_BYTES;
      activate(field(record, ACTIVATION), z, 0, z, <usize>count * xStride);
      x = z;
      z = other;
      other = x;
    }
    const record = layerRecord(network, layers - 1);
    layerForward(record, parameters, z, x, xStride, count, panel);
    outputForward(columns, field(record, ACTIVATION), z, <usize>field(record, STRIDE) * REAL_BYTES, chunkRows, outputs, false);
    const columnBytes = <usize>chunkRows * REAL_BYTES;
    transpose(
      place(evaluation, E_OUTPUTS) + <usize>first * outputStride, outputStride,
      columnsMatrix(columns, OUTPUT_COLUMNS, chunkRows, outputs), columnBytes, outputs, count);
    if (!hasTargets) continue;
    transpose(
      columnsMatrix(columns, TARGETS, chunkRows, outputs), columnBytes,
      place(evaluation, E_TARGETS) + <usize>first * outputStride, outputStride, count, outputs);
    outputLoss(columns, field(network, LOSS), constant(network, layers), chunkRows, outputs, false);
    const losses = columnsRow(columns, ROW_LOSSES, chunkRows, outputs);
    const weights = place(evaluation, E_WEIGHTS) + (<usize>first << 3);
    for (let r = 0; r < count; r++) {
      sum += load<f64>(weights + (<usize>r << 3)) * <f64>load<real>(losses + <usize>r * REAL_BYTES);
    }
  }
  store<f64>(place(evaluation, E_SUM), sum);
}

/** `evaluate` of one row without a target, which is its own column. */
function answerRow(network: usize, evaluation: usize): void {
  const last = field(network, LAYERS) - 1;
  const parameters = place(network, PARAMETERS);
  let x = place(evaluation, E_INPUTS);
  let z = place(evaluation, E_FRONT);
  let other = place(evaluation, E_BACK);
  for (let layer = 0; ; layer++) {
    const record = layerRecord(network, layer);
    const activation = field(record, ACTIVATION);
    layerForward(record, parameters, z, x, 0, 1, 0);
    const a = layer < last ? z : place(evaluation, E_OUTPUTS);
    if (activation == SOFTMAX) softmaxRow(a, z, field(record, FAN_OUT));
    else activate(activation, a, 0, z, <usize>field(record, STRIDE) * REAL_BYTES);
    if (layer == last) return;
    x = z;
    z = other;
    other = x;
  }
}
