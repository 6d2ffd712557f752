// The matrix kernels against loops that add in index order: equal bits in every build, nothing written beyond a buffer.

import { describe, expect, it } from 'vitest';
import { PANELS_BYTES, TILE_ROWS } from '../../assembly/layout.ts';
import * as dense from '../../src/engines/javascript/dense.ts';
import { expectSameBits } from '../helpers/bits.ts';
import { BUILDS, type Build, type Reals } from '../helpers/builds.ts';
import { Draws } from '../helpers/draws.ts';

const LENGTHS = [1, 2, 3, 4, 5, 13, 251];

/** Lengths around the edges of tiles, pairs of vectors and panels. */
const EDGES = [8, 9, 255, 256, 257, 513];

interface Shape {
  readonly rows: number;
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Every pair of lengths, with a third one that goes round; and each edge once in each place. */
const SHAPES: Shape[] = [
  ...LENGTHS.flatMap((a, i) =>
    LENGTHS.map((b, j) => ({ rows: a, fanIn: b, fanOut: LENGTHS[(i + 2 * j) % LENGTHS.length] })),
  ),
  ...EDGES.flatMap((edge) => [
    { rows: edge, fanIn: 5, fanOut: 3 },
    { rows: 5, fanIn: edge, fanOut: 6 },
    { rows: 13, fanIn: 7, fanOut: edge },
    { rows: 1, fanIn: edge, fanOut: 5 },
    { rows: 1, fanIn: 6, fanOut: edge },
  ]),
];

const named = ({ rows, fanIn, fanOut }: Shape) => `${rows} rows, ${fanIn} x ${fanOut}`;
const tiled = (rows: number) => Math.ceil(rows / TILE_ROWS) * TILE_ROWS;

/** Rows of numbers one behind the other, `stride` apart; what lies between and beyond them is NaN. */
interface Matrix {
  readonly values: Reals;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** What a kernel reads as [rows padded to a tile, stride]. */
function drawMatrix(build: Build, draws: Draws, rows: number, columns: number, stride: number): Matrix {
  const values = build.array(tiled(rows) * stride).fill(Number.NaN);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) values[r * stride + c] = draws.normal() * 10 ** draws.whole(-3, 3);
  }
  return { values, rows, columns, stride };
}

/** Weights or biases: without gaps. */
function drawParameters(build: Build, draws: Draws, length: number): Reals {
  return build.array(length).map(() => draws.normal() * 10 ** draws.whole(-3, 3));
}

/** The rows without what lies between them. */
function withoutGaps(build: Build, values: Reals, rows: number, columns: number, stride: number): Reals {
  const result = build.array(rows * columns);
  for (let r = 0; r < rows; r++) result.set(values.subarray(r * stride, r * stride + columns), r * columns);
  return result;
}

// --- the same products, as plainly as can be

/** Where the numbers of a sum stand: from element `at` on, `step` apart. */
interface Line {
  readonly values: Reals;
  readonly at: number;
  readonly step: number;
}

/** start + Σ_k a[k] · b[k], added in order of k, each operation rounded. */
function sum({ round }: Build, start: number, steps: number, a: Line, b: Line): number {
  let total = start;
  for (let k = 0; k < steps; k++) {
    total = round(total + round(a.values[a.at + k * a.step] * b.values[b.at + k * b.step]));
  }
  return total;
}

const rowOf = ({ values, stride }: Matrix, row: number): Line => ({ values, at: row * stride, step: 1 });
const columnOf = ({ values, stride }: Matrix, column: number): Line => ({ values, at: column, step: stride });

function product(build: Build, rows: number, columns: number, element: (row: number, column: number) => number): Reals {
  const result = build.array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[r * columns + c] = element(r, c);
  }
  return result;
}

function forwardPlainly(build: Build, x: Matrix, weights: Reals, biases: Reals | undefined, fanOut: number): Reals {
  return product(build, x.rows, fanOut, (r, o) =>
    sum(build, biases ? biases[o] : 0, x.columns, rowOf(x, r), { values: weights, at: o, step: fanOut }),
  );
}

function backwardInputPlainly(build: Build, deltas: Matrix, weights: Reals, fanIn: number): Reals {
  const fanOut = deltas.columns;
  return product(build, deltas.rows, fanIn, (r, i) =>
    sum(build, 0, fanOut, rowOf(deltas, r), { values: weights, at: i * fanOut, step: 1 }),
  );
}

function backwardWeightsPlainly(build: Build, x: Matrix, deltas: Matrix): Reals {
  return product(build, x.columns, deltas.columns, (i, o) =>
    sum(build, 0, x.rows, columnOf(x, i), columnOf(deltas, o)),
  );
}

function backwardBiasesPlainly(build: Build, deltas: Matrix): Reals {
  const one = { values: build.array(1).fill(1), at: 0, step: 0 };
  return product(build, 1, deltas.columns, (_, o) => sum(build, 0, deltas.rows, one, columnOf(deltas, o)));
}

