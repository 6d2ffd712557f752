// assembly/neuron.ts, the way of one neuron that is trained on all rows at a time, ends in the bits of the JavaScript
// engine, which has no such way: for every number of rows and inputs around whole vectors, and where it must stop.

import { describe, expect, test } from 'vitest';
import { NeuralNetwork } from './helpers/built.ts';

const numbers = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => Math.sin(seed + 12.9898 * (i + 1)) * 2);

function train(
  engine: 'wasm' | 'javascript',
  precision: 'float64' | 'float32',
  { rows, inputs, bias, reduction }: { rows: number; inputs: number; bias: boolean; reduction: 'sum' | 'mean' },
) {
  const network = new NeuralNetwork({ layers: [inputs, 1], bias, loss: 'squaredError', seed: rows, engine, precision });
  const x = Array.from({ length: rows }, (_, row) => numbers(inputs, row));
  const history = network.train(
    x,
    x.map(([first]) => [first > 0 ? 1 : 0]),
    {
      epochs: 20,
      batchSize: 'full',
      shuffle: false,
      optimizer: 'sgd',
      learningRate: 0.5,
      reduction,
      sampleWeights: numbers(rows, 3).map(Math.abs),
    },
  );
  return { weights: network.weights, biases: network.biases, loss: history.loss, answers: network.think(x) };
}

describe.each(['float64', 'float32'] as const)('%s', (precision) => {
  test.each([1, 2, 3, 4, 5, 8, 9, 33])('%i rows', (rows) => {
    for (const inputs of [1, 2, 3, 4, 5, 7]) {
      for (const bias of [true, false]) {
        for (const reduction of ['sum', 'mean'] as const) {
          const shape = { rows, inputs, bias, reduction };
          expect(train('wasm', precision, shape)).toStrictEqual(train('javascript', precision, shape));
        }
      }
    }
  });

  test('a step that leads beyond all numbers leaves the neuron as the last whole epoch left it', () => {
    const ends = (['wasm', 'javascript'] as const).map((engine) => {
      const network = new NeuralNetwork({ layers: [2, 1], loss: 'squaredError', seed: 1, engine, precision });
      const options = { epochs: 9, batchSize: 'full', shuffle: false, optimizer: 'sgd', reduction: 'sum' } as const;
      network.setParameters({ weights: [[0, 0]], biases: [[0]] });
      const large = precision === 'float64' ? 1e300 : 1e36;
      expect(() => network.train([[large, -large]], [[0]], { ...options, learningRate: 1e10 })).toThrow(
        'epoch 1 diverged',
      );
      return { weights: network.weights, biases: network.biases };
    });
    expect(Array.from(ends[0].weights[0])).toStrictEqual([0, 0]);
    expect(ends[0]).toStrictEqual(ends[1]);
  });
});
