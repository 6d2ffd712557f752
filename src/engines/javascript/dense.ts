// The matrix kernels of a dense layer in JavaScript: the products of assembly/dense.ts, with tiles of four rows by three
// columns in local variables and columns of B packed side by side. Sums run in order of k.
//
// Indices in the inner loops are sums `| 0`: known to be 32-bit integers, they cost no check for overflow.

import { PANEL_STEPS, TILE_ROWS } from '../../../assembly/layout.ts';
import type { Reals } from './block.ts';
import { REAL_BYTES, round } from './precision.ts';

/** Columns of a tile. */
const WIDTH = 3;

const panel: Reals = REAL_BYTES === 8 ? new Float64Array(WIDTH * PANEL_STEPS) : new Float32Array(WIDTH * PANEL_STEPS);
const ZEROS: Reals = REAL_BYTES === 8 ? new Float64Array(8) : new Float32Array(8);

/** Columns of B side by side: `column` apart, each `steps` elements that are `step` apart. Of fewer than three, one is repeated. */
function pack(
  panel: Reals,
  to: number,
  b: Reals,
  bAt: number,
  columns: number,
  column: number,
  step: number,
  steps: number,
): void {
  let b0 = bAt;
  let b1 = columns > 1 ? b0 + column : b0;
  let b2 = columns > 2 ? b1 + column : b0;
  for (let n = steps; n > 0; n--) {
    panel[to] = b[b0];
    panel[(to + 1) | 0] = b[b1];
    panel[(to + 2) | 0] = b[b2];
    to = (to + WIDTH) | 0;
    b0 = (b0 + step) | 0;
    b1 = (b1 + step) | 0;
    b2 = (b2 + step) | 0;
  }
}

/** C[rows, columns] = start + Σ_k A[row, k] · B[k, columns], of at most three columns, B packed; rows come padded to tiles. */
function multiplyColumns(
  columns: number,
  start: Reals,
  startAt: number,
  startRow: number,
  c: Reals,
  cAt: number,
  cStride: number,
  rows: number,
  a: Reals,
  aAt: number,
  aRow: number,
  aStep: number,
  b: Reals,
  bAt: number,
  steps: number,
): void {
  const second = columns > 1 ? 1 : 0;
  const third = columns > 2 ? 2 : 0;
  for (let r = 0; r < rows; r += TILE_ROWS) {
    let s00 = start[startAt];
    let s01 = start[startAt + second];
    let s02 = start[startAt + third];
    startAt += startRow;
    let s10 = start[startAt];
    let s11 = start[startAt + second];
    let s12 = start[startAt + third];
    startAt += startRow;
    let s20 = start[startAt];
    let s21 = start[startAt + second];
    let s22 = start[startAt + third];
    startAt += startRow;
    let s30 = start[startAt];
    let s31 = start[startAt + second];
    let s32 = start[startAt + third];
    startAt += startRow;
    let a0 = aAt;
    let a1 = (a0 + aRow) | 0;
    let a2 = (a1 + aRow) | 0;
    let a3 = (a2 + aRow) | 0;
    let k = bAt;
    for (let n = steps; n > 0; n--) {
      const b0 = b[k];
      const b1 = b[(k + 1) | 0];
      const b2 = b[(k + 2) | 0];
      let x = a[a0];
      s00 = round(s00 + round(x * b0));
      s01 = round(s01 + round(x * b1));
      s02 = round(s02 + round(x * b2));
      x = a[a1];
      s10 = round(s10 + round(x * b0));
      s11 = round(s11 + round(x * b1));
      s12 = round(s12 + round(x * b2));
      x = a[a2];
      s20 = round(s20 + round(x * b0));
      s21 = round(s21 + round(x * b1));
      s22 = round(s22 + round(x * b2));
      x = a[a3];
      s30 = round(s30 + round(x * b0));
      s31 = round(s31 + round(x * b1));
      s32 = round(s32 + round(x * b2));
      k = (k + WIDTH) | 0;
      a0 = (a0 + aStep) | 0;
      a1 = (a1 + aStep) | 0;
      a2 = (a2 + aStep) | 0;
      a3 = (a3 + aStep) | 0;
    }
    const c1 = cAt + cStride;
    const c2 = c1 + cStride;
    const c3 = c2 + cStride;
    c[cAt] = s00;
    c[c1] = s10;
    c[c2] = s20;
    c[c3] = s30;
    if (columns > 1) {
      c[cAt + 1] = s01;
      c[c1 + 1] = s11;
      c[c2 + 1] = s21;
      c[c3 + 1] = s31;
    }
    if (columns > 2) {
      c[cAt + 2] = s02;
      c[c1 + 2] = s12;
      c[c2 + 2] = s22;
      c[c3 + 2] = s32;
    }
    cAt += TILE_ROWS * cStride;
    aAt += TILE_ROWS * aRow;
  }
}

