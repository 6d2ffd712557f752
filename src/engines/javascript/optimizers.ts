// Each update rule, as in assembly/optimizers.ts, with the same numbers for them.

import { S_RATE } from '../../../assembly/layout.ts';
import type { Reals } from './block.ts';
import { round } from './precision.ts';

type Rule = (
  settings: (index: number) => number,
  reals: Reals,
  w: number,
  g: number,
  first: number,
  second: number,
  length: number,
) => void;

const RULES: readonly Rule[] = [
  function sgd(settings, reals, w, g, _first, _second, length) {
    const rate = settings(S_RATE);
    for (let i = 0; i < length; i++) reals[w + i] = round(reals[w + i] - round(rate * reals[g + i]));
  },
];

/**
 * One update of `length` parameters.
 *
 * @param settingsAt                       index of the training's settings in `doubles`
 * @param parameters, gradients, first, second  indices into `reals`
 */
export function update(
  kind: number,
  doubles: Float64Array,
  settingsAt: number,
  reals: Reals,
  parameters: number,
  gradients: number,
  first: number,
  second: number,
  length: number,
): void {
  RULES[kind]((index) => round(doubles[settingsAt + index]), reals, parameters, gradients, first, second, length);
}