describe.each(BUILDS)('dense, $name', (build) => {
  const { kernels, realBytes } = build;
  const panelRoom = () => build.room(PANELS_BYTES);
  /** Rows of inputs come as the caller has them, or padded as activations of a layer before. */
  const strides = (columns: number) => new Set([columns, build.padded(columns)]);

  it('forward', () => {
    const draws = new Draws(1);
    for (const shape of SHAPES) {
      const { rows, fanIn, fanOut } = shape;
      for (const hasBiases of [true, false]) {
        for (const xStride of strides(fanIn)) {
          build.reset();
          const x = drawMatrix(build, draws, rows, fanIn, xStride);
          const weights = drawParameters(build, draws, fanIn * fanOut);
          const biases = hasBiases ? drawParameters(build, draws, fanOut) : undefined;
          const zStride = build.padded(fanOut);
          const z = build.realsRoom((rows === 1 ? 1 : tiled(rows)) * zStride);
          kernels.denseForward(
            z,
            zStride * realBytes,
            build.place(x.values),
            xStride * realBytes,
            build.place(weights),
            biases ? build.place(biases) : 0,
            rows,
            fanIn,
            fanOut,
            panelRoom(),
          );
          const written = withoutGaps(build, build.reals(z, rows * zStride), rows, fanOut, zStride);
          expectSameBits(written, forwardPlainly(build, x, weights, biases, fanOut), named(shape));
          expect(build.guardsUnharmed, named(shape)).toBe(true);
        }
      }
    }
  });

  it('one row gives the bits that it gives among others', () => {
    const draws = new Draws(2);
    for (const { fanIn, fanOut } of SHAPES) {
      build.reset();
      const x = drawMatrix(build, draws, 3, fanIn, fanIn);
      const weights = build.place(drawParameters(build, draws, fanIn * fanOut));
      const biases = build.place(drawParameters(build, draws, fanOut));
      const inputs = build.place(x.values);
      const stride = build.padded(fanOut);
      const strideBytes = stride * realBytes;
      const xBytes = fanIn * realBytes;
      const one = build.realsRoom(stride);
      const several = build.realsRoom(tiled(3) * stride);
      const panel = panelRoom();
      kernels.denseForward(several, strideBytes, inputs, xBytes, weights, biases, 3, fanIn, fanOut, panel);
      for (let r = 0; r < 3; r++) {
        kernels.denseForward(one, strideBytes, inputs + r * xBytes, xBytes, weights, biases, 1, fanIn, fanOut, panel);
        expectSameBits(build.reals(one, fanOut), build.reals(several + r * strideBytes, fanOut));
      }
    }
  });

  it('backward to the inputs', () => {
    const draws = new Draws(3);
    for (const shape of SHAPES) {
      const { rows, fanIn, fanOut } = shape;
      build.reset();
      const deltas = drawMatrix(build, draws, rows, fanOut, build.padded(fanOut));
      const weights = drawParameters(build, draws, fanIn * fanOut);
      const dxStride = build.padded(fanIn);
      const dx = build.realsRoom(tiled(rows) * dxStride);
      kernels.denseBackwardInput(
        dx,
        dxStride * realBytes,
        build.place(deltas.values),
        deltas.stride * realBytes,
        build.place(weights),
        rows,
        fanIn,
        fanOut,
        panelRoom(),
      );
      const written = withoutGaps(build, build.reals(dx, rows * dxStride), rows, fanIn, dxStride);
      expectSameBits(written, backwardInputPlainly(build, deltas, weights, fanIn), named(shape));
      expect(build.guardsUnharmed, named(shape)).toBe(true);
    }
  });

  it('backward to the weights', () => {
    const draws = new Draws(4);
    for (const shape of SHAPES) {
      const { rows, fanIn, fanOut } = shape;
      for (const xStride of strides(fanIn)) {
        build.reset();
        const x = drawMatrix(build, draws, rows, fanIn, xStride);
        const deltas = drawMatrix(build, draws, rows, fanOut, build.padded(fanOut));
        const inputs = build.place(x.values);
        const pairs = Math.ceil((fanOut * realBytes) / 32);
        const panels = build.room(pairs * rows * 32);
        kernels.packDeltas(panels, build.place(deltas.values), deltas.stride * realBytes, rows, fanOut);
        const expected = backwardWeightsPlainly(build, x, deltas);
        // All rows of weights at once, and some at a time as a training does.
        for (const panelRows of new Set([fanIn, 4, 8])) {
          for (let first = 0; first < fanIn; first += panelRows) {
            const count = Math.min(panelRows, fanIn - first);
            const gradients = build.realsRoom(tiled(count) * deltas.stride);
            kernels.denseBackwardWeights(
              gradients,
              deltas.stride * realBytes,
              inputs + first * realBytes,
              xStride * realBytes,
              panels,
              rows,
              count,
              fanOut,
            );
            expectSameBits(
              build.reals(gradients, count * fanOut),
              expected.subarray(first * fanOut, (first + count) * fanOut),
              `${named(shape)}, from row ${first}`,
            );
          }
        }
        expect(build.guardsUnharmed, named(shape)).toBe(true);
      }
    }
  });

  it('backward to the biases', () => {
    const draws = new Draws(5);
    for (const shape of SHAPES) {
      const { rows, fanOut } = shape;
      build.reset();
      const deltas = drawMatrix(build, draws, rows, fanOut, build.padded(fanOut));
      const gradients = build.realsRoom(deltas.stride);
      kernels.denseBackwardBiases(gradients, build.place(deltas.values), deltas.stride * realBytes, rows);
      expectSameBits(build.reals(gradients, fanOut), backwardBiasesPlainly(build, deltas), named(shape));
      expect(build.guardsUnharmed, named(shape)).toBe(true);
    }
  });
});

