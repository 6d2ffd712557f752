// The functions of assembly/math.ts and src/engines/javascript/math.ts: right within their bounds, and the same bits
// from vectors, single numbers and JavaScript.

import { describe, expect, test } from 'vitest';
import { wasmBytes } from '../helpers/built.ts';
import { builtFormulas, formulas } from '../helpers/formulas.ts';
import { reference } from '../helpers/reference.ts';
import * as exact from './exact.ts';

const NAMES = ['exp', 'expm1', 'log', 'log1p', 'sigmoid', 'tanh', 'softplus', 'gelu', 'geluSlope'] as const;
type Name = (typeof NAMES)[number];
type Reals = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

const float64 = await formulas('math', 'float64');
const float32 = await formulas('math', 'float32');
const built = { float64: await builtFormulas('math', 'float64'), float32: await builtFormulas('math', 'float32') };

/** Both formats; `digits` of the mantissa, and the powers of two of the smallest and the largest number. */
const FORMATS = {
  float64: { Reals: Float64Array, functions: float64, digits: 53, lowest: -1074, highest: 1023 },
  float32: { Reals: Float32Array, functions: float32, digits: 24, lowest: -149, highest: 127 },
};
type Format = keyof typeof FORMATS;
const EACH_FORMAT = Object.keys(FORMATS) as Format[];

/** Where to look closely, and the error in ULP that the comments of assembly/math.ts grant. */
const CASES: Record<Name, { from: number; to: number; bounds: Record<Format, number> }> = {
  exp: { from: -746, to: 710, bounds: { float64: 0.51, float32: 0.92 } },
  expm1: { from: -45, to: 0, bounds: { float64: 3.3, float32: 0.95 } },
  log: { from: 0, to: 100, bounds: { float64: 0.9, float32: 0.9 } },
  log1p: { from: -0.9999, to: 100, bounds: { float64: 1.5, float32: 1.5 } },
  sigmoid: { from: -110, to: 45, bounds: { float64: 2.4, float32: 2.4 } },
  tanh: { from: -22, to: 22, bounds: { float64: 2.7, float32: 2.7 } },
  softplus: { from: -110, to: 45, bounds: { float64: 2, float32: 2 } },
  gelu: { from: -12, to: 9, bounds: { float64: 4, float32: 4 } },
  geluSlope: { from: -12, to: 12, bounds: { float64: 2.5, float32: 2.5 } },
};

const TRUTHS: Record<Name, (x: exact.Exact) => exact.Exact> = exact;

/** The bound at x; the two of gelu that are not flat are so because x² / 2 is rounded, and because the slope crosses zero. */
function bound(name: Name, format: Format, x: number): number {
  return CASES[name].bounds[format] + (name === 'gelu' && x < 0 ? x * x : 0);
}

/** Numbers in [0, 1), the same in every run. */
function uniforms(seed: number): () => number {
  let state = seed;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
}

/** Zeros, subnormals, infinities, NaN, where results overflow or vanish: then numbers of every size, and of the range. */
function points(name: Name, format: Format, length: number): Reals {
  const { Reals, lowest, highest } = FORMATS[format];
  const { from, to } = CASES[name];
  const xs = new Reals(length);
  const largest = format === 'float64' ? Number.MAX_VALUE : 3.4028234663852886e38;
  const edges = [
    0,
    2 ** lowest,
    2 ** (lowest + 20),
    2 ** (1 - highest),
    2 ** (1 - highest) - 2 ** lowest,
    largest,
    Infinity,
    NaN,
  ];
  edges.push(
    0.5,
    1,
    Math.SQRT1_2,
    Math.SQRT2,
    2,
    20,
    37,
    40,
    80,
    708,
    709.782712893384,
    709.7827128933841,
    745.1332191019411,
  );
  edges.push(745.1332191019412, 746, 750, 800, 1e30, 88.72283, 88.72284, 87.33655, 103.97207, 103.97208, 104, 105);
  let at = 0;
  for (const edge of edges) {
    xs[at++] = edge;
    xs[at++] = -edge;
  }
  const random = uniforms(1);
  while (at < length) {
    const size = 2 ** (lowest + random() * (highest + 0.99 - lowest));
    xs[at++] = random() < 0.5 ? -size : size;
    for (let i = 0; i < 3 && at < length; i++) xs[at++] = from + random() * (to - from);
    if (at < length) xs[at++] = 3 * (2 * random() - 1);
    if (at < length) xs[at++] = 1 + (random() - 0.5) * 2 ** (-40 * random());
  }
  return xs;
}

/** The maps that test/assembly/exports/math.ts exports, compiled for a target. */
async function compiled(target: string): Promise<(name: string, xs: Reals) => Reals> {
  const module = new WebAssembly.Module(await wasmBytes(`test/math-${target}.wasm`));
  const exports = new WebAssembly.Instance(module, { env: { abort: () => {} } }).exports;
  const memory = exports.memory as WebAssembly.Memory;
  return (name, xs) => {
    const bytes = Math.ceil(xs.byteLength / 16) * 16;
    const source = memory.buffer.byteLength;
    memory.grow(Math.ceil((2 * bytes) / 65536));
    const Reals = xs.constructor as Float64ArrayConstructor;
    new Reals(memory.buffer, source, xs.length).set(xs);
    (exports[name] as (target: number, source: number, bytes: number) => void)(source + bytes, source, bytes);
    return new Reals(memory.buffer, source + bytes, xs.length).slice();
  };
}

