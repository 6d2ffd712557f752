// Checks of options: what is accepted, and what the messages say.

import { describe, expect, it } from 'vitest';
import {
  above0,
  atLeast0,
  callback,
  check,
  either,
  finite,
  flag,
  oneOf,
  plainObject,
  type Rule,
  readOptions,
  share,
  show,
  wholeNumber,
} from '../src/check.ts';
import { expectError } from './helpers/refusal.ts';

describe('show', () => {
  it.each([
    ['text', "'text'"],
    ['', "''"],
    ['x'.repeat(50), `'${'x'.repeat(40)}…'`],
    [5, '5'],
    [-0, '-0'],
    [0, '0'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [7n, '7n (a BigInt)'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [() => 1, 'a function'],
    [class A {}, 'a function'],
    [Symbol('secret'), 'a symbol'],
    [[], 'an empty array'],
    [[1, 2, 3], 'an array of 3'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [{ constructor: 5 }, 'an object'],
    [new Map(), 'a Map'],
    [new Date(), 'a Date'],
    [new ArrayBuffer(8), 'an ArrayBuffer'],
    [new Error('x'), 'an Error'],
    [new Int8Array(2), 'an Int8Array'],
    [new Float64Array(2), 'a Float64Array'],
    [new BigInt64Array(2), 'a BigInt64Array'],
    [
      new (class extends null {
        constructor() {
          // biome-ignore lint/correctness/noConstructorReturn: an object whose prototype has no constructor
          return Object.create(Object.create(null));
        }
      })(),
      'an object',
    ],
  ])('%s', (value, shown) => {
    expect(show(value)).toBe(shown);
  });
});

/** For each rule: what is accepted, what is of the wrong kind, what is out of range. */
const RULES: [string, Rule<never>, unknown[], unknown[], unknown[]][] = [
  [
    'a finite number above 0',
    above0,
    [5e-324, 1, 1e308],
    ['1', null, undefined, true, 1n, [1]],
    [0, -0, -1, Number.NaN, Infinity],
  ],
  ['a finite number of at least 0', atLeast0, [0, -0, 1e308], ['0', null], [-5e-324, Number.NaN, Infinity]],
  ['a number of at least 0 and below 1', share, [0, 0.5, 1 - 2 ** -53], ['0', {}], [-0.1, 1, Number.NaN]],
  ['a finite number', finite, [0, -1e308], ['0', {}], [Number.NaN, Infinity, -Infinity]],
  ['a whole number from 1 to 9', wholeNumber(1, 9), [1, 9], ['1', 1n], [0, 10, 1.5, Number.NaN, Infinity]],
  ['true or false', flag, [true, false], [0, 1, 'true', null], []],
  ['a function', callback, [() => 1, Math.max], ['f', {}], []],
  ["one of 'a', 'b'", oneOf(['a', 'b']), ['a', 'b'], [1, null, ['a']], ['A', '', 'c']],
  [
    "a whole number from 1 to 9 or one of 'full'",
    either(wholeNumber(1, 9), oneOf(['full'])),
    [3, 'full'],
    [null, []],
    [0, 'all'],
  ],
];

describe.each(RULES)('%s', (expected, rule, accepted, wrongKind, outOfRange) => {
  it('is accepted', () => {
    for (const value of accepted) expect(check('x', value, rule)).toBe(value);
  });

  it('is not another kind', () => {
    for (const value of wrongKind) {
      expectError(() => check('x', value, rule), TypeError, `x must be ${expected}, got ${show(value)}.`);
    }
  });

  it('is not out of range', () => {
    for (const value of outOfRange) {
      expectError(() => check('x', value, rule), RangeError, `x must be ${expected}, got ${show(value)}.`);
    }
  });
});

describe('readOptions', () => {
  const table = {
    learningRate: { rule: above0, default: 0.1 },
    epochs: { rule: wholeNumber(1, 100), default: 10 },
    shuffle: { rule: flag },
  };
  const read = (given: unknown) => readOptions('train', given, table);

  it('fills in defaults for what is missing or undefined', () => {
    const defaults = { learningRate: 0.1, epochs: 10, shuffle: undefined };
    expect(read(undefined)).toEqual(defaults);
    expect(read({})).toEqual(defaults);
    expect(read({ epochs: undefined })).toEqual(defaults);
    expect(read({ epochs: 5, shuffle: false })).toEqual({ ...defaults, epochs: 5, shuffle: false });
  });

  it.each([
    ['learningrate', "; did you mean 'learningRate'?"],
    ['lerningRate', "; did you mean 'learningRate'?"],
    ['learning_rate', "; did you mean 'learningRate'?"],
    ['epoch', "; did you mean 'epochs'?"],
    ['EPOCHS', "; did you mean 'epochs'?"],
    ['shufle', "; did you mean 'shuffle'?"],
    ['zzz', '; known are learningRate, epochs, shuffle.'],
    ['toString', '; known are learningRate, epochs, shuffle.'],
    ['constructor', '; known are learningRate, epochs, shuffle.'],
  ])('refuses the unknown %s', (name, rest) => {
    expectError(() => read({ [name]: 1 }), TypeError, `train: unknown option '${name}'${rest}`);
  });

  it('takes no options from a prototype', () => {
    expect(read(Object.create({ epochs: 50 })).epochs).toBe(10);
    expectError(() => read(JSON.parse('{ "__proto__": { "epochs": 50 } }')), TypeError, "unknown option '__proto__'");
    expect(({} as { epochs?: number }).epochs).toBeUndefined();
  });

  it('reads each option once', () => {
    let reads = 0;
    const given = {
      get epochs() {
        return ++reads;
      },
    };
    expect(read(given).epochs).toBe(1);
  });

  it.each([[5], ['adam'], [true], [[]], [() => 1], [new Float64Array(1)]])(
    'refuses %s in the place of options',
    (given) => {
      expectError(() => read(given), TypeError, `train: options must be an object, got ${show(given)}.`);
    },
  );

  it('names who asked, and the option', () => {
    expectError(
      () => read({ learningRate: -0.1 }),
      RangeError,
      'train: learningRate must be a finite number above 0, got -0.1.',
    );
  });
});

describe('plainObject', () => {
  it('gives the object itself', () => {
    const object = { a: 1 };
    expect(plainObject('f', 'it', object)).toBe(object);
  });

  it.each([[null], [undefined], [1], ['x'], [[1]], [new Uint8Array(1)]])('refuses %s', (value) => {
    expectError(() => plainObject('f', 'it', value), TypeError, `f: it must be an object, got ${show(value)}.`);
  });
});
