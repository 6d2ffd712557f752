// The two helpers of the tutorial.

import { check, finite } from './check.ts';
import { javascript } from './engines/javascript/index.ts';

/**
 * 1 / (1 + e^-x): the same bits everywhere, and what every sigmoid neuron computes.
 *
 * @throws TypeError where x is no number
 */
export function sigmoid(x: number): number {
  if (typeof x !== 'number') check('sigmoid: x', x, finite);
  return javascript().sigmoid(x);
}

/**
 * The slope of the sigmoid where its output is `output`: output · (1 - output).
 *
 * @param output  what sigmoid gave, 0 … 1
 * @throws TypeError where it is no number
 */
export function sigmoidDerivative(output: number): number {
  if (typeof output !== 'number') check('sigmoidDerivative: output', output, finite);
  return output * (1 - output);
}
