// The value and the slope of each activation: right within the bounds beside the formulas, and the same bits in every
// build and in JavaScript.

import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../src/catalog.ts';
import { expectClose, expectSameBits } from '../helpers/bits.ts';
import { BUILDS, type Build, type Reals } from '../helpers/builds.ts';
import { Draws } from '../helpers/draws.ts';
import { formulas } from '../helpers/formulas.ts';
import { reference } from '../helpers/reference.ts';
import * as exact from './exact.ts';

const float64 = await formulas('activations', 'float64');
const float32 = await formulas('activations', 'float32');

/** Errors in units in the last place, in float64 and in float32. */
type Bounds = readonly [number, number];

interface Truth {
  value(x: exact.Exact): exact.Exact;
  slope(x: exact.Exact): exact.Exact;
  /** In functions.json, with `.derivative` for the slope. */
  readonly reference?: string;
  readonly valueBounds: Bounds;
  readonly slopeBounds: Bounds;
  /** Further bounds, for slopes that are made from the value or cross zero: an error this large is in order too. */
  readonly slopeAbsolute?: Bounds;
}

const zero = exact.exact(0);
const one = exact.exact(1);
const decimal = (digits: string): exact.Exact => {
  const [whole, fraction] = digits.split('.');
  return exact.over(
    { mantissa: BigInt(whole + fraction), exponent: 0 },
    { mantissa: 10n ** BigInt(fraction.length), exponent: 0 },
  );
};
const leak = decimal('0.01');
const seluScale = decimal('1.0507009873554804934193349852946');
const seluScaleAlpha = exact.times(seluScale, decimal('1.6732632423543772848170429916717'));
const isAbove0 = (x: exact.Exact) => x.mantissa > 0n;
const oneLess = (x: exact.Exact) => exact.plus(one, exact.negative(x));
const square = (x: exact.Exact) => exact.times(x, x);
const onePlusMagnitude = (x: exact.Exact) => exact.plus(one, isAbove0(x) ? x : exact.negative(x));

/** A slope made from a value near 1 has the value's error; one that crosses zero is a sum of numbers near 1. */
const NEAR_ONE: Bounds = [4e-16, 2e-7];

/** Softmax, which mixes a row, has tests of its own. */
const TRUTHS: Record<Exclude<Activation, 'softmax'>, Truth> = {
  linear: { value: (x) => x, slope: () => one, valueBounds: [0, 0], slopeBounds: [0, 0] },
  sigmoid: {
    reference: 'sigmoid',
    value: exact.sigmoid,
    slope: (x) => exact.times(exact.sigmoid(x), exact.sigmoid(exact.negative(x))),
    valueBounds: [2.1, 2.5],
    slopeBounds: [4, 4],
    slopeAbsolute: NEAR_ONE,
  },
  tanh: {
    reference: 'tanh',
    value: exact.tanh,
    slope: (x) => oneLess(square(exact.tanh(x))),
    valueBounds: [2.6, 4],
    slopeBounds: [4, 4],
    slopeAbsolute: NEAR_ONE,
  },
  relu: {
    reference: 'relu',
    value: (x) => (isAbove0(x) ? x : zero),
    slope: (x) => (isAbove0(x) ? one : zero),
    valueBounds: [0, 0],
    slopeBounds: [0, 0],
  },
  leakyRelu: {
    reference: 'leakyRelu',
    value: (x) => (isAbove0(x) ? x : exact.times(leak, x)),
    slope: (x) => (isAbove0(x) ? one : leak),
    valueBounds: [1, 1],
    slopeBounds: [0.5, 0.5],
  },
  elu: {
    reference: 'elu',
    value: (x) => (isAbove0(x) ? x : exact.expm1(x)),
    slope: (x) => (isAbove0(x) ? one : exact.exp(x)),
    valueBounds: [3, 1],
    slopeBounds: [0.51, 0.9],
  },
  selu: {
    reference: 'selu',
    value: (x) => (isAbove0(x) ? exact.times(seluScale, x) : exact.times(seluScaleAlpha, exact.expm1(x))),
    slope: (x) => (isAbove0(x) ? seluScale : exact.times(seluScaleAlpha, exact.exp(x))),
    valueBounds: [3, 2],
    slopeBounds: [2.6, 2],
  },
  gelu: {
    reference: 'geluErf',
    value: exact.gelu,
    slope: exact.geluSlope,
    valueBounds: [4, 4],
    slopeBounds: [4, 4],
    slopeAbsolute: NEAR_ONE,
  },
  softplus: {
    reference: 'softplus',
    value: exact.softplus,
    slope: exact.sigmoid,
    valueBounds: [1.9, 1.9],
    slopeBounds: [2.1, 2.5],
  },
  softsign: {
    reference: 'softsign',
    value: (x) => exact.over(x, onePlusMagnitude(x)),
    slope: (x) => exact.over(one, square(onePlusMagnitude(x))),
    valueBounds: [1.5, 1.5],
    slopeBounds: [3.6, 3.6],
  },
  swish: {
    reference: 'swish',
    value: (x) => exact.times(x, exact.sigmoid(x)),
    slope: (x) => {
      const s = exact.sigmoid(x);
      return exact.plus(s, exact.times(exact.times(x, s), oneLess(s)));
    },
    valueBounds: [2.6, 3],
    slopeBounds: [4, 4],
    slopeAbsolute: NEAR_ONE,
  },
};

