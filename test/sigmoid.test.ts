// The tutorial's two helpers.

import { describe, expect, it } from 'vitest';
import { NeuralNetwork, sigmoid, sigmoidDerivative } from '../src/index.ts';
import { expectError } from './helpers/refusal.ts';

describe('sigmoid', () => {
  it.each([
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [1e308, 1],
    [-1e308, 0],
    [40, 1],
    [Number.NaN, Number.NaN],
  ])('of %d is %d', (x, y) => {
    expect(sigmoid(x)).toBe(y);
  });

  it('never overflows, and keeps small values apart', () => {
    expect(sigmoid(-700)).toBeGreaterThan(0);
    expect(sigmoid(-700)).toBeLessThan(sigmoid(-699));
  });

  it('gives the bits that a sigmoid neuron gives', () => {
    const network = new NeuralNetwork({ layers: [1, 1], bias: false });
    network.setParameters({ weights: [[1]] });
    for (let x = -50; x < 50; x += 0.37) expect(network.think([x])[0]).toBe(sigmoid(x));
  });

  it.each([['1'], [null], [undefined], [[1]], [1n]])('refuses %s', (x) => {
    expectError(() => sigmoid(x as unknown as number), TypeError, 'sigmoid: x must be a finite number, got ');
  });
});

describe('sigmoidDerivative', () => {
  it('is output · (1 - output)', () => {
    expect(sigmoidDerivative(0.5)).toBe(0.25);
    expect(sigmoidDerivative(1)).toBe(0);
    expect(sigmoidDerivative(sigmoid(2))).toBe(sigmoid(2) * (1 - sigmoid(2)));
  });

  it.each([['1'], [null], [undefined], [[1]], [1n]])('refuses %s', (x) => {
    expectError(
      () => sigmoidDerivative(x as unknown as number),
      TypeError,
      'sigmoidDerivative: output must be a finite number, got ',
    );
  });
});
