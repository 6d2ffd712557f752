// The value and the slope of each activation, as in assembly/activations.ts, with the same numbers for them.

import type { Reals } from './block.ts';
import { exp, expm1, gelu, geluSlope, log, sigmoid, softplus, tanh } from './math.ts';
import { REAL_BYTES, round } from './precision.ts';

export const SOFTMAX = 4;

const LEAK = round(0.01);
const SELU_SCALE = round(1.0507009873554805);
const SELU_SCALE_ALPHA = round(1.7580993408473766);
const FAR = round(REAL_BYTES === 8 ? 1e300 : 1e37);

/** Value from the logit z, slope from z and the value a. */
interface Formula {
  value(z: number): number;
  slope(z: number, a: number): number;
}

const linear: Formula = { value: (z) => z, slope: () => 1 };
const sigmoidFormula: Formula = { value: sigmoid, slope: (_z, a) => round(a * round(1 - a)) };
const tanhFormula: Formula = { value: tanh, slope: (_z, a) => round(1 - round(a * a)) };
const relu: Formula = { value: (z) => (z < 0 ? 0 : z), slope: (z) => (z > 0 ? 1 : 0) };
const leakyRelu: Formula = { value: (z) => (z > 0 ? z : round(LEAK * z)), slope: (z) => (z > 0 ? 1 : LEAK) };
const elu: Formula = { value: (z) => (z > 0 ? z : expm1(z)), slope: (z) => exp(z > 0 ? 0 : z) };
const selu: Formula = {
  value: (z) => (z > 0 ? round(SELU_SCALE * z) : round(SELU_SCALE_ALPHA * expm1(z))),
  slope: (z) => (z > 0 ? SELU_SCALE : round(SELU_SCALE_ALPHA * exp(z))),
};
const geluFormula: Formula = { value: gelu, slope: geluSlope };
const softplusFormula: Formula = { value: softplus, slope: sigmoid };
const softsign: Formula = {
  value(z) {
    const near = z > FAR ? FAR : z < -FAR ? -FAR : z;
    return round(near / round(1 + Math.abs(near)));
  },
  slope(z) {
    const inverse = round(1 / round(1 + Math.abs(z)));
    return round(inverse * inverse);
  },
};
const swish: Formula = {
  value: (z) => round((z < -FAR ? -FAR : z) * sigmoid(z)),
  slope(z, a) {
    const e = exp(-Math.abs(z));
    const larger = round(1 / round(1 + e));
    const smaller = round(e * larger);
    const near = a > FAR ? FAR : a;
    return z < 0 ? round(smaller + round(near * larger)) : round(larger + round(near * smaller));
  },
};

const FORMULAS: readonly (Formula | undefined)[] = [
  linear,
  sigmoidFormula,
  tanhFormula,
  relu,
  undefined,
  leakyRelu,
  elu,
  selu,
  geluFormula,
  softplusFormula,
  softsign,
  swish,
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
  const { value, slope } = FORMULAS[kind] as Formula;
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
