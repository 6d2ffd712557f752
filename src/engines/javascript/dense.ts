// The matrix kernels of a dense layer in JavaScript: the products of assembly/dense.ts, with tiles of four rows by two
// columns in local variables and columns of B packed side by side. Sums run in order of k.

import { PANEL_STEPS, TILE_ROWS } from '../../../assembly/layout.ts';
import type { Reals } from './block.ts';
import { REAL_BYTES, round } from './precision.ts';

const panel: Reals = REAL_BYTES === 8 ? new Float64Array(2 * PANEL_STEPS) : new Float32Array(2 * PANEL_STEPS);
const ZEROS: Reals = REAL_BYTES === 8 ? new Float64Array(2) : new Float32Array(2);

/** Two columns of B, side by side; `second` is the distance between them, 0 to repeat the first. */
function pack(panel: Reals, to: number, b: Reals, bAt: number, second: number, bStep: number, steps: number): void {
  for (let k = 0; k < steps; k++, to += 2, bAt += bStep) {
    panel[to] = b[bAt];
    panel[to + 1] = b[bAt + second];
  }
}

/** C[rows, 2 columns] = start + Σ_k A[row, k] · B[k, 2 columns], B packed; rows come padded to tiles. */
function multiplyColumns(
  wide: boolean,
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
  const end = bAt + 2 * steps;
  for (let r = 0; r < rows; r += TILE_ROWS) {
    const second = wide ? 1 : 0;
    let s00 = start[startAt];
    let s01 = start[startAt + second];
    let s10 = start[startAt + startRow];
    let s11 = start[startAt + startRow + second];
    let s20 = start[startAt + 2 * startRow];
    let s21 = start[startAt + 2 * startRow + second];
    let s30 = start[startAt + 3 * startRow];
    let s31 = start[startAt + 3 * startRow + second];
    let a0 = aAt;
    let a1 = a0 + aRow;
    let a2 = a1 + aRow;
    let a3 = a2 + aRow;
    for (let k = bAt; k < end; k += 2) {
      const b0 = b[k];
      const b1 = b[k + 1];
      const x0 = a[a0];
      const x1 = a[a1];
      const x2 = a[a2];
      const x3 = a[a3];
      s00 = round(s00 + round(x0 * b0));
      s01 = round(s01 + round(x0 * b1));
      s10 = round(s10 + round(x1 * b0));
      s11 = round(s11 + round(x1 * b1));
      s20 = round(s20 + round(x2 * b0));
      s21 = round(s21 + round(x2 * b1));
      s30 = round(s30 + round(x3 * b0));
      s31 = round(s31 + round(x3 * b1));
      a0 += aStep;
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
    }
    const c1 = cAt + cStride;
    const c2 = c1 + cStride;
    const c3 = c2 + cStride;
    c[cAt] = s00;
    c[c1] = s10;
    c[c2] = s20;
    c[c3] = s30;
    if (wide) {
      c[cAt + 1] = s01;
      c[c1 + 1] = s11;
      c[c2 + 1] = s21;
      c[c3 + 1] = s31;
    }
    startAt += TILE_ROWS * startRow;
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
    for (let o = 0; o < fanOut; o += 2) {
      const wide = o + 1 < fanOut;
      pack(panel, 0, w, weights + k * fanOut + o, wide ? 1 : 0, fanOut, steps);
      const start = k > 0 ? z : biases >= 0 ? w : ZEROS;
      const startAt = k > 0 ? zAt + o : biases >= 0 ? biases + o : 0;
      multiplyColumns(
        wide,
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

/** denseForward of one row: streams the weights once. */
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
  for (let o = 0; o < fanOut; o++) z[zAt + o] = biases >= 0 ? w[biases + o] : 0;
  let at = weights;
  for (let i = 0; i < fanIn; i++) {
    const xi = x[xAt + i];
    for (let o = zAt; o < zAt + fanOut; o++) z[o] = round(z[o] + round(xi * w[at++]));
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
    for (let i = 0; i < fanIn; i += 2) {
      const wide = i + 1 < fanIn;
      pack(panel, 0, w, weights + i * fanOut + k, wide ? fanOut : 0, 1, steps);
      const start = k > 0 ? dx : ZEROS;
      multiplyColumns(
        wide,
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

/** Packs deltas [rows, fanOut] for denseBackwardWeights: pair after pair of columns. */
export function packDeltas(
  panels: Reals,
  panelsAt: number,
  deltas: Reals,
  deltasAt: number,
  deltasStride: number,
  rows: number,
  fanOut: number,
): void {
  for (let o = 0; o < fanOut; o += 2) {
    pack(panels, panelsAt + o * rows, deltas, deltasAt + o, o + 1 < fanOut ? 1 : 0, deltasStride, rows);
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
  for (let o = 0; o < fanOut; o += 2) {
    multiplyColumns(
      o + 1 < fanOut,
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
