// Scaling of columns: fitted once, applied ever after, taken back from answers.

import { describe, expect, it } from 'vitest';
import { NeuralNetwork } from '../src/index.ts';
import { fitScaler, scaleRows, unscaleRows } from '../src/scaling.ts';
import { expectClose, expectSameBits } from './helpers/bits.ts';

const rows = [
  [1, 100, 7],
  [2, 300, 7],
  [3, 200, 7],
  [4, 600, 7],
];
const matrix = { data: Float64Array.from(rows.flat()), rows: 4, columns: 3 };

function scaled(kind: 'standard' | 'minMax', data = matrix.data): Float64Array {
  const copy = data.slice();
  scaleRows(fitScaler(kind, { ...matrix, data }), copy);
  return copy;
}

const column = (data: Float64Array, c: number) => Array.from({ length: 4 }, (_, r) => data[3 * r + c]);

describe('standard', () => {
  it('has mean 0 and deviation 1 in each column', () => {
    for (const c of [0, 1]) {
      const values = column(scaled('standard'), c);
      expect(values.reduce((a, b) => a + b)).toBeCloseTo(0, 14);
      expect(values.reduce((a, b) => a + b * b, 0) / 4).toBeCloseTo(1, 14);
    }
  });

  it('makes a constant column 0', () => {
    expect(column(scaled('standard'), 2)).toEqual([0, 0, 0, 0]);
  });
});

describe('minMax', () => {
  it('goes from 0 to 1 in each column', () => {
    expectClose(column(scaled('minMax'), 0), [0, 1 / 3, 2 / 3, 1], { absolute: 1e-15 });
    expectClose(column(scaled('minMax'), 1), [0, 0.4, 0.2, 1], { absolute: 1e-15 });
  });

  it('makes a constant column 0', () => {
    expect(column(scaled('minMax'), 2)).toEqual([0, 0, 0, 0]);
  });
});

describe.each(['standard', 'minMax'] as const)('%s', (kind) => {
  it('is taken back', () => {
    const data = scaled(kind);
    unscaleRows(fitScaler(kind, matrix), data);
    expectClose(data, matrix.data, { relative: 1e-15 });
  });

  it('stays finite where the spread is tiny', () => {
    const tiny = Float64Array.from(matrix.data, (value, at) => (at % 3 === 0 ? value * 5e-324 : value));
    expect(scaled(kind, tiny).every(Number.isFinite)).toBe(true);
  });

  it('is fitted on the first training, and kept', () => {
    const network = new NeuralNetwork({ layers: [3, 1], inputScaling: kind, seed: 1 });
    const byHand = new NeuralNetwork({ layers: [3, 1], seed: 1 });
    const targets = [[0], [1], [0], [1]];
    const options = { epochs: 20, shuffle: false };
    const { losses } = network.train(rows, targets, options);
    const { data } = { data: scaled(kind) };
    expectSameBits(losses, byHand.train(data, targets, options).losses);
    expectSameBits(network.think([2, 300, 7]), byHand.think(data.slice(3, 6)));
    expectSameBits((network.think(rows) as Float64Array[])[3], byHand.think(data.slice(9, 12)));
    network.train(rows.slice(0, 2), targets.slice(0, 2), options);
    byHand.train(data.slice(0, 6), targets.slice(0, 2), options);
    expectSameBits(network.think([2, 300, 7]), byHand.think(data.slice(3, 6)), 'not fitted anew');
  });

  it('of targets gives answers in their units', () => {
    const network = new NeuralNetwork({
      layers: [1, { units: 1, activation: 'linear' }],
      targetScaling: kind,
      seed: 1,
    });
    const inputs = [[0], [1], [2], [3]];
    const targets = inputs.map(([x]) => [1000 + 50 * x]);
    network.train(inputs, targets, { epochs: 3000, learningRate: 0.01, batchSize: 'full' });
    expectClose(network.think([1.5]), [1075], { absolute: 1 });
    expectClose((network.think(inputs) as Float64Array[])[3], [1150], { absolute: 2 });
    const { r2, meanAbsoluteError } = network.evaluate(inputs, targets);
    expect(r2).toBeGreaterThan(0.99);
    expect(meanAbsoluteError).toBeLessThan(2);
  });
});
