// The matrix kernels of a dense layer. All of them are one product, C = A · B, summed in order of k:
//
//   forward               z [rows, fanOut]       = biases + x [rows, fanIn] · weights [fanIn, fanOut]
//   input gradient        dx [rows, fanIn]       = deltas [rows, fanOut] · weightsᵀ
//   weight gradient       dw [fanIn, fanOut]     = xᵀ · deltas [rows, fanOut]
//
// A tile of C, four rows by two vectors, stays in registers while k runs; a number of A meets a vector of B:
//
//                 B  k ┌─────────────┐
//                    · │ b0     b1   │   one step of k: 2 vectors of B, 4 numbers of A, 8 products, 8 sums
//        A  k ···      └─────────────┘
//     ┌ a0          ┌─────────────┐
//     │ a1        C │ c00    c01  │
//     │ a2          │ c10    c11  │   lanes run across columns of C, never across k: every
//     └ a3          │ c20    c21  │   sum is added in order of k, in any build
//                   │ c30    c31  │
//                   └─────────────┘
//
// Rows of C come padded to whole tiles and columns to whole vectors: what lies beyond the edge is computed from
// whatever is there and never looked at. Source of the formulas: Bishop, Pattern Recognition and Machine
// Learning, §5.1 and §5.3; of the blocking: Goto and van de Geijn, Anatomy of high-performance matrix multiplication.

import { LANES, REAL_BYTES, VECTOR_BYTES, add, copyVectors, mul, read, readSplat, splat, write } from './lane';
import { PANEL_STEPS, TILE_ROWS } from './layout';

const PAIR_BYTES: usize = 2 * VECTOR_BYTES;
const PAIR_LANES: i32 = 2 * LANES;
const PANEL_BYTES: usize = <usize>PANEL_STEPS * PAIR_BYTES;

/** Where sums begin that have no bias. */
export const ZEROS: usize = memory.data(32, 16);

// What a tile is compiled for is told by types, which cost nothing at run time: their sizes differ.
/** So many vectors wide. */
type One = u8;
type Two = u16;
type Four = u32;
/** The steps of A are neighbours in memory (x, deltas), or its rows are (xᵀ). */
type ByRows = u8;
type ByColumns = u16;

/**
 * C[4 rows, one or two vectors] = start + Σ_k A[row, k] · B[k, columns], of at least one step.
 *
 * All in bytes: from one row of A, or from one step of it by columns, to the next `aStride`, from one step of B to
 * the next `bStep`. Sums start at the biases (`startRow` 0: the same for each row), at ZEROS, or at C itself, where
 * an earlier part of k left them.
 */
// @ts-ignore: decorator
@inline function tile<Width, Order>(
  start: usize, startRow: usize, c: usize, cStride: usize,
  a: usize, aStride: usize, b: usize, bStep: usize, steps: i32,
): void {
  const wide = sizeof<Width>() == sizeof<Two>();
  const byRows = sizeof<Order>() == sizeof<ByRows>();
  let s00 = read<vector>(start);
  let s01 = wide ? read<vector>(start + VECTOR_BYTES) : s00;
  start += startRow;
  let s10 = read<vector>(start);
  let s11 = wide ? read<vector>(start + VECTOR_BYTES) : s10;
  start += startRow;
  let s20 = read<vector>(start);
  let s21 = wide ? read<vector>(start + VECTOR_BYTES) : s20;
  start += startRow;
  let s30 = read<vector>(start);
  let s31 = wide ? read<vector>(start + VECTOR_BYTES) : s30;
  let a1 = byRows ? a + aStride : a;
  let a2 = byRows ? a1 + aStride : a;
  let a3 = byRows ? a2 + aStride : a;
  do {
    const b0 = read<vector>(b);
    const b1 = wide ? read<vector>(b + VECTOR_BYTES) : b0;
    let x = readSplat<vector>(a);
    s00 = add<vector>(s00, mul<vector>(x, b0));
    if (wide) s01 = add<vector>(s01, mul<vector>(x, b1));
    x = readSplat<vector>(byRows ? a1 : a + REAL_BYTES);
    s10 = add<vector>(s10, mul<vector>(x, b0));
    if (wide) s11 = add<vector>(s11, mul<vector>(x, b1));
    x = readSplat<vector>(byRows ? a2 : a + 2 * REAL_BYTES);
    s20 = add<vector>(s20, mul<vector>(x, b0));
    if (wide) s21 = add<vector>(s21, mul<vector>(x, b1));
    x = readSplat<vector>(byRows ? a3 : a + 3 * REAL_BYTES);
    s30 = add<vector>(s30, mul<vector>(x, b0));
    if (wide) s31 = add<vector>(s31, mul<vector>(x, b1));
    if (byRows) {
      a += REAL_BYTES;
      a1 += REAL_BYTES;
      a2 += REAL_BYTES;
      a3 += REAL_BYTES;
    } else {
      a += aStride;
    }
    b += bStep;
  } while (--steps);
  write<vector>(c, s00);
  if (wide) write<vector>(c + VECTOR_BYTES, s01);
  c += cStride;
  write<vector>(c, s10);
  if (wide) write<vector>(c + VECTOR_BYTES, s11);
  c += cStride;
  write<vector>(c, s20);
  if (wide) write<vector>(c + VECTOR_BYTES, s21);
  c += cStride;
  write<vector>(c, s30);
  if (wide) write<vector>(c + VECTOR_BYTES, s31);
}

