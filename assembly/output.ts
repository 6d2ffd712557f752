// The output stage: activation, loss and deltas of the last layer.
//
// It works on columns, [outputs, rows], so that lanes run across rows while sums over a row's outputs keep their order:
//
//   columns  | logits | outputs | targets | slopes | deltas |  ln Σ e^z | row losses | row scales |
//              [outputs, rows] each                             [rows] each

import { SOFTMAX, activate, softmaxColumns } from './activations';
import { REAL_BYTES, VECTOR_BYTES, add, mul, read, splat, sub, write } from './lane';
import { fromLogits, lossColumns } from './losses';

/** The parts of `columns` for `rows` (padded) rows: matrix or row number n. */
// @ts-ignore: decorator
@inline export function columnsMatrix(columns: usize, n: usize, rows: i32, outputs: i32): usize {
  return columns + n * <usize>rows * <usize>outputs * REAL_BYTES;
}

// @ts-ignore: decorator
@inline export function columnsRow(columns: usize, n: usize, rows: i32, outputs: i32): usize {
  return columns + (5 * <usize>outputs + n) * <usize>rows * REAL_BYTES;
}

export const LOGITS: usize = 0;
export const OUTPUTS: usize = 1;
export const TARGETS: usize = 2;
export const SLOPES: usize = 3;
export const DELTAS: usize = 4;
export const LOG_SUM_EXP: usize = 0;
export const ROW_LOSSES: usize = 1;
export const ROW_SCALES: usize = 2;

/** target[column, row] = source[row, column]; strides in bytes. */
export function transpose(
  target: usize, targetStride: usize, source: usize, sourceStride: usize, rows: i32, columns: i32,
): void {
  for (let r = 0; r < rows; r++, source += sourceStride, target += REAL_BYTES) writeColumn(target, targetStride, source, columns);
}

/** target[0 … length - 1, 0] = source[0 … length - 1]: a row becomes a column. */
// @ts-ignore: decorator
@inline export function writeColumn(target: usize, targetStride: usize, source: usize, length: i32): void {
  for (let i = 0; i < length; i++, target += targetStride, source += REAL_BYTES) store<real>(target, load<real>(source));
}

/** Outputs from logits z [rows, zStride bytes]; slopes too where they are wanted. */
export function outputForward(
  columns: usize, activation: i32, z: usize, zStride: usize, rows: i32, outputs: i32, slopes: bool,
): void {
  const logits = columnsMatrix(columns, LOGITS, rows, outputs);
  const a = columnsMatrix(columns, OUTPUTS, rows, outputs);
  const rowBytes = <usize>rows * REAL_BYTES;
  transpose(logits, rowBytes, z, zStride, rows, outputs);
  if (activation == SOFTMAX) {
    softmaxColumns(a, columnsRow(columns, LOG_SUM_EXP, rows, outputs), logits, rowBytes, outputs);
  } else {
    activate(activation, a, slopes ? columnsMatrix(columns, SLOPES, rows, outputs) : 0, logits, rowBytes * outputs);
  }
}

/** The loss of each row, and where wanted the deltas before scaling. Logits, outputs and targets are in place. */
export function outputLoss(columns: usize, loss: i32, delta: f64, rows: i32, outputs: i32, deltas: bool): void {
  lossColumns(
    loss,
    columnsRow(columns, ROW_LOSSES, rows, outputs),
    deltas ? columnsMatrix(columns, DELTAS, rows, outputs) : 0,
    columnsMatrix(columns, LOGITS, rows, outputs),
    columnsMatrix(columns, OUTPUTS, rows, outputs),
    columnsMatrix(columns, TARGETS, rows, outputs),
    columnsRow(columns, LOG_SUM_EXP, rows, outputs),
    <usize>rows * REAL_BYTES,
    outputs,
    delta,
  );
}

/**
 * Deltas of the output layer, dLoss/dz times the scale of the row, as columns [outputs, rows].
 *
 * Losses that do not start from the logits pass the activation: times its slope, or times the softmax Jacobian,
 * dz_o = a_o · (g_o - Σ_k g_k a_k).
 */
export function outputDeltas(columns: usize, activation: i32, loss: i32, rows: i32, outputs: i32): usize {
  const rowBytes = <usize>rows * REAL_BYTES;
  const end = rowBytes * outputs;
  const gradients = columnsMatrix(columns, DELTAS, rows, outputs);
  const a = columnsMatrix(columns, OUTPUTS, rows, outputs);
  const slopes = columnsMatrix(columns, SLOPES, rows, outputs);
  const scales = columnsRow(columns, ROW_SCALES, rows, outputs);
  const direct = fromLogits(loss);
  for (let r: usize = 0; r < rowBytes; r += VECTOR_BYTES) {
    const scale = read<vector>(scales + r);
    let mean = splat<vector>(0);
    if (!direct && activation == SOFTMAX) {
      for (let at = r; at < end; at += rowBytes) mean = add<vector>(mean, mul<vector>(read<vector>(gradients + at), read<vector>(a + at)));
    }
    for (let at = r; at < end; at += rowBytes) {
      let delta = read<vector>(gradients + at);
      if (!direct) {
        if (activation == SOFTMAX) delta = mul<vector>(read<vector>(a + at), sub<vector>(delta, mean));
        else delta = mul<vector>(delta, read<vector>(slopes + at));
      }
      write<vector>(gradients + at, mul<vector>(delta, scale));
    }
  }
  return gradients;
}

/** outputDeltas, as rows: deltas [rows, deltasStride bytes]. */
export function outputBackward(
  deltas: usize, deltasStride: usize, columns: usize, activation: i32, loss: i32, rows: i32, outputs: i32,
): void {
  const gradients = outputDeltas(columns, activation, loss, rows, outputs);
  transpose(deltas, deltasStride, gradients, <usize>rows * REAL_BYTES, outputs, rows);
}
