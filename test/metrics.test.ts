// How good answers are: counts by hand, and scikit-learn's r2_score.

import { describe, expect, it } from 'vitest';
import { NeuralNetwork } from '../src/index.ts';
import { classificationMetrics, regressionMetrics } from '../src/metrics.ts';

describe('classes', () => {
  it('one output: above ½ is the second', () => {
    const { accuracy, confusion } = classificationMetrics([0.4, 0.6, 0.9, 0.1, 0.5], [0, 0, 1, 1, 0], 5, 1, true);
    expect(confusion).toEqual([
      [2, 1],
      [1, 1],
    ]);
    expect(accuracy).toBe(3 / 5);
  });

  it('several outputs: the largest, the first of equals', () => {
    const outputs = [0.2, 0.5, 0.3, 0.4, 0.4, 0.2, 0.1, 0.1, 0.8];
    const targets = [0, 1, 0, 1, 0, 0, 0, 1, 0];
    const { accuracy, confusion } = classificationMetrics(outputs, targets, 3, 3, true);
    expect(confusion).toEqual([
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 0],
    ]);
    expect(accuracy).toBe(2 / 3);
  });

  it('independent outputs: a row is right where all are', () => {
    const metrics = classificationMetrics([0.9, 0.2, 0.9, 0.9, 0.1, 0.1], [1, 0, 1, 0, 0, 0], 3, 2, false);
    expect(metrics).toEqual({ accuracy: 2 / 3 });
  });
});

describe('numbers', () => {
  it('scikit-learn: r2_score([3, -0.5, 2, 7], [2.5, 0, 2, 8]) is 0.9486', () => {
    const { r2, meanSquaredError, meanAbsoluteError } = regressionMetrics([2.5, 0, 2, 8], [3, -0.5, 2, 7], 4, 1);
    expect(r2).toBeCloseTo(0.9486081370449679, 14);
    expect(meanSquaredError).toBe(0.375);
    expect(meanAbsoluteError).toBe(0.5);
  });

  it('two outputs: the mean of both', () => {
    const { r2, meanSquaredError, meanAbsoluteError } = regressionMetrics(
      [0, 2, -1, 2, 8, -5],
      [0.5, 1, -1, 1, 7, -6],
      3,
      2,
    );
    expect(r2).toBeCloseTo(0.9368005266622779, 14);
    expect(meanSquaredError).toBeCloseTo(0.7083333333333334, 14);
    expect(meanAbsoluteError).toBe(0.75);
  });

  it('a constant target is predicted perfectly or not at all', () => {
    expect(regressionMetrics([2, 2], [2, 2], 2, 1).r2).toBe(1);
    expect(regressionMetrics([2, 3], [2, 2], 2, 1).r2).toBe(0);
  });
});

describe('evaluate', () => {
  it('gives what suits the output', () => {
    const rows = [[1], [2]];
    const evaluate = (activation: 'linear' | 'sigmoid' | 'softmax', units: number, targets: number[][]) =>
      Object.keys(new NeuralNetwork({ layers: [1, { units, activation }] }).evaluate(rows, targets)).sort();
    expect(evaluate('linear', 1, [[3], [4]])).toEqual(['loss', 'meanAbsoluteError', 'meanSquaredError', 'r2']);
    expect(evaluate('sigmoid', 1, [[0], [1]])).toEqual(['accuracy', 'confusion', 'loss']);
    expect(
      evaluate('sigmoid', 2, [
        [0, 1],
        [1, 1],
      ]),
    ).toEqual(['accuracy', 'loss']);
    expect(
      evaluate('softmax', 2, [
        [0, 1],
        [1, 0],
      ]),
    ).toEqual(['accuracy', 'confusion', 'loss']);
  });
});