/** One or two vectors of columns of C over all its rows: a tile under a tile. */
function tiles<Width, Order>(
  start: usize, startRow: usize, c: usize, cStride: usize, rows: i32,
  a: usize, aStride: usize, b: usize, bStep: usize, steps: i32,
): void {
  const aTile = TILE_ROWS * (sizeof<Order>() == sizeof<ByRows>() ? aStride : REAL_BYTES);
  const cTile = TILE_ROWS * cStride;
  const startTile = TILE_ROWS * startRow;
  for (; rows > 0; rows -= TILE_ROWS, start += startTile, c += cTile, a += aTile) {
    tile<Width, Order>(start, startRow, c, cStride, a, aStride, b, bStep, steps);
  }
}

/** `tiles` of two vectors, or of one. */
// @ts-ignore: decorator
@inline function multiplyColumns<Order>(
  wide: bool, start: usize, startRow: usize, c: usize, cStride: usize, rows: i32,
  a: usize, aStride: usize, b: usize, bStep: usize, steps: i32,
): void {
  if (wide) tiles<Two, Order>(start, startRow, c, cStride, rows, a, aStride, b, bStep, steps);
  else tiles<One, Order>(start, startRow, c, cStride, rows, a, aStride, b, bStep, steps);
}

/** Copies two vectors a step from rows of B into a panel without gaps. */
function pack(panel: usize, b: usize, bStep: usize, steps: i32): void {
  for (; steps > 0; steps--, panel += PAIR_BYTES, b += bStep) {
    write<vector>(panel, read<vector>(b));
    write<vector>(panel + VECTOR_BYTES, read<vector>(b + VECTOR_BYTES));
  }
}

/** `pack` of two pairs of vectors that are neighbours. */
function packTwo(first: usize, second: usize, b: usize, bStep: usize, steps: i32): void {
  for (; steps > 0; steps--, first += PAIR_BYTES, second += PAIR_BYTES, b += bStep) {
    write<vector>(first, read<vector>(b));
    write<vector>(first + VECTOR_BYTES, read<vector>(b + VECTOR_BYTES));
    write<vector>(second, read<vector>(b + PAIR_BYTES));
    write<vector>(second + VECTOR_BYTES, read<vector>(b + PAIR_BYTES + VECTOR_BYTES));
  }
}

/** Copies rows of B into a panel as columns: panel[k, column] = B[column, k]; zeros where there is no row. */
function packTransposed(panel: usize, b: usize, bStride: usize, steps: i32, columns: i32): void {
  for (let column: usize = 0; column < <usize>PAIR_LANES; column++) {
    let target = panel + column * REAL_BYTES;
    let source = b + column * bStride;
    if (<i32>column < columns) {
      for (let k = 0; k < steps; k++, target += PAIR_BYTES, source += REAL_BYTES) store<real>(target, load<real>(source));
    } else {
      for (let k = 0; k < steps; k++, target += PAIR_BYTES) store<real>(target, 0);
    }
  }
}

/**
 * Dense layer, forward: z[r, o] = biases[o] + Σ_i x[r, i] · weights[i, o], added in order of i.
 *
 * @param z        [rows padded to a tile, zStride], written
 * @param x        [rows padded to a tile, xStride]
 * @param weights  [fanIn, fanOut]
 * @param biases   [fanOut], or 0 for none
 * @param panel    room for two panels
 * Strides are in bytes; zStride is fanOut padded to whole vectors.
 */