/** gelu's x² / 2 is rounded before e is raised to it. */
const valueBound = (name: string, bound: number, x: number) => (name === 'gelu' && x < 0 ? bound + x * x : bound);

const NAMES = Object.keys(TRUTHS) as (keyof typeof TRUTHS)[];

/** Digits of the mantissa, and the power of two of the smallest number. */
const FORMATS = { 8: { digits: 53, lowest: -1074 }, 4: { digits: 24, lowest: -149 } };

interface Curve {
  readonly values: Reals;
  readonly slopes: Reals;
}

/** Values and slopes in a build; in place, as training does it, or not. */
function inWasm(build: Build, name: Activation, xs: Reals, inPlace = false): Curve {
  build.reset();
  const z = build.place(xs);
  const a = inPlace ? z : build.realsRoom(xs.length);
  const slopes = build.realsRoom(xs.length);
  build.kernels.activate(ACTIVATIONS[name].number, a, slopes, z, xs.byteLength);
  expect(build.guardsUnharmed).toBe(true);
  return { values: build.reals(a, xs.length).slice(), slopes: build.reals(slopes, xs.length).slice() };
}

function inJavaScript(realBytes: 4 | 8, name: Activation, xs: Reals): Curve {
  const { activate } = realBytes === 8 ? float64 : float32;
  const values = xs.slice();
  const slopes = xs.slice();
  activate(ACTIVATIONS[name].number, values, 0, slopes, 0, xs, 0, xs.length);
  return { values, slopes };
}

/** Zeros, subnormals, huge numbers, infinities, NaN; then numbers of every size and many in the range that matters. */
function points(build: Build, length: number): Reals {
  const { lowest } = FORMATS[build.realBytes];
  const highest = build.realBytes === 8 ? 1023 : 127;
  const edges = [
    0,
    2 ** lowest,
    2 ** (lowest + 30),
    1,
    2 ** -60,
    40,
    88.8,
    104,
    710,
    746,
    1e30,
    2 ** highest,
    Infinity,
  ];
  const draws = new Draws(7);
  const xs = build.array(length);
  let at = 0;
  for (const edge of edges) {
    xs[at++] = edge;
    xs[at++] = -edge;
  }
  xs[at++] = Number.NaN;
  for (; at < length; at++) {
    xs[at] = at % 4 === 0 ? draws.oneOf([-1, 1]) * 2 ** draws.between(lowest, highest) : 20 * (2 * draws.share() - 1);
  }
  return xs;
}

/** Whether y is the truth, within units in the last place or an absolute error. */
function isWithin(y: number, truth: exact.Exact, realBytes: 4 | 8, ulps: number, absolute: number): boolean {
  const { digits, lowest } = FORMATS[realBytes];
  if (exact.ulps(y, truth, digits, lowest) <= ulps) return true;
  return absolute > 0 && exact.distance(y, truth, 0) <= absolute;
}

