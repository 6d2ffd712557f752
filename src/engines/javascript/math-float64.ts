// exp and log in double precision; sources and error bounds: assembly/math-float64.ts.

import * as c from '../../../assembly/coefficients.ts';
import { high, low, multiply, POWERS, powerOfTwo } from '../../../assembly/powers.ts';
import { EXPONENT_0, powersOf2 } from './powers.ts';

// 2^(j/128), and what the double leaves off.
const VALUES = new Float64Array(POWERS);
const TAILS = new Float64Array(POWERS);
for (let j = 0; j < POWERS; j++) {
  // powerOfTwo takes one product for each bit of j. All but the last are in the tables already, which is soon done.
  const bit = j & -j;
  if (bit === j) powerOfTwo(j);
  else multiply(VALUES[j - bit], TAILS[j - bit], VALUES[bit], TAILS[bit]);
  VALUES[j] = high;
  TAILS[j] = low;
}

const ROUNDER = 6755399441055744; // 1.5 · 2^52: adding it rounds to a whole number

export function exp(x: number): number {
  if (!(x >= -708 && x <= 708)) return expAnywhere(x);
  const k = x * c.STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const value = VALUES[k & 127];
  return (value + (TAILS[k & 127] + value * reducedExpm1(x, k))) * powersOf2[EXPONENT_0 + (k >> 7)];
}

function expAnywhere(x: number): number {
  if (Number.isNaN(x)) return x;
  const limited = x < -750 ? -750 : x > 710 ? 710 : x;
  const k = limited * c.STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const value = VALUES[k & 127];
  const grown = value + (TAILS[k & 127] + value * reducedExpm1(limited, k));
  const half = k >> 8;
  return grown * powersOf2[EXPONENT_0 + half] * powersOf2[EXPONENT_0 + (k >> 7) - half];
}

/** For -40 <= x <= 700. */
export function expm1(x: number): number {
  const k = x * c.STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const scale = powersOf2[EXPONENT_0 + (k >> 7)];
  const value = VALUES[k & 127];
  const rest = TAILS[k & 127] + value * reducedExpm1(x, k);
  return scale * value - 1 + scale * rest;
}

function reducedExpm1(x: number, k: number): number {
  const r = x - k * c.STEP_HIGH - k * c.STEP_LOW;
  const r2 = r * r;
  const lower = 0.5 + r * 0.16666666666666666;
  const upper = 0.041666666666666664 + r * 0.008333333333333333;
  return r + r2 * (lower + r2 * upper);
}

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
const UPPER = new Uint8Array(new Float64Array([1]).buffer)[7] === 0 ? 0 : 1;

export function log(x: number): number {
  if (x >= 2.2250738585072014e-308 && x <= Number.MAX_VALUE) return logNormal(x, 1023);
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  return logNormal(x * 18014398509481984, 1023 + 54); // subnormal: times 2^54
}

function logNormal(x: number, bias: number): number {
  number[0] = x;
  const biased = (words[UPPER] + (0x3ff00000 - 0x3fe6a09e)) >> 20;
  const k = biased - bias;
  const f = x * powersOf2[EXPONENT_0 + 1023 - biased] - 1;
  const halfSquare = 0.5 * (f * f);
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (c.LOG_2 + w * (c.LOG_4 + w * c.LOG_6));
  const odd = z * (c.LOG_1 + w * (c.LOG_3 + w * (c.LOG_5 + w * c.LOG_7)));
  return s * (halfSquare + (odd + even)) + k * c.LN2_LOW - halfSquare + f + k * c.LN2_HIGH;
}