export function denseForward(
  z: usize, zStride: usize, x: usize, xStride: usize, weights: usize, biases: usize,
  rows: i32, fanIn: i32, fanOut: i32, panel: usize,
): void {
  if (rows == 1) return denseForwardRow(z, zStride, x, weights, biases, fanIn, fanOut);
  const tiledRows = (rows + TILE_ROWS - 1) & -TILE_ROWS;
  const weightsStep = <usize>fanOut * REAL_BYTES;
  // A panel pays once several tiles read it.
  const packed = tiledRows > 2 * TILE_ROWS && fanOut > PAIR_LANES;
  for (let k = 0; k < fanIn; k += PANEL_STEPS) {
    const steps = min(fanIn - k, PANEL_STEPS);
    const a = x + <usize>k * REAL_BYTES;
    const rowsOfWeights = weights + <usize>k * weightsStep;
    for (let o = 0; o < fanOut; o += PAIR_LANES) {
      const place = <usize>o * REAL_BYTES;
      const wide = o + LANES < fanOut;
      const start = k > 0 ? z + place : biases != 0 ? biases + place : ZEROS;
      const startRow = k > 0 ? zStride : 0;
      let b = rowsOfWeights + place;
      let bStep = weightsStep;
      if (packed) {
        // Two panels at a time, as a line of the cache holds both.
        const second = (o & PAIR_LANES) != 0;
        if (!second) {
          if (o + PAIR_LANES < fanOut) packTwo(panel, panel + PANEL_BYTES, b, bStep, steps);
          else pack(panel, b, bStep, steps);
        }
        b = second ? panel + PANEL_BYTES : panel;
        bStep = PAIR_BYTES;
      }
      multiplyColumns<ByRows>(wide, start, startRow, z + place, zStride, tiledRows, a, xStride, b, bStep, steps);
    }
  }
}

/** Rows of weights from which on reading them in one stream is quicker than column by column. */
const STREAMED_ROW: usize = 512;

/** denseForward of one row. */
function denseForwardRow(
  z: usize, zBytes: usize, x: usize, weights: usize, biases: usize, fanIn: i32, fanOut: i32,
): void {
  for (let at: usize = 0; at < zBytes; at += VECTOR_BYTES) {
    write<vector>(z + at, biases != 0 ? read<vector>(biases + at) : splat<vector>(0));
  }
  const step = <usize>fanOut * REAL_BYTES;
  const xEnd = x + <usize>fanIn * REAL_BYTES;
  if (step >= STREAMED_ROW) {
    for (; x + 4 * REAL_BYTES <= xEnd; x += 4 * REAL_BYTES, weights += 4 * step) addFourRows(z, zBytes, x, weights, step);
  }
  let at: usize = 0;
  for (; at + 4 * VECTOR_BYTES <= zBytes; at += 4 * VECTOR_BYTES) addColumns<Four>(z + at, x, xEnd, weights + at, step);
  for (; at < zBytes; at += VECTOR_BYTES) addColumns<One>(z + at, x, xEnd, weights + at, step);
}

/** z[columns] += Σ_i x[i] · weights[i, columns], one vector of columns or four: they stay in registers. */
// @ts-ignore: decorator
@inline function addColumns<Width>(z: usize, x: usize, xEnd: usize, weights: usize, step: usize): void {
  const wide = sizeof<Width>() == sizeof<Four>();
  let s0 = read<vector>(z);
  let s1 = wide ? read<vector>(z + VECTOR_BYTES) : s0;
  let s2 = wide ? read<vector>(z + 2 * VECTOR_BYTES) : s0;
  let s3 = wide ? read<vector>(z + 3 * VECTOR_BYTES) : s0;
  for (; x < xEnd; x += REAL_BYTES, weights += step) {
    const xi = readSplat<vector>(x);
    s0 = add<vector>(s0, mul<vector>(xi, read<vector>(weights)));
    if (wide) {
      s1 = add<vector>(s1, mul<vector>(xi, read<vector>(weights + VECTOR_BYTES)));
      s2 = add<vector>(s2, mul<vector>(xi, read<vector>(weights + 2 * VECTOR_BYTES)));
      s3 = add<vector>(s3, mul<vector>(xi, read<vector>(weights + 3 * VECTOR_BYTES)));
    }
  }
  write<vector>(z, s0);
  if (wide) {
    write<vector>(z + VECTOR_BYTES, s1);
    write<vector>(z + 2 * VECTOR_BYTES, s2);
    write<vector>(z + 3 * VECTOR_BYTES, s3);
  }
}

/** z += four numbers of x times four rows of weights, which are read one after the other as they lie in memory. */
function addFourRows(z: usize, zBytes: usize, x: usize, w0: usize, step: usize): void {
  const x0 = readSplat<vector>(x);
  const x1 = readSplat<vector>(x + REAL_BYTES);
  const x2 = readSplat<vector>(x + 2 * REAL_BYTES);
  const x3 = readSplat<vector>(x + 3 * REAL_BYTES);
  const end = z + zBytes;
  let w1 = w0 + step;
  let w2 = w1 + step;
  let w3 = w2 + step;
  for (; z < end; z += 2 * VECTOR_BYTES) {
    let a = add<vector>(read<vector>(z), mul<vector>(x0, read<vector>(w0)));
    let b = add<vector>(read<vector>(z + VECTOR_BYTES), mul<vector>(x0, read<vector>(w0 + VECTOR_BYTES)));
    a = add<vector>(a, mul<vector>(x1, read<vector>(w1)));
    b = add<vector>(b, mul<vector>(x1, read<vector>(w1 + VECTOR_BYTES)));
    a = add<vector>(a, mul<vector>(x2, read<vector>(w2)));
    b = add<vector>(b, mul<vector>(x2, read<vector>(w2 + VECTOR_BYTES)));
    write<vector>(z, add<vector>(a, mul<vector>(x3, read<vector>(w3))));
    write<vector>(z + VECTOR_BYTES, add<vector>(b, mul<vector>(x3, read<vector>(w3 + VECTOR_BYTES))));
    w0 += 2 * VECTOR_BYTES;
    w1 += 2 * VECTOR_BYTES;
    w2 += 2 * VECTOR_BYTES;
    w3 += 2 * VECTOR_BYTES;
  }
}

