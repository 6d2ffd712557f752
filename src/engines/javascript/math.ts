// exp, log and what is made of them in plain JavaScript, for both precisions: the same operations in the same order as
// assembly/math.ts, so the same bits; sources and error bounds are told there.

import { high, low, POWERS, powerOfTwo } from '../../../assembly/powers';

// 2^(j/128), and what the double leaves off.
const VALUES = new Float64Array(POWERS);
const TAILS = new Float64Array(POWERS);
for (let j = 0; j < POWERS; j++) {
  powerOfTwo(j);
  VALUES[j] = high;
  TAILS[j] = low;
}

// 2^e for every e: a product with it is exact, and faster than putting e into the bits of a double.
const SCALES = new Float64Array(1074 + 1 + 1023);
const SCALES_ZERO = 1074;
SCALES[0] = 2 ** -1074;
for (let i = 1; i < SCALES.length; i++) SCALES[i] = SCALES[i - 1] * 2;

const STEPS_PER_UNIT = 184.6649652337873;
const ROUNDER = 6755399441055744;
const STEP_HIGH = 0.00541521234663378;
const STEP_LOW = 1.4907929134926466e-12;

function reducedExpm1(x: number, k: number): number {
  const r = x - k * STEP_HIGH - k * STEP_LOW;
  const r2 = r * r;
  return r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
}

/** e^x. */
export function exp(x: number): number {
  if (!(x >= -708 && x <= 708)) return expAnywhere(x);
  const k = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const j = k & 127;
  const value = VALUES[j];
  return (value + (TAILS[j] + value * reducedExpm1(x, k))) * SCALES[SCALES_ZERO + (k >> 7)];
}

function expAnywhere(x: number): number {
  if (Number.isNaN(x)) return x;
  const clamped = x < -750 ? -750 : x > 710 ? 710 : x;
  const k = clamped * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const j = k & 127;
  const e = k >> 7;
  const half = e >> 1;
  const value = VALUES[j];
  const grown = value + (TAILS[j] + value * reducedExpm1(clamped, k));
  return grown * SCALES[SCALES_ZERO + half] * SCALES[SCALES_ZERO + e - half];
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

function expm1Positive(x: number): number {
  const k = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const j = k & 127;
  const scale = SCALES[SCALES_ZERO + (k >> 7)];
  const value = VALUES[j];
  const rest = TAILS[j] + value * reducedExpm1(x, k);
  return scale * value - 1 + scale * rest;
}

export function tanh(x: number): number {
  const doubled = 2 * Math.abs(x);
  const grown = expm1Positive(doubled > 80 ? 80 : doubled);
  const quotient = grown / (grown + 2);
  return x < 0 || Object.is(x, -0) ? -quotient : quotient;
}

const bits = new DataView(new ArrayBuffer(8));

/** ln x in float64, whatever the precision: the random normals are drawn with it. */
export function log64(x: number): number {
  if (x >= 2.2250738585072014e-308 && x <= Number.MAX_VALUE) return logNormal(x, 1023);
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x < 0) return NaN;
  if (x === 0) return -Infinity;
  return logNormal(x * 18014398509481984, 1023 + 54);
}

function logNormal(x: number, bias: number): number {
  bits.setFloat64(0, x);
  const biased = (bits.getInt32(0) + (0x3ff00000 - 0x3fe6a09e)) >> 20;
  const f = x * SCALES[SCALES_ZERO + 1023 - biased] - 1;
  const halfSquare = 0.5 * (f * f);
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const series = s * (halfSquare + (odd + even));
  const k = biased - bias;
  return series + k * 1.90821492927058770002e-10 - halfSquare + f + k * 6.9314718036912381649e-1;
}

export const log = log64;

/** ln(1 + x). */
export function log1p(x: number): number {
  if (!(Math.abs(x) > TINY)) return x;
  const sum = 1 + x;
  if (sum === 0 || sum === Infinity) return log(sum);
  return log(sum) + (x - (sum - 1)) / sum;
}

const TINY = 5.551115123125783e-17; // 2^-54
