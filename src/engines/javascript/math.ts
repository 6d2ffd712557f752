// exp, log and what is made of them in plain JavaScript, for both precisions: the same operations in the same order as
// assembly/math.ts, and so the same bits. Sources and error bounds are told there.

import { NORMAL_TAIL, NORMAL_TAIL_32 } from '../../../assembly/coefficients.ts';
import * as float32 from './math-float32.ts';
import * as float64 from './math-float64.ts';
import { REAL_BYTES, round } from './precision.ts';

const SINGLE = REAL_BYTES === 4;
const TINY = 5.551115123125783e-17; // 2^-54
const PEAK = round(0.3989422804014327); // 1 / √(2π)
const TAIL = SINGLE ? NORMAL_TAIL_32 : NORMAL_TAIL;

/** e^x. */
export const exp = SINGLE ? float32.exp : float64.exp;

/** ln x. */
export const log = SINGLE ? float32.log : float64.log;

/** ln x in float64 whatever the precision: the random normals are drawn with it. */
export const log64 = float64.log;

const expm1Limited = SINGLE ? float32.expm1 : float64.expm1;

/** e^x - 1 for x <= 80. */
export function expm1(x: number): number {
  if (!(Math.abs(x) > TINY)) return x;
  return expm1Limited(x < -40 ? -40 : x);
}

/** ln(1 + x). */
export function log1p(x: number): number {
  if (!(Math.abs(x) > TINY)) return x;
  const sum = round(1 + x);
  const result = log(sum);
  if (sum === 0 || sum === Infinity) return result;
  return round(result + round(round(x - round(sum - 1)) / sum));
}

/** 1 / (1 + e^-x). */
export const sigmoid = (x: number): number => sigmoidFrom(x, exp(-Math.abs(x)));

/** The sigmoid of x, where e is e^-|x|. */
export const sigmoidFrom = (x: number, e: number): number => round((x < 0 ? e : 1) / round(1 + e));

/** tanh x. */
export function tanh(x: number): number {
  const doubled = round(2 * Math.abs(x));
  const grown = expm1Limited(doubled > 40 ? 40 : doubled);
  const quotient = round(grown / round(grown + 2));
  return x < 0 || Object.is(x, -0) ? -quotient : quotient;
}

/** ln(1 + e^x). */
export function softplus(x: number): number {
  return round((x < 0 ? 0 : x) + log1p(exp(-Math.abs(x))));
}

/** x · Φ(x). */
export function gelu(x: number): number {
  const t = limit(Math.abs(x));
  const tail = round(bell(t) * tailPerBell(t));
  return x < 0 ? -round(t * tail) : round(x * round(1 - tail));
}

/** Φ(x) + x · e^(-x²/2) / √(2π). */
export function geluSlope(x: number): number {
  const t = limit(Math.abs(x));
  const below = round(bell(t) * round(tailPerBell(t) - round(PEAK * t)));
  return x < 0 ? below : round(1 - below);
}

function limit(t: number): number {
  return t > 40 ? 40 : t;
}

function bell(t: number): number {
  return exp(-round(0.5 * round(t * t)));
}

function tailPerBell(t: number): number {
  const reach = round(t + 4);
  const p = round(t / reach);
  let sum = TAIL[TAIL.length - 1];
  for (let i = TAIL.length - 2; i >= 0; i--) sum = round(round(sum * p) + TAIL[i]);
  return round(sum / reach);
}
