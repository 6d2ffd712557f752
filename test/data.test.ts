// Rows: every accepted form gives the same numbers, everything else is refused with its place.

import { describe, expect, it } from 'vitest';
import { isNumberArray, isRow, toMatrix } from '../src/data.ts';
import { NeuralNetwork, type Row, type Rows } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { expectError, expectRefused } from './helpers/refusal.ts';

const ROWS = [
  [1, 0, 2],
  [3, 4, 5],
  [6, 0, 7],
];
const TARGETS = [
  [0, 1],
  [1, 0],
  [1, 1],
];

const BECAUSE = 'the network has 3 inputs (layers: [3, 4, 2])';

/** The same rows in every accepted form. */
const FORMS: Record<string, (rows: number[][]) => Rows> = {
  'arrays in an array': (rows) => rows,
  'Float64Arrays in an array': (rows) => rows.map((row) => Float64Array.from(row)),
  'Float32Arrays in an array': (rows) => rows.map((row) => Float32Array.from(row)),
  'rows of different kinds': (rows) => rows.map((row, r) => (r === 1 ? Uint8Array.from(row) : row)),
  'frozen arrays': (rows) => Object.freeze(rows.map((row) => Object.freeze(row.slice()))) as Rows,
  'a flat Float64Array': (rows) => Float64Array.from(rows.flat()),
  'a flat Float32Array': (rows) => Float32Array.from(rows.flat()),
  'a flat Int8Array': (rows) => Int8Array.from(rows.flat()),
  'a flat Uint8Array': (rows) => Uint8Array.from(rows.flat()),
  'a flat Uint8ClampedArray': (rows) => Uint8ClampedArray.from(rows.flat()),
  'a flat Int16Array': (rows) => Int16Array.from(rows.flat()),
  'a flat Uint16Array': (rows) => Uint16Array.from(rows.flat()),
  'a flat Int32Array': (rows) => Int32Array.from(rows.flat()),
  'a flat Uint32Array': (rows) => Uint32Array.from(rows.flat()),
  'a part of a larger typed array': (rows) =>
    Float64Array.from([9, ...rows.flat(), 9]).subarray(1, rows.flat().length + 1),
  'shared memory': (rows) => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * rows.flat().length));
    shared.set(rows.flat());
    return shared;
  },
  '{ data, rows, columns } with an array': (rows) => ({
    data: rows.flat(),
    rows: rows.length,
    columns: rows[0].length,
  }),
  '{ data, rows, columns } with a typed array': (rows) => ({
    data: Int16Array.from(rows.flat()),
    rows: rows.length,
    columns: rows[0].length,
  }),
};

describe.each(Object.entries(FORMS))('%s', (_, form) => {
  it('is the same matrix', () => {
    const matrix = toMatrix('x', form(ROWS), 3, BECAUSE);
    expect(matrix).toEqual({ data: Float64Array.from(ROWS.flat()), rows: 3, columns: 3 });
  });

  it('trains, answers and is measured to the same bits', () => {
    const options = { layers: [3, 4, 2], seed: 7 };
    const training = { epochs: 5, batchSize: 2 };
    const expected = new NeuralNetwork(options);
    const network = new NeuralNetwork(options);
    const losses = network.train(form(ROWS), form(TARGETS), training).losses;
    expectSameBits(losses, expected.train(ROWS, TARGETS, training).losses);
    network.weights.forEach((weights, layer) => {
      expectSameBits(weights, expected.weights[layer]);
    });
    const answers = network.think(form(ROWS)) as Float64Array[];
    expect(answers.length).toBe(3);
    answers.forEach((answer, row) => {
      expectSameBits(answer, expected.think(ROWS[row]));
    });
    expect(network.evaluate(form(ROWS), form(TARGETS))).toEqual(expected.evaluate(ROWS, TARGETS));
  });

  it('is copied: changing it later changes nothing', () => {
    const given = form(ROWS.map((row) => row.slice()));
    const matrix = toMatrix('x', given, 3, BECAUSE);
    const flat = 'data' in given ? given.data : Array.isArray(given) ? given[0] : given;
    if (!Object.isFrozen(flat)) (flat as number[])[0] = 99;
    expect(matrix.data[0]).toBe(1);
  });
});