const tiled = (rows: number): number => Math.ceil(rows / TILE_ROWS) * TILE_ROWS;

/**
 * Dense layer, forward: z[r, o] = biases[o] + Σ_i x[r, i] · weights[i, o], added in order of i.
 *
 * @param z        [rows padded to a tile, zStride], written
 * @param x        [rows padded to a tile, xStride]
 * @param w        parameters: weights [fanIn, fanOut] at `weights`, biases [fanOut] at `biases` or -1 for none
 */
export function denseForward(
  z: Reals,
  zAt: number,
  zStride: number,
  x: Reals,
  xAt: number,
  xStride: number,
  w: Reals,
  weights: number,
  biases: number,
  rows: number,
  fanIn: number,
  fanOut: number,
): void {
  if (rows === 1) {
    denseForwardRow(z, zAt, x, xAt, w, weights, biases, fanIn, fanOut);
    return;
  }
  for (let k = 0; k < fanIn; k += PANEL_STEPS) {
    const steps = Math.min(fanIn - k, PANEL_STEPS);
    for (let o = 0; o < fanOut; o += WIDTH) {
      pack(panel, 0, w, weights + k * fanOut + o, fanOut - o, 1, fanOut, steps);
      const start = k > 0 ? z : biases >= 0 ? w : ZEROS;
      const startAt = k > 0 ? zAt + o : biases >= 0 ? biases + o : 0;
      multiplyColumns(
        fanOut - o,
        start,
        startAt,
        k > 0 ? zStride : 0,
        z,
        zAt + o,
        zStride,
        tiled(rows),
        x,
        xAt + k,
        xStride,
        1,
        panel,
        0,
        steps,
      );
    }
  }
}

/** denseForward of one row: eight outputs at a time, the last eight perhaps once more; fewer than eight one by one. */
function denseForwardRow(
  z: Reals,
  zAt: number,
  x: Reals,
  xAt: number,
  w: Reals,
  weights: number,
  biases: number,
  fanIn: number,
  fanOut: number,
): void {
  const start = biases >= 0 ? w : ZEROS;
  if (fanOut < 8) {
    for (let o = 0; o < fanOut; o++) {
      let sum = biases >= 0 ? w[biases + o] : 0;
      for (let i = 0; i < fanIn; i++) sum = round(sum + round(x[xAt + i] * w[weights + i * fanOut + o]));
      z[zAt + o] = sum;
    }
    return;
  }
  for (let next = 0; next < fanOut; next += 8) {
    const o = Math.min(next, fanOut - 8);
    const at = biases >= 0 ? biases + o : 0;
    let s0 = start[at];
    let s1 = start[at + 1];
    let s2 = start[at + 2];
    let s3 = start[at + 3];
    let s4 = start[at + 4];
    let s5 = start[at + 5];
    let s6 = start[at + 6];
    let s7 = start[at + 7];
    let i = xAt;
    let k = weights + o;
    for (let n = fanIn; n > 0; n--) {
      const input = x[i];
      s0 = round(s0 + round(input * w[k]));
      s1 = round(s1 + round(input * w[(k + 1) | 0]));
      s2 = round(s2 + round(input * w[(k + 2) | 0]));
      s3 = round(s3 + round(input * w[(k + 3) | 0]));
      s4 = round(s4 + round(input * w[(k + 4) | 0]));
      s5 = round(s5 + round(input * w[(k + 5) | 0]));
      s6 = round(s6 + round(input * w[(k + 6) | 0]));
      s7 = round(s7 + round(input * w[(k + 7) | 0]));
      i = (i + 1) | 0;
      k = (k + fanOut) | 0;
    }
    z[zAt + o] = s0;
    z[zAt + o + 1] = s1;
    z[zAt + o + 2] = s2;
    z[zAt + o + 3] = s3;
    z[zAt + o + 4] = s4;
    z[zAt + o + 5] = s5;
    z[zAt + o + 6] = s6;
    z[zAt + o + 7] = s7;
  }
}