describe.each(BUILDS)('activations, $name', (build) => {
  const { realBytes } = build;
  const format = realBytes === 8 ? 0 : 1;

  it.each(NAMES)('%s has the bits of JavaScript', (name) => {
    const xs = points(build, 40_000);
    const expected = inJavaScript(realBytes, name, xs);
    for (const inPlace of [false, true]) {
      const { values, slopes } = inWasm(build, name, xs, inPlace);
      expectSameBits(values, expected.values, 'values');
      expectSameBits(slopes, expected.slopes, 'slopes');
    }
  });

  it.each(NAMES)('%s writes no slopes where none are wanted', (name) => {
    build.reset();
    const xs = build.array(12).fill(0.5);
    const z = build.place(xs);
    const slopes = build.realsRoom(xs.length);
    build.kernels.activate(ACTIVATIONS[name].number, z, 0, z, 4 * build.realBytes);
    expect(build.reals(slopes, xs.length).every(Number.isNaN)).toBe(true);
    expect(build.reals(z + 4 * build.realBytes, 8).every((x) => x === 0.5)).toBe(true);
  });

  it.each(NAMES)('%s keeps its bounds against arithmetic of 200 bits', (name) => {
    const { value, slope, valueBounds, slopeBounds, slopeAbsolute } = TRUTHS[name];
    const draws = new Draws(8);
    const xs = build.array(1000).map((_, i) => {
      if (i % 3 === 0) return draws.oneOf([-1, 1]) * 2 ** draws.between(-40, 4);
      return draws.between(-12, 12);
    });
    const { values, slopes } = inWasm(build, name, xs);
    for (const [i, x] of xs.entries()) {
      const truth = exact.exact(x);
      const bound = valueBound(name, valueBounds[format], x);
      if (!isWithin(values[i], value(truth), realBytes, bound, 0)) expect.fail(`the value at ${x} is ${values[i]}`);
      if (!isWithin(slopes[i], slope(truth), realBytes, slopeBounds[format], slopeAbsolute?.[format] ?? 0)) {
        expect.fail(`the slope at ${x} is ${slopes[i]}`);
      }
    }
  });
});

const { functions } = await reference<{ functions: Record<string, { x: unknown[]; y: unknown[] }> }>('functions');

describe('activations against correctly rounded values', () => {
  const [build] = BUILDS;
  const LOWEST = 1e-307;

  /** The numbers of a column, padded to whole vectors. */
  const column = (values: unknown[]): Reals => {
    const column = build.array(build.padded(values.length)).fill(1);
    column.set(values.map(Number));
    return column;
  };

  /** NaN for NaN, infinities as they are, and results too small for full precision to 1e-307. */
  const expectWithin = (y: number, expected: number, x: number, ulps: number, absolute: number, what: string) => {
    if (Object.is(y, expected)) return;
    const error = Math.abs(y - expected);
    const allowed = Math.max(ulps * 2 ** -52 * Math.abs(expected), absolute, Math.abs(expected) < LOWEST ? LOWEST : 0);
    if (!(error <= allowed)) expect.fail(`the ${what} at ${x} is ${y} instead of ${expected}`);
  };

  it.each(NAMES.filter((name) => TRUTHS[name].reference))('%s, with its ends', (name) => {
    const truth = TRUTHS[name];
    const values = functions[truth.reference as string];
    const derivatives = functions[`${truth.reference}.derivative`];
    const xs = column(values.x);
    const { values: ys } = inWasm(build, name, xs);
    values.y.forEach((expected, i) => {
      const bound = valueBound(name, truth.valueBounds[0], Math.max(xs[i], -40));
      expectWithin(ys[i], Number(expected), xs[i], bound, 0, 'value');
      // Functions through zero keep its sign; relu may.
      if (xs[i] === 0 && name !== 'relu') expect(ys[i]).toBe(Number(expected));
    });
    const slopeXs = column(derivatives.x);
    const { slopes } = inWasm(build, name, slopeXs);
    derivatives.y.forEach((expected, i) => {
      // A value that is not a number ends a training before its slope is asked for.
      if (Number.isNaN(slopeXs[i])) return;
      const absolute = truth.slopeAbsolute?.[0] ?? 0;
      expectWithin(slopes[i], Number(expected), slopeXs[i], truth.slopeBounds[0], absolute, 'slope');
    });
  });
});