describe('one row', () => {
  const network = new NeuralNetwork({ layers: [3, 2], seed: 1 });

  it.each<[string, Row]>([
    ['an array', [1, 2, 3]],
    ['a Float64Array', Float64Array.of(1, 2, 3)],
    ['a Float32Array', Float32Array.of(1, 2, 3)],
    ['a Uint8Array', Uint8Array.of(1, 2, 3)],
  ])('as %s gives one answer', (_, row) => {
    expectSameBits(network.think(row), network.think([[1, 2, 3]])[0]);
  });

  it('is told from rows', () => {
    expect(isRow([1, 2, 3], 3)).toBe(true);
    expect(isRow([1, 2], 3), 'a row of the wrong width is still a row').toBe(true);
    expect(isRow([], 3)).toBe(true);
    expect(isRow(Float64Array.of(1, 2, 3), 3)).toBe(true);
    expect(isRow(Float64Array.of(1, 2, 3, 4, 5, 6), 3)).toBe(false);
    expect(isRow([[1, 2, 3]], 3)).toBe(false);
    expect(isRow([Float64Array.of(1, 2, 3)], 3)).toBe(false);
    expect(isRow({ data: [1, 2, 3], rows: 1, columns: 3 }, 3)).toBe(false);
  });
});

describe('targets of one output', () => {
  const train = (targets: Rows) => {
    const network = new NeuralNetwork({ layers: [3, 1], seed: 1 });
    return network.train(ROWS, targets, { epochs: 3 }).losses;
  };

  it('may be a plain list of numbers', () => {
    const expected = train([[0], [1], [0.5]]);
    expectSameBits(train([0, 1, 0.5] as unknown as Rows), expected);
    expectSameBits(train(Float64Array.of(0, 1, 0.5)), expected);
  });
});

describe('typed arrays', () => {
  it('of numbers are told from others', () => {
    expect(isNumberArray(new Float32Array(1))).toBe(true);
    for (const other of [
      new BigInt64Array(1),
      new BigUint64Array(1),
      new DataView(new ArrayBuffer(8)),
      new ArrayBuffer(8),
      [1],
      'a',
      null,
    ]) {
      expect(isNumberArray(other)).toBe(false);
    }
  });
});

/** An array with holes where no value is given. */
const holed = (length: number, values: object) => Object.assign(new Array(length), values);

const NUMBER = 'every value must be a finite number.';
const FORM = 'must be an array of rows, a flat typed array or { data, rows, columns }, got';

