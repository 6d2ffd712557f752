// MT19937 and its draws against numpy's RandomState, in every build and in the JavaScript engine.

import { describe, expect, it } from 'vitest';
import { RANDOM_BYTES } from '../../assembly/layout.ts';
import { createBlock } from '../../src/engines/javascript/block.ts';
import { Random } from '../../src/engines/javascript/random.ts';
import { expectClose, expectSameBits } from '../helpers/bits.ts';
import { BUILDS, type Build } from '../helpers/builds.ts';
import { reference } from '../helpers/reference.ts';

interface Vectors {
  readonly raw32: number[];
  readonly raw32At: Record<string, number>;
  readonly randomSample20: number[];
  readonly uniformM1P1x10: number[];
  readonly uniformScaled: { low: number; high: number; values: number[] };
  readonly standardNormal10: number[];
  readonly normalScaled: { mean: number; sd: number; values: number[] };
  readonly boundedIntegers: { max: number; values: number[]; next32: number }[];
  readonly shuffleCumulative12: number[][];
  readonly interleaved: { op: string; arg: unknown; result: number[] }[][];
}

type Shuffle = { order: number[]; next32: number };

const { seeds } = await reference<{ seeds: Record<string, Vectors & Record<string, Shuffle>> }>('random');

/** One generator, wherever it computes. */
interface Generator {
  /** The precision of fillUniform and fillNormal. */
  round(x: number): number;
  word(): number;
  random(): number;
  normal(): number;
  integer(last: number): number;
  shuffled(length: number): number[];
  uniform(low: number, high: number, length: number): ArrayLike<number>;
  normals(mean: number, deviation: number, length: number): ArrayLike<number>;
}

function inWasm(build: Build, seed: number): Generator {
  const { kernels } = build;
  build.reset();
  const state = build.room(RANDOM_BYTES);
  kernels.seedRandom(state, seed);
  return {
    round: build.round,
    word: () => kernels.randomWord(state) >>> 0,
    random: () => kernels.random(state),
    normal: () => kernels.randomNormal(state),
    integer: (last) => kernels.randomInteger(state, last) >>> 0,
    shuffled(length) {
      const values = build.room(length * 4);
      build.integers(values, length).set(Array.from({ length }, (_, i) => i));
      kernels.shuffle(state, values, length);
      return Array.from(build.integers(values, length));
    },
    uniform(low, high, length) {
      const target = build.realsRoom(length);
      kernels.fillUniform(state, target, length, low, high);
      return build.reals(target, length);
    },
    normals(mean, deviation, length) {
      const target = build.realsRoom(length);
      kernels.fillNormal(state, target, length, mean, deviation);
      return build.reals(target, length);
    },
  };
}

function inJavaScript(seed: number): Generator {
  const random = new Random(createBlock(RANDOM_BYTES + 16), 16).seed(seed);
  return {
    round: (x) => x,
    word: () => random.word(),
    random: () => random.random(),
    normal: () => random.normal(),
    integer: (last) => random.integer(last),
    shuffled(length) {
      const values = Int32Array.from({ length }, (_, i) => i);
      random.shuffle(values);
      return Array.from(values);
    },
    uniform(low, high, length) {
      const target = new Float64Array(length);
      random.fillUniform(target, low, high);
      return target;
    },
    normals(mean, deviation, length) {
      const target = new Float64Array(length);
      random.fillNormal(target, mean, deviation);
      return target;
    },
  };
}

const machines = [
  ...BUILDS.map((build) => ({
    name: build.name,
    start: (seed: number) => inWasm(build, seed),
    guards: () => build.guardsUnharmed,
  })),
  { name: 'javascript', start: inJavaScript, guards: () => true },
];

/** Four units in the last place: numpy takes ln from the C library, which need not be rounded correctly. */
const NORMAL = { relative: 1e-15 };

/** After rounding to float32 a difference in the last place of a double can be one in the last place of a float. */
const normalTolerance = (generator: Generator) => (generator.round(0.1) === 0.1 ? NORMAL : { relative: 2 ** -23 });

