// One row has a way of its own through the kernels; it ends in the bits of the way that many rows take.

import { describe, expect, test } from 'vitest';
import { ACTIVATIONS } from '../src/catalog.ts';
import { NeuralNetwork } from './helpers/built.ts';

const activations = Object.keys(ACTIVATIONS) as (keyof typeof ACTIVATIONS)[];

describe.each(['wasm', 'javascript'] as const)('%s', (engine) => {
  test.each(['float64', 'float32'] as const)('%s', (precision) => {
    for (const activation of activations) {
      for (const [inputs, hidden, units] of [
        [1, 1, 1],
        [3, 5, 2],
        [6, 8, 3],
        [9, 17, 4],
        [5, 70, 11],
        [2, 131, 66],
      ]) {
        const network = new NeuralNetwork({
          layers: [inputs, hidden, { units, activation }],
          loss: activation === 'softmax' ? 'categoricalCrossEntropy' : 'squaredError',
          bias: units !== 3,
          initializer: 'heNormal',
          seed: hidden,
          engine,
          precision,
        });
        const row = Array.from({ length: inputs }, (_, i) => 3 * Math.sin(i + units));
        const [first, second] = network.think([row, row.map((x) => -x)]);
        expect(network.think(row)).toStrictEqual(first);
        expect(network.think(row.map((x) => -x))).toStrictEqual(second);
      }
    }
  });
});