/** Bad rows for 3 columns: the error, and its message after the name of the argument. */
const BAD: [string, unknown, typeof RangeError | typeof TypeError, string][] = [
  [
    'ragged rows',
    [
      [1, 2, 3],
      [1, 2],
    ],
    RangeError,
    '[1] has 2 values, but the network has 3 ',
  ],
  ['rows that are too wide', [[1, 2, 3, 4]], RangeError, '[0] has 4 values, but the network has 3 '],
  ['an empty row', [[1, 2, 3], []], RangeError, '[1] has 0 values, but the network has 3 '],
  ['no rows', [], RangeError, ' has no rows; at least 1 is needed.'],
  ['an empty typed array', new Float64Array(0), RangeError, ' has no rows; at least 1 is needed.'],
  ['no rows in data', { data: [], rows: 0, columns: 3 }, RangeError, ' has no rows; at least 1 is needed.'],
  [
    'part of a row',
    new Float64Array(7),
    RangeError,
    ' has 7 values, which is no whole number of rows: the network has 3 ',
  ],
  [
    'too many columns',
    { data: [1, 2, 3, 4], rows: 1, columns: 4 },
    RangeError,
    '.columns is 4, but the network has 3 ',
  ],
  ['too few values', { data: [1, 2, 3], rows: 2, columns: 3 }, RangeError, ' says 2 rows of 3, but data has 3 values.'],
  [
    'a huge claim',
    { data: [1, 2, 3], rows: 2 ** 52, columns: 3 },
    RangeError,
    ' says 4503599627370496 rows of 3, but data has 3 values.',
  ],
  [
    'rows that are no number',
    { data: [1, 2, 3], rows: '1', columns: 3 },
    RangeError,
    " says '1' rows of 3, but data has 3 values.",
  ],
  [
    'data that are no array',
    { data: 'abc', rows: 1, columns: 3 },
    TypeError,
    ".data must be a flat array of numbers, got 'abc'.",
  ],
  [
    'NaN',
    [
      [1, 2, 3],
      [4, Number.NaN, 6],
    ],
    RangeError,
    `[1][1] is NaN; ${NUMBER} Remove the row or fill the value in.`,
  ],
  ['Infinity', [[1, 2, Infinity]], RangeError, `[0][2] is Infinity; ${NUMBER}`],
  ['-Infinity', [[-Infinity, 2, 3]], RangeError, `[0][0] is -Infinity; ${NUMBER}`],
  [
    'NaN in a flat array',
    Float64Array.of(1, 2, 3, 4, 5, Number.NaN),
    RangeError,
    `: row 1, column 2 is NaN; ${NUMBER}`,
  ],
  ['NaN in a typed row', [Float32Array.of(1, Number.NaN, 3)], RangeError, `[0][1] is NaN; ${NUMBER}`],
  ['null in data', { data: [1, null, 3], rows: 1, columns: 3 }, TypeError, `: row 0, column 1 is null; ${NUMBER}`],
  [
    'a hole in data',
    { data: holed(3, { 0: 1, 2: 3 }), rows: 1, columns: 3 },
    TypeError,
    ': row 0, column 1 is missing (a hole in the array)',
  ],
  ['a string', [[1, '2', 3]], TypeError, `[0][1] is '2'; ${NUMBER}`],
  [
    'null',
    [
      [1, 2, 3],
      [1, 2, null],
    ],
    TypeError,
    `[1][2] is null; ${NUMBER}`,
  ],
  ['undefined', [[1, undefined, 3]], TypeError, `[0][1] is undefined; ${NUMBER}`],
  [
    'a hole',
    [[1, 2, 3], holed(3, { 0: 1, 2: 3 })],
    TypeError,
    '[1][1] is missing (a hole in the array); every value must be a finite number.',
  ],
  ['true', [[1, true, 3]], TypeError, `[0][1] is true; ${NUMBER}`],
  ['a BigInt', [[1n, 2, 3]], TypeError, `[0][0] is 1n (a BigInt); ${NUMBER}`],
  ['a Date', [[new Date(), 2, 3]], TypeError, `[0][0] is a Date; ${NUMBER}`],
  ['an object that could be a number', [[{ valueOf: () => 1 }, 2, 3]], TypeError, `[0][0] is an object; ${NUMBER}`],
  ['an array of numbers', [1, 2, 3], TypeError, '[0] must be a row of numbers, got 1.'],
  ['a missing row', [[1, 2, 3], null], TypeError, '[1] must be a row of numbers, got null.'],
  [
    'a hole between rows',
    holed(3, { 0: [1, 2, 3], 2: [1, 2, 3] }),
    TypeError,
    '[1] must be a row of numbers, got undefined.',
  ],
  [
    'a row that is an object',
    [{ 0: 1, 1: 2, 2: 3, length: 3 }],
    TypeError,
    '[0] must be a row of numbers, got an object.',
  ],
  ['rows of BigInts', [BigInt64Array.of(1n, 2n, 3n)], TypeError, '[0] must be a row of numbers, got a BigInt64Array.'],
  ['a BigInt64Array', new BigInt64Array(3), TypeError, ` ${FORM} a BigInt64Array.`],
  ['a BigUint64Array', new BigUint64Array(3), TypeError, ` ${FORM} a BigUint64Array.`],
  ['a DataView', new DataView(new ArrayBuffer(24)), TypeError, ` ${FORM} a DataView.`],
  ['an ArrayBuffer', new ArrayBuffer(24), TypeError, ` ${FORM} an ArrayBuffer.`],
  ['a Set', new Set([[1, 2, 3]]), TypeError, ` ${FORM} a Set.`],
  ['an object', {}, TypeError, ` ${FORM} an object.`],
  ['null for all', null, TypeError, ` ${FORM} null.`],
  ['undefined for all', undefined, TypeError, ` ${FORM} undefined.`],
  ['a number', 5, TypeError, ` ${FORM} 5.`],
  ['a string for all', '1,2,3', TypeError, ` ${FORM} '1,2,3'.`],
];