/**
 * Dense layer, gradient of its inputs: dx[r, i] = Σ_o deltas[r, o] · weights[i, o], added in order of o.
 *
 * @param dx       [rows padded to a tile, dxStride], written
 * @param deltas   [rows padded to a tile, deltasStride]
 * @param weights  [fanIn, fanOut]
 * @param panel    room for PANEL_STEPS pairs of vectors
 */
export function denseBackwardInput(
  dx: usize, dxStride: usize, deltas: usize, deltasStride: usize, weights: usize,
  rows: i32, fanIn: i32, fanOut: i32, panel: usize,
): void {
  const tiledRows = (rows + TILE_ROWS - 1) & -TILE_ROWS;
  const weightsStride = <usize>fanOut * REAL_BYTES;
  for (let k = 0; k < fanOut; k += PANEL_STEPS) {
    const steps = min(fanOut - k, PANEL_STEPS);
    const a = deltas + <usize>k * REAL_BYTES;
    for (let i = 0; i < fanIn; i += PAIR_LANES) {
      const place = <usize>i * REAL_BYTES;
      packTransposed(panel, weights + <usize>i * weightsStride + <usize>k * REAL_BYTES, weightsStride, steps, fanIn - i);
      multiplyColumns<ByRows>(
        i + LANES < fanIn, k > 0 ? dx + place : ZEROS, k > 0 ? dxStride : 0, dx + place, dxStride, tiledRows,
        a, deltasStride, panel, PAIR_BYTES, steps);
    }
  }
}

/** Packs deltas [rows, fanOut] for denseBackwardWeights: pair after pair of columns, [rows] pairs of vectors each. */
export function packDeltas(panels: usize, deltas: usize, deltasStride: usize, rows: i32, fanOut: i32): void {
  for (let o = 0; o < fanOut; o += PAIR_LANES) {
    pack(panels, deltas + <usize>o * REAL_BYTES, deltasStride, rows);
    panels += <usize>rows * PAIR_BYTES;
  }
}

/**
 * Dense layer, gradient of some rows of its weights: gradients[i, o] = Σ_r x[r, first + i] · deltas[r, o], added in order of r.
 *
 * @param gradients  [rowsOfWeights padded to a tile, stride] while it works, [rowsOfWeights, fanOut] without gaps after it
 * @param x          [rows, xStride], from column `first` on
 * @param panels     deltas, as packDeltas left them
 */
export function denseBackwardWeights(
  gradients: usize, stride: usize, x: usize, xStride: usize, panels: usize,
  rows: i32, rowsOfWeights: i32, fanOut: i32,
): void {
  const tiledRows = (rowsOfWeights + TILE_ROWS - 1) & -TILE_ROWS;
  for (let o = 0; o < fanOut; o += PAIR_LANES) {
    multiplyColumns<ByColumns>(
      o + LANES < fanOut, ZEROS, 0, gradients + <usize>o * REAL_BYTES, stride, tiledRows,
      x, xStride, panels, PAIR_BYTES, rows);
    panels += <usize>rows * PAIR_BYTES;
  }
  const step = <usize>fanOut * REAL_BYTES;
  if (step == stride) return;
  // Row by row to the left. A last vector that is wider than its row ends where the next row still has to be written.
  for (let i: usize = 1; i < <usize>rowsOfWeights; i++) {
    copyVectors(gradients + i * step, gradients + i * stride, step);
  }
}

/** Gradient of the biases: gradients[o] = Σ_r deltas[r, o], added in order of r. @param gradients [stride], written */
export function denseBackwardBiases(gradients: usize, deltas: usize, stride: usize, rows: i32): void {
  for (let o: usize = 0; o < stride; o += VECTOR_BYTES) {
    let sum = splat<vector>(0);
    let at = deltas + o;
    for (let r = 0; r < rows; r++, at += stride) sum = add<vector>(sum, read<vector>(at));
    write<vector>(gradients + o, sum);
  }
}