const times = <T>(length: number, draw: () => T): T[] => Array.from({ length }, draw);

describe.each(machines)('random, $name', ({ start, guards }) => {
  describe.each(Object.entries(seeds))('seed %s', (seedText, vectors) => {
    const seed = Number(seedText);

    it('draws words', () => {
      const generator = start(seed);
      const words = times(10_000, () => generator.word());
      expect(words.slice(0, vectors.raw32.length)).toEqual(vectors.raw32);
      for (const [at, word] of Object.entries(vectors.raw32At)) expect(words[Number(at)]).toBe(word);
    });

    it('draws doubles in [0, 1)', () => {
      const generator = start(seed);
      expectSameBits(
        times(20, () => generator.random()),
        vectors.randomSample20,
      );
    });

    it('fills with uniform numbers', () => {
      const generator = start(seed);
      const { low, high, values } = vectors.uniformScaled;
      expectSameBits(generator.uniform(-1, 1, 10), vectors.uniformM1P1x10.map(generator.round));
      expectSameBits(start(seed).uniform(low, high, values.length), values.map(generator.round));
    });

    it('draws normal numbers', () => {
      const generator = start(seed);
      const { mean, sd, values } = vectors.normalScaled;
      expectClose(
        times(10, () => generator.normal()),
        vectors.standardNormal10,
        NORMAL,
      );
      expectClose(start(seed).normals(mean, sd, values.length), values, normalTolerance(generator));
    });

    it('draws bounded integers', () => {
      for (const { max, values, next32 } of vectors.boundedIntegers) {
        const generator = start(seed);
        expect(times(values.length, () => generator.integer(max))).toEqual(values);
        expect(generator.word()).toBe(next32);
      }
    });

    it.each(['shuffle1', 'shuffle2', 'shuffle10', 'shuffle150', 'permutation20'])('%s', (name) => {
      const generator = start(seed);
      const { order, next32 } = vectors[name];
      expect(generator.shuffled(order.length)).toEqual(order);
      expect(generator.word()).toBe(next32);
    });

    it('shuffles again and again', () => {
      const generator = start(seed);
      let order = times(12, () => 0).map((_, i) => i);
      for (const expected of vectors.shuffleCumulative12) {
        order = generator.shuffled(12).map((from) => order[from]);
        expect(order).toEqual(expected);
      }
    });

    it('draws one kind after another', () => {
      for (const plan of vectors.interleaved) {
        const generator = start(seed);
        for (const { op, arg, result } of plan) draw(generator, op, arg, result);
      }
    });

    it('writes nothing beyond its memory', () => {
      const generator = start(seed);
      times(2000, () => generator.normal());
      generator.shuffled(5);
      generator.uniform(-1, 1, 3);
      generator.normals(0, 1, 3);
      expect(guards()).toBe(true);
    });
  });
});

/** Runs one operation of an interleaved plan and compares its result. */
function draw(generator: Generator, op: string, arg: unknown, result: number[]): void {
  switch (op) {
    case 'randomSample':
      expectSameBits(
        times(arg as number, () => generator.random()),
        result,
      );
      break;
    case 'standardNormal':
      expectClose(
        times(arg as number, () => generator.normal()),
        result,
        NORMAL,
      );
      break;
    case 'uniform': {
      const [low, high, length] = arg as [number, number, number];
      expectSameBits(generator.uniform(low, high, length), result.map(generator.round));
      break;
    }
    case 'normal': {
      const [mean, deviation, length] = arg as [number, number, number];
      expectClose(generator.normals(mean, deviation, length), result, normalTolerance(generator));
      break;
    }
    case 'randint': {
      const [low, end, length] = arg as [number, number, number];
      expect(times(length, () => low + generator.integer(end - low - 1))).toEqual(result);
      break;
    }
    case 'shuffleRange':
    case 'permutation':
      expect(generator.shuffled(arg as number)).toEqual(result);
      break;
    case 'uint32':
      expect(times(arg as number, () => generator.word())).toEqual(result);
      break;
    default:
      expect.fail(`unknown operation ${op}`);
  }
}
