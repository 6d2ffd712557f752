// Cross-validation: each row is tested once, by a network that has not seen it.

import { describe, expect, it } from 'vitest';
import { type CrossValidationOptions, crossValidate, type Label, type NetworkOptions, type Row } from '../src/index.ts';
import { expectError } from './helpers/refusal.ts';

const inputs = Array.from({ length: 30 }, (_, row) => [Math.sin(row), Math.cos(3 * row)]);
const labels = inputs.map(([a], row) => (row % 10 === 0 ? 'rare' : a > 0 ? 'up' : 'down'));
const numbers = inputs.map(([a, b]) => [a + b]);
const classifier: NetworkOptions = {
  layers: [2, { units: 3, activation: 'softmax' }],
  labels: ['down', 'rare', 'up'],
  seed: 4,
};
const regression: NetworkOptions = { layers: [2, { units: 1, activation: 'linear' }], seed: 4 };
const train = { epochs: 5 };

const rowsOf = (confusion: number[][] | undefined) => (confusion ?? []).map((row) => row.reduce((a, b) => a + b));

describe('crossValidate', () => {
  it('deals each class out evenly, and tests each row once', () => {
    const { folds, mean } = crossValidate(classifier, inputs, labels, { folds: 3, train });
    expect(folds.length).toBe(3);
    for (const { confusion } of folds) {
      expect(rowsOf(confusion)[1]).toBe(1);
      expect(rowsOf(confusion).reduce((a, b) => a + b)).toBe(10);
    }
    const counts = ['down', 'rare', 'up'].map((label) => labels.filter((other) => other === label).length);
    expect(rowsOf(mean.confusion)).toEqual(counts);
    const accuracies = folds.map(({ accuracy }) => accuracy as number);
    expect(mean.accuracy).toBeCloseTo(accuracies.reduce((a, b) => a + b) / 3, 14);
  });

  it('does the same for one-hot rows', () => {
    const rows = labels.map((label) => ['down', 'rare', 'up'].map((other) => (other === label ? 1 : 0)));
    expect(crossValidate(classifier, inputs, rows, { folds: 3, train }).mean.accuracy).toBe(
      crossValidate(classifier, inputs, labels, { folds: 3, train }).mean.accuracy,
    );
  });

  it('weights parts by their rows where they are not even', () => {
    const { folds, mean } = crossValidate(regression, inputs, numbers, { folds: 4, train });
    expect(mean.loss).toBeCloseTo(folds.reduce((sum, { loss }, fold) => sum + loss * (fold < 2 ? 8 : 7), 0) / 30, 14);
    expect(mean.r2).toBeTypeOf('number');
    expect(mean.confusion).toBeUndefined();
  });

  it('is repeatable, and cuts anew for another seed', () => {
    const run = (seed?: number) => crossValidate(regression, inputs, numbers, { seed, train });
    expect(run().folds.length).toBe(5);
    expect(run(1)).toEqual(run(1));
    expect(run(1).folds[0].loss).not.toBe(run(2).folds[0].loss);
    expect(run(4), 'by default the seed of the network').toEqual(run());
  });

  it('leaves classes alone where it is told to', () => {
    const { mean } = crossValidate(classifier, inputs, labels, { folds: 3, stratified: false, train });
    expect(rowsOf(mean.confusion).reduce((a, b) => a + b)).toBe(30);
  });

  it.each<[string, unknown, unknown, unknown, unknown, typeof RangeError | typeof TypeError, string]>([
    [
      'one fold',
      regression,
      inputs,
      numbers,
      { folds: 1 },
      RangeError,
      'crossValidate: folds must be a whole number from 2 to ',
    ],
    [
      'more folds than rows',
      regression,
      inputs.slice(0, 2),
      numbers.slice(0, 2),
      { folds: 3 },
      RangeError,
      'crossValidate: 2 rows cannot be cut into 3 folds.',
    ],
    [
      'an unknown option',
      regression,
      inputs,
      numbers,
      { fold: 3 },
      TypeError,
      "crossValidate: unknown option 'fold'; did you mean 'folds'?",
    ],
    [
      'training options that are none',
      regression,
      inputs,
      numbers,
      { train: 5 },
      TypeError,
      'crossValidate: train must be an object, got 5.',
    ],
    [
      'a wrong training option',
      regression,
      inputs,
      numbers,
      { train: { epochs: 0 } },
      RangeError,
      'epochs must be a whole number',
    ],
    ['a network that is none', { layers: [2] }, inputs, numbers, {}, RangeError, 'crossValidate: layers must be '],
    [
      'too few targets',
      regression,
      inputs,
      numbers.slice(1),
      {},
      RangeError,
      'crossValidate: inputs have 30 rows, but targets have 29; each row needs its target.',
    ],
    [
      'inputs that are no list',
      regression,
      new Float64Array(60),
      numbers,
      {},
      TypeError,
      'crossValidate: inputs must be an array with an item for each row.',
    ],
    [
      'targets that are no list',
      regression,
      inputs,
      new Float64Array(30),
      {},
      TypeError,
      'crossValidate: targets must be an array with an item for each row.',
    ],
    [
      'missing targets',
      regression,
      inputs,
      numbers.map(() => null),
      {},
      TypeError,
      'is null; every value must be a finite number.',
    ],
    [
      'a bad number',
      regression,
      inputs.map(() => [1, Number.NaN]),
      numbers,
      {},
      RangeError,
      'is NaN; every value must be a finite number.',
    ],
  ])('refuses %s', (_, network, x, y, options, kind, message) => {
    expectError(
      () => crossValidate(network as NetworkOptions, x as Row[], y as Label[], options as CrossValidationOptions),
      kind,
      message,
    );
  });
});

it('knows labels that are missing from the rows of a fold', () => {
  const labels = ['rare', ...Array.from({ length: 11 }, (_, i) => (i % 2 ? 'a' : 'b'))];
  const { mean } = crossValidate(
    { layers: [1, 3, { units: 3, activation: 'softmax' }], seed: 1 },
    labels.map((_, i) => [i]),
    labels,
    { folds: 3, train: { epochs: 2 } },
  );
  // Rows of [their class]: a, b, rare.
  expect(mean.confusion?.map((line) => line.reduce((sum, count) => sum + count))).toEqual([5, 6, 1]);
});