describe.each(BUILDS)('softmax, $name', (build) => {
  const { realBytes } = build;

  /** Outputs and ln Σ e^z of columns [outputs, rows]. */
  function softmax(z: Reals, outputs: number): { a: Reals; logSumExp: Reals } {
    build.reset();
    const rows = z.length / outputs;
    const logits = build.place(z);
    const a = build.realsRoom(z.length);
    const logSumExp = build.realsRoom(rows);
    build.kernels.softmaxColumns(a, logSumExp, logits, rows * realBytes, outputs);
    expect(build.guardsUnharmed).toBe(true);
    return { a: build.reals(a, z.length).slice(), logSumExp: build.reals(logSumExp, rows).slice() };
  }

  const draw = (outputs: number, rows: number, spread: number): Reals => {
    const draws = new Draws(9);
    return build.array(outputs * rows).map(() => spread * draws.normal());
  };

  it.each([1, 2, 3, 5, 10, 13, 251])('of %i outputs has the bits of JavaScript', (outputs) => {
    for (const spread of [1, 30, 1000]) {
      const rows = 12;
      const z = draw(outputs, rows, spread);
      const columns = build.array(2 * z.length + rows);
      columns.set(z, z.length);
      const { softmaxColumns } = realBytes === 8 ? float64 : float32;
      softmaxColumns(columns, 0, 2 * z.length, z.length, rows, outputs);
      const { a, logSumExp } = softmax(z, outputs);
      expectSameBits(a, columns.subarray(0, z.length), 'outputs');
      expectSameBits(logSumExp, columns.subarray(2 * z.length), 'ln Σ e^z');
    }
  });

  it.each([1, 2, 3, 13])('of %i outputs is e^z over its sum', (outputs) => {
    const rows = 8;
    const z = draw(outputs, rows, 3);
    const { a, logSumExp } = softmax(z, outputs);
    for (let r = 0; r < rows; r++) {
      const column = Array.from({ length: outputs }, (_, o) => exact.exp(exact.exact(z[o * rows + r])));
      const sum = column.reduce(exact.plus);
      // z - m is rounded, which e^ turns into |z - m| / 2 units; then come exp, the sum and the quotient.
      const { digits, lowest } = FORMATS[realBytes];
      for (const [o, e] of column.entries()) {
        expect(exact.ulps(a[o * rows + r], exact.over(e, sum), digits, lowest)).toBeLessThan(20 + outputs);
      }
      expect(exact.ulps(logSumExp[r], exact.log(sum), digits, lowest)).toBeLessThan(20 + outputs);
    }
  });

  it('never overflows', () => {
    const largest = realBytes === 8 ? Number.MAX_VALUE : 3.4028234663852886e38;
    const rows = 4;
    const z = build.array(3 * rows);
    const logits = [
      [largest, 0, -largest],
      [1e4, 1e4, 1e4],
      [-largest, -largest, -largest],
      [-1e4, 0, 1e4],
    ];
    for (const [r, row] of logits.entries()) for (const [o, x] of row.entries()) z[o * rows + r] = x;
    const { a, logSumExp } = softmax(z, 3);
    const row = (r: number) => Array.from({ length: 3 }, (_, o) => a[o * rows + r]);
    expect(row(0)).toEqual([1, 0, 0]);
    expect(row(3)).toEqual([0, 0, 1]);
    for (const r of [1, 2]) expectClose(row(r), [1 / 3, 1 / 3, 1 / 3], { relative: 2 ** -22 });
    expect(logSumExp[0]).toBe(largest);
    expectClose([logSumExp[1]], [1e4 + Math.log(3)], { relative: 2 ** -22 });
    expect(logSumExp[2]).toBe(-largest);
    expect(logSumExp[3]).toBe(1e4);
  });
});
