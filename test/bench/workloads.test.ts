import { describe, expect, it } from 'vitest';
import {
  flopsPerSample,
  judge,
  makeData,
  makeParameters,
  networks,
  parameterCount,
  toRows,
} from '../../bench/workloads.mjs';

const small = { layers: [2, 3, 2], rows: 50 };

describe('workloads', () => {
  it('draws the same data from the same seed, other data from another', () => {
    expect(makeData(small, 7)).toEqual(makeData(small, 7));
    expect(makeData(small, 7).inputs).not.toEqual(makeData(small, 8).inputs);
    expect(makeParameters(small, 7)).toEqual(makeParameters(small, 7));
  });

  it('has one target for each row', () => {
    const { inputs, labels, targets } = makeData(small);
    expect(inputs).toHaveLength(100);
    expect(inputs.every((value) => Number.isFinite(value) && Math.abs(value) <= 2)).toBe(true);
    for (const [row, target] of toRows(targets, 2).entries()) {
      expect(target).toEqual(labels[row] === 0 ? [1, 0] : [0, 1]);
    }
  });

  it('fills every mini-batch', () => {
    for (const { rows, batchSize } of networks) expect(rows % batchSize).toBe(0);
  });

  it('gives weights [fanIn, fanOut] and biases [fanOut]', () => {
    const { weights, biases } = makeParameters(small);
    expect(weights.map(({ length }) => length)).toEqual([6, 6]);
    expect(biases.map(({ length }) => length)).toEqual([3, 2]);
    expect(parameterCount(small.layers)).toBe(17);
  });

  it('counts four operations for each weight of the first layer and six for the others', () => {
    expect(flopsPerSample(small.layers)).toBe(4 * 6 + 6 * 6);
  });
});

describe('judge', () => {
  const data = { rows: 2, classes: 2, labels: Int32Array.of(0, 1) };

  it('gives the cross-entropy and the accuracy', () => {
    const { loss, accuracy, learned } = judge([0.9, 0.1, 0.2, 0.8], data);
    expect(loss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.8)) / 2, 15);
    expect(accuracy).toBe(1);
    expect(learned).toBe(true);
  });

  it('takes shares where outputs do not add up to 1', () => {
    expect(judge([0.45, 0.05, 0.4, 1.6], data).loss).toBeCloseTo(judge([0.9, 0.1, 0.2, 0.8], data).loss, 15);
  });

  it('sees guessing', () => {
    expect(judge([0.5, 0.5, 0.5, 0.5], data)).toMatchObject({ loss: Math.log(2), accuracy: 0.5, learned: false });
  });
});