describe('bad inputs', () => {
  const network = new NeuralNetwork({ layers: [3, 4, 3], loss: 'squaredError', seed: 3 });
  const good = [[1, 2, 3]];

  it.each(BAD)('train: %s', (_, bad, kind, message) => {
    expectRefused(network, () => network.train(bad as Rows, good), kind, `train: inputs${message}`);
  });

  it.each(BAD)('evaluate: %s', (_, bad, kind, message) => {
    expectRefused(network, () => network.evaluate(bad as Rows, good), kind, `evaluate: inputs${message}`);
  });

  it.each(BAD)('validation: %s', (_, bad, kind, message) => {
    const validation = { inputs: bad as Rows, targets: good };
    expectRefused(
      network,
      () => network.train(good, good, { validation }),
      kind,
      `train: validation: inputs${message}`,
    );
  });

  it.each(BAD)('think: %s', (_, bad, kind) => {
    if (isRow(bad, 3)) expect(() => network.think(bad as Row)).not.toThrow(SyntaxError);
    else expectRefused(network, () => network.think(bad as Rows), kind, /^think: inputs/);
  });
});

/** For targets some forms are labels, and others are messages of their own: test/labels.test.ts. */
const BAD_TARGETS = BAD.filter(([, bad]) => !Array.isArray(bad) || typeof bad[0] === 'object' || bad.length === 0);

describe('bad targets', () => {
  const network = new NeuralNetwork({ layers: [2, 4, 3], loss: 'squaredError', seed: 3 });

  it.each(BAD_TARGETS)('train: %s', (_, bad, kind, message) => {
    expectRefused(network, () => network.train([[1, 2]], bad as Rows), kind, `train: targets${message}`);
  });

  it.each([1, 3])('are %d for 2 rows of inputs', (rows) => {
    const targets = Array.from({ length: rows }, () => [1, 2, 3]);
    const inputs = [
      [1, 2],
      [3, 4],
    ];
    const message = `inputs have 2 rows, but targets have ${rows}; each row needs its target.`;
    expectRefused(network, () => network.train(inputs, targets), RangeError, `train: ${message}`);
    expectRefused(network, () => network.evaluate(inputs, targets), RangeError, `evaluate: ${message}`);
  });

  it('outside 0 … 1 do not suit cross-entropy', () => {
    const classifier = new NeuralNetwork({ layers: [2, 4, 3], seed: 3 });
    for (const bad of [-0.1, 1.5]) {
      expectRefused(
        classifier,
        () => classifier.train([[1, 2]], [[0, bad, 0]]),
        RangeError,
        `train: targets: row 0, column 1 is ${bad}; cross-entropy needs targets from 0 to 1, or labels.`,
      );
    }
  });
});

describe('one bad row for think', () => {
  const network = new NeuralNetwork({ layers: [3, 2], seed: 3 });

  it.each<[string, unknown, typeof RangeError | typeof TypeError, string]>([
    ['too short', [1, 2], RangeError, ' has 2 values, but the network has 3 inputs (layers: [3, 2]).'],
    ['too long', [1, 2, 3, 4], RangeError, ' has 4 values, but the network has 3 inputs (layers: [3, 2]).'],
    ['empty', [], RangeError, ' has 0 values, but the network has 3 inputs (layers: [3, 2]).'],
    ['with NaN', [1, Number.NaN, 3], RangeError, `[1] is NaN; ${NUMBER} Remove the row or fill the value in.`],
    ['with Infinity', Float64Array.of(1, 2, Infinity), RangeError, `[2] is Infinity; ${NUMBER}`],
    ['with a string', ['1', 2, 3], TypeError, `[0] is '1'; ${NUMBER}`],
    ['with null', [null, 2, 3], TypeError, `[0] is null; ${NUMBER}`],
    ['with a hole', holed(3, { 1: 2, 2: 3 }), TypeError, '[0] is missing (a hole in the array)'],
    ['with a BigInt', [1n, 2, 3], TypeError, `[0] is 1n (a BigInt); ${NUMBER}`],
  ])('%s', (_, row, kind, message) => {
    const before = network.think([1, 2, 3]);
    expectRefused(network, () => network.think(row as Row), kind, `think: the row${message}`);
    expectSameBits(network.think([1, 2, 3]), before);
  });
});

it('a hole is one even where a prototype has a value for it', () => {
  const network = new NeuralNetwork({ layers: [3, 2] });
  const row = Object.setPrototypeOf(
    holed(3, { 0: 1, 2: 3 }),
    Object.assign(Object.create(Array.prototype), { 1: 'inherited' }),
  );
  expectError(() => network.think([row]), TypeError, "think: inputs[0][1] is 'inherited'");
});
