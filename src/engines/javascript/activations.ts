// The value and the slope of each activation, as in assembly/activations.ts, with the same numbers for them.

import type { Reals } from './block.ts';
import { exp, log, sigmoid, tanh } from './math.ts';
import { round } from './precision.ts';

export const SOFTMAX = 4;

/** By number: value from the logit z, slope from z and the value a. */
const FORMULAS: readonly { value(z: number): number; slope(z: number, a: number): number }[] = [
  { value: (z) => z, slope: () => 1 },
  { value: sigmoid, slope: (_z, a) => round(a * round(1 - a)) },
  { value: tanh, slope: (_z, a) => round(1 - round(a * a)) },
  { value: (z) => (z < 0 ? 0 : z), slope: (z) => (z > 0 ? 1 : 0) },
];

/**
 * a = f(z), and f'(z) where slopes are wanted (slopesAt >= 0), element by element. a may be z itself.
 */
export function activate(
  kind: number,
  a: Reals,
  aAt: number,
  slopes: Reals,
  slopesAt: number,
  z: Reals,
  zAt: number,
  length: number,
): void {
  const { value, slope } = FORMULAS[kind];
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = value(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = slope(x, y);
  }
}

/** Softmax over columns of outputs [outputs, rows], and ln Σ e^z of each row. */
export function softmaxColumns(
  a: Reals,
  aAt: number,
  logSumExpAt: number,
  zAt: number,
  rows: number,
  outputs: number,
): void {
  const end = outputs * rows;
  for (let r = 0; r < rows; r++) {
    let largest = a[zAt + r];
    for (let at = rows; at < end; at += rows) largest = largest < a[zAt + r + at] ? a[zAt + r + at] : largest;
    let sum = 0;
    for (let at = r; at < end; at += rows) {
      const e = exp(round(a[zAt + at] - largest));
      a[aAt + at] = e;
      sum = round(sum + e);
    }
    for (let at = r; at < end; at += rows) a[aAt + at] = round(a[aAt + at] / sum);
    a[logSumExpAt + r] = round(largest + log(sum));
  }
}