/** The first x at which a and b differ in a bit (NaN is NaN), with both results. */
function difference(xs: Reals, a: Reals, b: Reals): string | undefined {
  const at = xs.findIndex((_, i) => !Object.is(a[i], b[i]));
  return at === -1 ? undefined : `f(${xs[at]}) is ${a[at]} and ${b[at]}`;
}

const BUILDS = {
  float64: await compiled('float64'),
  'float64-scalar': await compiled('float64-scalar'),
  float32: await compiled('float32'),
  'float32-scalar': await compiled('float32-scalar'),
};

describe.each(EACH_FORMAT)('%s', (format) => {
  const { Reals, functions, digits, lowest } = FORMATS[format];
  const vectors = BUILDS[format];
  const numbers = BUILDS[`${format}-scalar`];

  test.each(NAMES)('%s has the same bits in vectors, in single numbers and in JavaScript', (name) => {
    const xs = points(name, format, 1_000_000);
    if (name === 'expm1') for (const [i, x] of xs.entries()) if (x > 80) xs[i] = -x; // its domain
    const expected = xs.map(built[format][name]);
    expect(difference(xs, numbers(name, xs), expected)).toBeUndefined();
    expect(difference(xs, vectors(name, xs), expected)).toBeUndefined();
  });

  test.each(NAMES)('%s keeps its bound against arithmetic of 200 bits', (name) => {
    const random = uniforms(2);
    const { from, to } = CASES[name];
    // Results that overflow are for the edges.
    const [low, high] = name === 'exp' && format === 'float32' ? [-104, 88.7] : [from, Math.min(to, 709.7)];
    const xs = new Reals(name.startsWith('gelu') ? 1_000 : 3_000).map((_, i) => {
      if (name === 'log' && i % 2 === 0) return 2 ** ((lowest + 1) * (2 * random() - 1) * 0.84);
      if (i % 2 === 0) return Math.max(low, Math.min(high, (random() < 0.5 ? -1 : 1) * 2 ** (5 - 40 * random())));
      return low + random() * (high - low);
    });
    let worst = 0;
    for (const x of xs) {
      const truth = TRUTHS[name](exact.exact(x));
      // The slope of gelu crosses zero: there the error is a few units of a number near 1.
      const error =
        name === 'geluSlope'
          ? exact.distance(functions[name](x), truth, -digits)
          : exact.ulps(functions[name](x), truth, digits, lowest);
      worst = Math.max(worst, error / bound(name, format, x));
    }
    expect(worst).toBeLessThanOrEqual(1);
    expect(worst).toBeGreaterThan(0.5); // the bound says something
  });
});

test('exp is within 1 ULP where results are subnormal', () => {
  const random = uniforms(3);
  for (let i = 0; i < 2_000; i++) {
    const x = -708.4 - random() * 37;
    expect(exact.ulps(float64.exp(x), exact.exp(exact.exact(x)), 53, -1074)).toBeLessThan(1);
    const x32 = Math.fround(-87.4 - random() * 16.6);
    expect(exact.ulps(float32.exp(x32), exact.exp(exact.exact(x32)), 24, -149)).toBeLessThan(1);
  }
});

test('log64 is the log of float64 in every build', () => {
  const xs = points('log', 'float64', 100_000);
  const expected = xs.map(float64.log);
  for (const build of Object.values(BUILDS)) {
    expect(difference(xs, build('log64', xs), expected)).toBeUndefined();
  }
  expect(difference(xs, xs.map(float32.log64), expected)).toBeUndefined();
});

interface Points {
  readonly x: unknown[];
  readonly y: unknown[];
}
const { functions } = await reference<{ functions: Record<string, Points> }>('functions');

describe('against functions.json (see test/reference/README.md)', () => {
  test.each([
    ['exp', 'exp'],
    ['log', 'log'],
    ['log1p', 'log1p'],
    ['sigmoid', 'sigmoid'],
    ['tanh', 'tanh'],
    ['softplus', 'softplus'],
    ['elu', 'expm1'],
    ['geluErf', 'gelu'],
    ['geluErf.derivative', 'geluSlope'],
  ] as const)('%s', (title, name) => {
    const xs = Float64Array.from(functions[title].x, Number);
    const expected = Float64Array.from(functions[title].y, Number);
    const ys = BUILDS.float64(name, xs);
    for (let i = 0; i < xs.length; i++) {
      if (name === 'expm1' && xs[i] > 0) continue;
      const tolerance = (bound(name, 'float64', xs[i]) + 0.5) * 2 ** -52 * Math.abs(expected[i]);
      const close = Math.abs(ys[i] - expected[i]) <= Math.max(tolerance, name === 'geluSlope' ? 1e-15 : 0, 1e-307);
      const same = Object.is(ys[i], expected[i]);
      if (!close && !same) expect.fail(`${name}(${xs[i]}) is ${ys[i]}, not ${expected[i]}`);
      if (xs[i] === 0 && !same) expect.fail(`${name}(${xs[i]}) has the sign of ${ys[i]}`);
    }
  });
});
