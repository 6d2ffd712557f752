// Labels in the place of targets: found, encoded, kept, and refused where they make no sense.

import { describe, expect, it } from 'vitest';
import { type Labels, NeuralNetwork, type Rows } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { expectRefused } from './helpers/refusal.ts';

const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [2, 2],
  [2, 1],
];
const training = { epochs: 5, shuffle: false };
const softmax = (units: number, options = {}) =>
  new NeuralNetwork({ layers: [2, 4, { units, activation: 'softmax' }], seed: 1, ...options });

describe('labels train as one-hot rows do', () => {
  const names = ['b', 'c', 'a', 'a', 'c', 'b'];
  const rows = names.map((name) => ['a', 'b', 'c'].map((label) => (label === name ? 1 : 0)));
  const expected = softmax(3).train(inputs, rows, training).losses;

  it.each<[string, Labels, unknown[]]>([
    ['strings', names, ['a', 'b', 'c']],
    ['whole numbers', [5, 30, -1, -1, 30, 5], [-1, 5, 30]],
    ['a typed array', Int32Array.of(5, 30, -1, -1, 30, 5), [-1, 5, 30]],
    [
      'strings that objects treat in their own way',
      ['constructor', 'toString', '__proto__', '__proto__', 'toString', 'constructor'],
      ['__proto__', 'constructor', 'toString'],
    ],
  ])('%s', (_, labels, sorted) => {
    const network = softmax(3);
    expectSameBits(network.train(inputs, labels as Labels, training).losses, expected);
    expect(network.labels).toEqual(sorted);
    expect(sorted).toContain(network.classify([0, 0]));
    expect(network.evaluate(inputs, labels as Labels)).toEqual({
      ...network.evaluate(inputs, rows),
    });
  });

  it('in an order of the caller', () => {
    const network = softmax(3, { labels: ['c', 'a', 'b'] });
    network.train(inputs, names, training);
    expect(network.labels).toEqual(['c', 'a', 'b']);
    (network.labels as string[])[0] = 'changed';
    expect(network.labels).toEqual(['c', 'a', 'b']);
  });
});

describe('two labels for one output', () => {
  const one = (options = {}) => new NeuralNetwork({ layers: [2, 3, 1], seed: 1, ...options });
  const expected = one().train(inputs, [[0], [1], [1], [0], [1], [0]], training).losses;

  it.each<[string, Labels]>([
    ['strings', ['no', 'yes', 'yes', 'no', 'yes', 'no']],
    ['numbers other than 0 and 1', [1, 2, 2, 1, 2, 1]],
    ['0 and 1', [0, 1, 1, 0, 1, 0]],
  ])('%s', (_, labels) => {
    const network = one();
    expectSameBits(network.train(inputs, labels as Labels, training).losses, expected);
    expect(
      network
        .evaluate(inputs, labels as Labels)
        .confusion?.flat()
        .reduce((a, b) => a + b),
    ).toBe(6);
  });
});

describe('refused', () => {
  const network = softmax(2);
  network.train(inputs, ['x', 'y', 'x', 'y', 'x', 'y'], training);
  const fresh = softmax(3);

  it.each<[string, NeuralNetwork, unknown, typeof RangeError | typeof TypeError, string]>([
    [
      'a label that is not known',
      network,
      ['x', 'y', 'z', 'x', 'x', 'y'],
      RangeError,
      "targets[2] is 'z', but the network knows 'x', 'y'.",
    ],
    [
      'numbers in the place of names',
      network,
      [0, 1, 0, 1, 0, 1],
      RangeError,
      "targets[0] is 0, but the network knows 'x', 'y'.",
    ],
    [
      'too few different labels',
      fresh,
      ['a', 'b', 'a', 'b', 'a', 'b'],
      RangeError,
      'targets has 2 different labels, but the network tells 3 classes apart (layers: [2, 4, 3]).',
    ],
    [
      'too many different labels',
      fresh,
      ['a', 'b', 'c', 'd', 'a', 'b'],
      RangeError,
      'targets has 4 different labels, but the network tells 3 classes apart (layers: [2, 4, 3]).',
    ],
    [
      'strings and numbers',
      fresh,
      ['a', 'b', 3, 'a', 'b', 3],
      TypeError,
      'targets mixes strings and numbers; labels must be all of one kind.',
    ],
    [
      'a fraction',
      fresh,
      [0, 1, 2, 0.5, 1, 2],
      RangeError,
      'targets[3] must be a label, a string or a whole number, got 0.5.',
    ],
    [
      'NaN',
      fresh,
      [0, 1, Number.NaN, 0, 1, 2],
      RangeError,
      'targets[2] must be a label, a string or a whole number, got NaN.',
    ],
    [
      'null',
      fresh,
      ['a', 'b', null, 'a', 'b', 'c'],
      TypeError,
      'targets[2] must be a label, a string or a whole number, got null.',
    ],
    [
      'a BigInt',
      fresh,
      [0n, 1n, 2n, 0n, 1n, 2n],
      TypeError,
      'targets[0] must be a label, a string or a whole number, got 0n (a BigInt).',
    ],
    [
      'one too few',
      fresh,
      ['a', 'b', 'c', 'a', 'b'],
      RangeError,
      'inputs have 6 rows, but targets have 5; each row needs its target.',
    ],
  ])('%s', (_, classifier, targets, kind, message) => {
    expectRefused(classifier, () => classifier.train(inputs, targets as Rows), kind, `train: ${message}`);
  });

  it('by a network that predicts numbers', () => {
    const regression = new NeuralNetwork({ layers: [2, { units: 2, activation: 'linear' }], seed: 1 });
    expectRefused(
      regression,
      () => regression.train(inputs, ['a', 'b', 'a', 'b', 'a', 'b']),
      TypeError,
      'train: targets are labels, but the network predicts numbers',
    );
  });
});

describe('weights of classes', () => {
  const names = ['a', 'a', 'a', 'a', 'b', 'b'];
  const losses = (options: object) => softmax(2).train(inputs, names, { ...training, ...options }).losses;

  it('by label, as weights of the rows', () => {
    expectSameBits(losses({ classWeights: { b: 3 } }), losses({ sampleWeights: [1, 1, 1, 1, 3, 3] }));
  });

  it('balanced: rows / (classes · rows of the class)', () => {
    expectSameBits(losses({ classWeights: 'balanced' }), losses({ sampleWeights: [0.75, 0.75, 0.75, 0.75, 1.5, 1.5] }));
  });

  it('times those of the rows', () => {
    const sampleWeights = [1, 2, 1, 2, 1, 2];
    expectSameBits(losses({ classWeights: { a: 2 }, sampleWeights }), losses({ sampleWeights: [2, 4, 2, 4, 1, 2] }));
  });

  it('where a class has no rows', () => {
    const network = softmax(3, { labels: ['a', 'b', 'c'] });
    expect(network.train(inputs, names, { ...training, classWeights: 'balanced' }).loss).toBeGreaterThan(0);
  });
});
