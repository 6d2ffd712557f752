// Examples: how much each row counts, and which rows are held out.

import { describe, expect, it } from 'vitest';
import { holdOut, pick, rowWeights } from '../src/dataset.ts';
import { NeuralNetwork } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { expectError, expectRefused } from './helpers/refusal.ts';

const targets = { data: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0), rows: 4, columns: 3 };
const weigh = (sampleWeights: unknown, classWeights: unknown, labels?: string[]) =>
  rowWeights('train', sampleWeights, classWeights, targets, labels, true);

describe('the weight of a row', () => {
  it('is 1 where nothing is asked', () => {
    expect(weigh(undefined, undefined)).toBeUndefined();
  });

  it('is its own, times that of its class', () => {
    expect(weigh([1, 2, 3, 0], undefined)).toEqual(Float64Array.of(1, 2, 3, 0));
    expect(weigh([1, 2, 3, 0.5], { b: 10 }, ['a', 'b', 'c'])).toEqual(Float64Array.of(1, 20, 30, 5));
    expect(weigh(undefined, { 0: 0.5, 2: 7 })).toEqual(Float64Array.of(0.5, 1, 1, 1));
  });

  it("is rows / (classes · rows of its class) where classes are 'balanced', as in scikit-learn", () => {
    expect(weigh(undefined, 'balanced')).toEqual(Float64Array.of(4 / 3, 4 / 9, 4 / 9, 4 / 9));
  });

  it.each<[unknown, unknown, typeof TypeError | typeof RangeError, string]>([
    [[1, 2], undefined, RangeError, 'sampleWeights has 2 values'],
    [[1, 2, 3, -1], undefined, RangeError, 'sampleWeights[3] must be a finite number of at least 0'],
    [[1, 2, 3, NaN], undefined, RangeError, 'sampleWeights'],
    [undefined, 'even', RangeError, "classWeights must be 'balanced' or an object"],
    [undefined, { d: 1 }, RangeError, "classWeights has 'd', but the classes are"],
    [undefined, { 0: -1 }, RangeError, 'must be a finite number of at least 0'],
    [undefined, { 0: '1' }, TypeError, 'must be a finite number of at least 0'],
    [undefined, 3, TypeError, 'must be an object'],
  ])('is refused: %j, %j', (samples, classes, kind, message) => {
    expectError(() => weigh(samples, classes), kind, message);
  });

  it('counts like repeating the row', () => {
    const inputs = [
      [0, 1],
      [1, 0],
      [1, 1],
    ];
    const options = { epochs: 5, batchSize: 'full', optimizer: 'sgd', reduction: 'sum' } as const;
    const [weighted, repeated] = [1, 1].map((seed) => new NeuralNetwork({ layers: [2, 3, 1], seed }));
    weighted.train(inputs, [0, 1, 1], { ...options, sampleWeights: [1, 2, 1] });
    repeated.train([inputs[0], inputs[1], inputs[1], inputs[2]], [0, 1, 1, 1], options);
    weighted.weights.forEach((weights, layer) => {
      weights.forEach((weight, i) => {
        // Two equal terms instead of one that is doubled round differently.
        expect(weight).toBeCloseTo(repeated.weights[layer][i], 12);
      });
    });
  });

  it('leaves a network alone where it is wrong, and needs classes for theirs', () => {
    const network = new NeuralNetwork({ layers: [1, { units: 1, activation: 'linear' }], seed: 1 });
    const train = (classWeights: 'balanced') => network.train([[1], [2]], [[1], [2]], { classWeights });
    expectRefused(network, () => train('balanced'), TypeError, 'classWeights need a network that tells classes apart');
  });
});

describe('rows that are held out', () => {
  const inputs = { data: Float64Array.from({ length: 20 }, (_, i) => i), rows: 10, columns: 2 };
  const examples = { inputs, targets: { data: inputs.data.slice(0, 10), rows: 10, columns: 1 } };

  it('are the share, rounded up; all others stay, in order', () => {
    const { kept, held } = holdOut('train', { ...examples, weights: inputs.data.slice(10) }, 0.25, 7);
    expect([kept.inputs.rows, held.inputs.rows]).toEqual([7, 3]);
    expect([...kept.targets.data]).toEqual([...kept.targets.data].sort((a, b) => a - b));
    expect([...kept.targets.data, ...held.targets.data].sort((a, b) => a - b)).toEqual([...examples.targets.data]);
    for (const { inputs: x, targets: y, weights } of [kept, held]) {
      y.data.forEach((row, at) => {
        expect([...x.data.slice(2 * at, 2 * at + 2), weights?.[at]]).toEqual([2 * row, 2 * row + 1, row + 10]);
      });
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const heldOf = (seed: number) => holdOut('train', examples, 0.5, seed).held.targets.data;
    expectSameBits(heldOf(1), heldOf(1));
    expect(heldOf(1)).not.toEqual(heldOf(2));
  });

  it('are picked by number', () => {
    expect(pick(examples, Int32Array.of(3, 0)).inputs).toEqual({
      data: Float64Array.of(6, 7, 0, 1),
      rows: 2,
      columns: 2,
    });
  });
});
