// exp and log in single precision; sources and error bounds: assembly/math-float32.ts.

import * as c from '../../../assembly/coefficients.ts';
import { EXPONENT_0, powersOf2 } from './powers.ts';

const round = Math.fround;
const ROUNDER = 12582912; // 1.5 · 2^23: adding it rounds to a whole number

export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  const limited = x > 89 ? 89 : x < -104 ? -104 : x;
  const k = nearestDoubling(limited);
  // As a double the product is exact, so it is rounded once, as in two factors.
  return round(round(1 + reducedExpm1(limited, k)) * powersOf2[EXPONENT_0 + k]);
}

/** For -40 <= x <= 88. */
export function expm1(x: number): number {
  const k = nearestDoubling(x);
  const scale = powersOf2[EXPONENT_0 + k];
  return round(round(scale - 1) + round(scale * reducedExpm1(x, k)));
}

function nearestDoubling(x: number): number {
  return round(round(x * c.DOUBLINGS_PER_UNIT) + ROUNDER) - ROUNDER;
}

function reducedExpm1(x: number, k: number): number {
  const high = x - k * c.LN2_HIGH_15; // exact, as are all sums and products here that are not rounded
  const low = round(k * c.LN2_LOW_15);
  const r = round(high - low);
  const r2 = round(r * r);
  const lower = round(c.EXP_0 + round(r * c.EXP_1));
  const upper = round(round(c.EXP_2 + round(r * c.EXP_3)) + round(r2 * c.EXP_4));
  return round(high + round(round(r2 * round(lower + round(r2 * upper))) - low));
}

const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

export function log(x: number): number {
  if (x >= 1.1754943508222875e-38 && x <= 3.4028234663852886e38) return logNormal(x, 127);
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  return logNormal(x * 33554432, 127 + 25); // subnormal: times 2^25
}

function logNormal(x: number, bias: number): number {
  number[0] = x;
  const biased = (bits[0] + (0x3f800000 - 0x3f3504f3)) >> 23;
  const k = biased - bias;
  const f = x * powersOf2[EXPONENT_0 + 127 - biased] - 1;
  const halfSquare = 0.5 * round(f * f);
  const s = round(f / round(2 + f));
  const z = round(s * s);
  const w = round(z * z);
  const even = round(w * round(c.LOG32_2 + round(w * c.LOG32_4)));
  const odd = round(z * round(c.LOG32_1 + round(w * c.LOG32_3)));
  const series = round(s * round(halfSquare + round(odd + even)));
  const small = round(round(series + round(k * c.LN2_LOW_15)) - halfSquare);
  return round(round(small + f) + k * c.LN2_HIGH_15);
}
