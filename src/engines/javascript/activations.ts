// The value and the slope of each activation, as in assembly/activations.ts, with the same numbers for them.

import type { Reals } from './block.ts';
import { exp, expm1, gelu, geluSlope, log, sigmoid, sigmoidFrom, softplus, tanh } from './math.ts';
import { REAL_BYTES, round } from './precision.ts';

export const SOFTMAX = 4;

const LEAK = round(0.01);
const SELU_SCALE = round(1.0507009873554805);
const SELU_SCALE_ALPHA = round(1.7580993408473766);
const FAR = round(REAL_BYTES === 8 ? 1e300 : 1e37);

/**
 * a = f(z), and f'(z) where slopes are wanted (slopesAt >= 0), element by element. a may be z itself.
 *
 * Each activation has a loop of its own: hosts compile a formula into its loop, but a formula that one loop for all were
 * given would be called for each element.
 */
type Loop = (a: Reals, aAt: number, slopes: Reals, slopesAt: number, z: Reals, zAt: number, length: number) => void;

const linear: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = x;
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = 1;
  }
};

const sigmoidLoop: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = sigmoid(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = round(y * round(1 - y));
  }
};

const tanhLoop: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = tanh(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = round(1 - round(y * y));
  }
};

const relu: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = x < 0 ? 0 : x;
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = x > 0 ? 1 : 0;
  }
};

const leakyRelu: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = x > 0 ? x : round(LEAK * x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = x > 0 ? 1 : LEAK;
  }
};

const elu: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = x > 0 ? x : expm1(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = exp(x > 0 ? 0 : x);
  }
};

const selu: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = x > 0 ? round(SELU_SCALE * x) : round(SELU_SCALE_ALPHA * expm1(x));
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = x > 0 ? SELU_SCALE : round(SELU_SCALE_ALPHA * exp(x));
  }
};

const geluLoop: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = gelu(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = geluSlope(x);
  }
};

const softplusLoop: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = softplus(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = sigmoid(x);
  }
};

const softsignLoop: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const y = softsign(x);
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = softsignSlope(x);
  }
};

/** The one that hidden layers have where nothing else is asked for: value and slope share their e^-|z|. */
const swishLoop: Loop = (a, aAt, slopes, slopesAt, z, zAt, length) => {
  for (let i = 0; i < length; i++) {
    const x = z[zAt + i];
    const e = exp(-Math.abs(x));
    const y = round((x < -FAR ? -FAR : x) * sigmoidFrom(x, e));
    a[aAt + i] = y;
    if (slopesAt >= 0) slopes[slopesAt + i] = swishSlope(x, y, e);
  }
};

function softsign(z: number): number {
  const near = z > FAR ? FAR : z < -FAR ? -FAR : z;
  return round(near / round(1 + Math.abs(near)));
}

function softsignSlope(z: number): number {
  const inverse = round(1 / round(1 + Math.abs(z)));
  return round(inverse * inverse);
}

function swishSlope(z: number, a: number, e: number): number {
  const larger = round(1 / round(1 + e));
  const smaller = round(e * larger);
  const near = a > FAR ? FAR : a;
  return z < 0 ? round(smaller + round(near * larger)) : round(larger + round(near * smaller));
}

const LOOPS: readonly (Loop | undefined)[] = [
  linear,
  sigmoidLoop,
  tanhLoop,
  relu,
  undefined,
  leakyRelu,
  elu,
  selu,
  geluLoop,
  softplusLoop,
  softsignLoop,
  swishLoop,
];

/** Applies the activation of this number. */
export const activate = (kind: number, ...on: Parameters<Loop>): void => (LOOPS[kind] as Loop)(...on);

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