describe('dense, javascript', () => {
  const [build] = BUILDS;

  /** Room beyond each end of what the kernel may write, to see that it is left alone. */
  const GUARD = 8;
  const guarded = (length: number) => new Float64Array(length + 2 * GUARD).fill(Number.NaN);
  const expectUnharmed = (values: Float64Array, what: string) => {
    for (const guard of [values.subarray(0, GUARD), values.subarray(-GUARD)]) {
      expect(guard.every(Number.isNaN), what).toBe(true);
    }
  };
  const inside = (values: Float64Array, rows: number, columns: number, stride: number) =>
    withoutGaps(build, values.slice(GUARD, -GUARD), rows, columns, stride);

  it('forward', () => {
    const draws = new Draws(1);
    for (const shape of SHAPES) {
      const { rows, fanIn, fanOut } = shape;
      for (const hasBiases of [true, false]) {
        const x = drawMatrix(build, draws, rows, fanIn, fanIn);
        const parameters = drawParameters(build, draws, fanIn * fanOut + fanOut);
        const biases = hasBiases ? parameters.subarray(fanIn * fanOut) : undefined;
        const stride = build.padded(fanOut);
        const z = guarded((rows === 1 ? 1 : tiled(rows)) * stride);
        const biasesAt = hasBiases ? fanIn * fanOut : -1;
        dense.denseForward(z, GUARD, stride, x.values, 0, fanIn, parameters, 0, biasesAt, rows, fanIn, fanOut);
        expectSameBits(
          inside(z, rows, fanOut, stride),
          forwardPlainly(build, x, parameters, biases, fanOut),
          named(shape),
        );
        expectUnharmed(z, named(shape));
      }
    }
  });

  it('backward to the inputs', () => {
    const draws = new Draws(3);
    for (const shape of SHAPES) {
      const { rows, fanIn, fanOut } = shape;
      const deltas = drawMatrix(build, draws, rows, fanOut, build.padded(fanOut));
      const weights = drawParameters(build, draws, fanIn * fanOut);
      const stride = build.padded(fanIn);
      const dx = guarded(tiled(rows) * stride);
      dense.denseBackwardInput(dx, GUARD, stride, deltas.values, 0, deltas.stride, weights, 0, rows, fanIn, fanOut);
      expectSameBits(
        inside(dx, rows, fanIn, stride),
        backwardInputPlainly(build, deltas, weights, fanIn),
        named(shape),
      );
      expectUnharmed(dx, named(shape));
    }
  });

  it('backward to the weights', () => {
    const draws = new Draws(4);
    for (const shape of SHAPES) {
      const { rows, fanIn, fanOut } = shape;
      const x = drawMatrix(build, draws, rows, fanIn, fanIn);
      const deltas = drawMatrix(build, draws, rows, fanOut, build.padded(fanOut));
      const panels = guarded(Math.ceil(fanOut / 3) * 3 * rows);
      dense.packDeltas(panels, GUARD, deltas.values, 0, deltas.stride, rows, fanOut);
      expectUnharmed(panels, named(shape));
      const gradients = guarded(tiled(fanIn) * fanOut);
      dense.denseBackwardWeights(gradients, GUARD, x.values, 0, fanIn, panels, GUARD, rows, fanIn, fanOut);
      expectSameBits(inside(gradients, fanIn, fanOut, fanOut), backwardWeightsPlainly(build, x, deltas), named(shape));
      expectUnharmed(gradients, named(shape));
    }
  });

  it('backward to the biases', () => {
    const draws = new Draws(5);
    for (const shape of SHAPES) {
      const { rows, fanOut } = shape;
      const deltas = drawMatrix(build, draws, rows, fanOut, build.padded(fanOut));
      const gradients = guarded(fanOut);
      dense.denseBackwardBiases(gradients, GUARD, deltas.values, 0, deltas.stride, rows, fanOut);
      expectSameBits(inside(gradients, 1, fanOut, fanOut), backwardBiasesPlainly(build, deltas), named(shape));
      expectUnharmed(gradients, named(shape));
    }
  });
});