/**
 * Dense layer, gradient of its inputs: dx[r, i] = Σ_o deltas[r, o] · weights[i, o], added in order of o.
 *
 * @param dx  [rows padded to a tile, dxStride], written
 */
export function denseBackwardInput(
  dx: Reals,
  dxAt: number,
  dxStride: number,
  deltas: Reals,
  deltasAt: number,
  deltasStride: number,
  w: Reals,
  weights: number,
  rows: number,
  fanIn: number,
  fanOut: number,
): void {
  for (let k = 0; k < fanOut; k += PANEL_STEPS) {
    const steps = Math.min(fanOut - k, PANEL_STEPS);
    for (let i = 0; i < fanIn; i += WIDTH) {
      pack(panel, 0, w, weights + i * fanOut + k, fanIn - i, fanOut, 1, steps);
      const start = k > 0 ? dx : ZEROS;
      multiplyColumns(
        fanIn - i,
        start,
        k > 0 ? dxAt + i : 0,
        k > 0 ? dxStride : 0,
        dx,
        dxAt + i,
        dxStride,
        tiled(rows),
        deltas,
        deltasAt + k,
        deltasStride,
        1,
        panel,
        0,
        steps,
      );
    }
  }
}

/** Packs deltas [rows, fanOut] for denseBackwardWeights: three columns after three columns. */
export function packDeltas(
  panels: Reals,
  panelsAt: number,
  deltas: Reals,
  deltasAt: number,
  deltasStride: number,
  rows: number,
  fanOut: number,
): void {
  for (let o = 0; o < fanOut; o += WIDTH) {
    pack(panels, panelsAt + o * rows, deltas, deltasAt + o, fanOut - o, 1, deltasStride, rows);
  }
}

/**
 * Dense layer, gradient of some rows of its weights: gradients[i, o] = Σ_r x[r, i] · deltas[r, o], added in order of r.
 *
 * @param gradients  [rowsOfWeights padded to a tile, fanOut], written
 * @param x          [rows, xStride], from the column of the first of these rows on
 * @param panels     deltas, as packDeltas left them
 */
export function denseBackwardWeights(
  gradients: Reals,
  gradientsAt: number,
  x: Reals,
  xAt: number,
  xStride: number,
  panels: Reals,
  panelsAt: number,
  rows: number,
  rowsOfWeights: number,
  fanOut: number,
): void {
  for (let o = 0; o < fanOut; o += WIDTH) {
    multiplyColumns(
      fanOut - o,
      ZEROS,
      0,
      0,
      gradients,
      gradientsAt + o,
      fanOut,
      tiled(rowsOfWeights),
      x,
      xAt,
      1,
      xStride,
      panels,
      panelsAt + o * rows,
      rows,
    );
  }
}

/** Gradient of the biases: gradients[o] = Σ_r deltas[r, o], added in order of r. */
export function denseBackwardBiases(
  gradients: Reals,
  gradientsAt: number,
  deltas: Reals,
  deltasAt: number,
  stride: number,
  rows: number,
  fanOut: number,
): void {
  for (let o = 0; o < fanOut; o++) {
    let sum = 0;
    for (let r = 0, at = deltasAt + o; r < rows; r++, at += stride) sum = round(sum + deltas[at]);
    gradients[gradientsAt + o] = sum;
  }
}
