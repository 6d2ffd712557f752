// exp and log for single precision: what math.ts builds on where reals are f32. V is v128 (four lanes) or f32.

import * as c from './coefficients';
import { add, div, max, min, mul, readSplat, splat, sub, whereGreater } from './lane';

// Constants of the loops are read from memory: V8 builds a vector literal anew at each use, which costs more.
const DOUBLINGS_PER_UNIT: usize = memory.data<f32>([<f32>c.DOUBLINGS_PER_UNIT], 4);
const ROUNDER: usize = memory.data<f32>([12582912.0], 4); // 1.5 · 2^23: adding it rounds to a whole number
const LN2_HIGH_15: usize = memory.data<f32>([<f32>c.LN2_HIGH_15], 4);
const LN2_LOW_15: usize = memory.data<f32>([<f32>c.LN2_LOW_15], 4);
const EXP_0: usize = memory.data<f32>([<f32>c.EXP_0], 4);
const EXP_1: usize = memory.data<f32>([<f32>c.EXP_1], 4);
const EXP_2: usize = memory.data<f32>([<f32>c.EXP_2], 4);
const EXP_3: usize = memory.data<f32>([<f32>c.EXP_3], 4);
const EXP_4: usize = memory.data<f32>([<f32>c.EXP_4], 4);
const ONE_HALF: usize = memory.data<f32>([0.5], 4);
const ONE: usize = memory.data<f32>([1.0], 4);
const TWO: usize = memory.data<f32>([2.0], 4);
const EXP_LOWEST: usize = memory.data<f32>([-104.0], 4); // from here down the result is 0
const EXP_HIGHEST: usize = memory.data<f32>([89.0], 4); // from here up it is Infinity
// The rounder, and 32 more or less in the bits that become the exponent; and what takes the 32 back.
const ROUNDER_32_UP: usize = memory.data<f32>([12582912.0 + 32.0], 4);
const ROUNDER_32_DOWN: usize = memory.data<f32>([12582912.0 - 32.0], 4);
const UP_32: usize = memory.data<f32>([4294967296.0], 4);
const DOWN_32: usize = memory.data<f32>([2.3283064365386963e-10], 4);

/**
 * e^x, error at most 0.92 ULP (1 ULP where the result is subnormal).
 *
 * x = k · ln 2 + r with |r| <= ln 2 / 2, so e^x = 2^k · e^r.
 */
// @ts-ignore: decorator
@inline export function exp<V>(x: V): V {
  const limited = max<V>(min<V>(x, readSplat<V>(EXP_HIGHEST)), readSplat<V>(EXP_LOWEST));
  const zero = splat<V>(0);
  return expInTwoFactors<V>(
    limited,
    whereGreater<V>(x, zero, readSplat<V>(ROUNDER_32_DOWN), readSplat<V>(ROUNDER_32_UP)),
    whereGreater<V>(x, zero, readSplat<V>(UP_32), readSplat<V>(DOWN_32)),
  );
}

/** exp of x <= 0, the same bits. */
// @ts-ignore: decorator
@inline export function expNotPositive<V>(x: V): V {
  return expInTwoFactors<V>(max<V>(x, readSplat<V>(EXP_LOWEST)), readSplat<V>(ROUNDER_32_UP), readSplat<V>(DOWN_32));
}

/**
 * e^x as 2^(k ± 32) · e^r, which is a normal number whatever x is, so that k is added to its exponent as an integer;
 * and then 2^∓32, the one place where a subnormal result is rounded.
 */
// @ts-ignore: decorator
@inline function expInTwoFactors<V>(x: V, rounder: V, factor: V): V {
  const shifted = add<V>(mul<V>(x, readSplat<V>(DOUBLINGS_PER_UNIT)), rounder);
  const grown = add<V>(readSplat<V>(ONE), reducedExpm1<V>(x, sub<V>(shifted, rounder)));
  return mul<V>(addExponent<V>(grown, shifted), factor);
}

/** e^x - 1 for -40 <= x <= 88, error at most 0.95 ULP. */
// @ts-ignore: decorator
@inline export function expm1<V>(x: V): V {
  const shifted = add<V>(mul<V>(x, readSplat<V>(DOUBLINGS_PER_UNIT)), readSplat<V>(ROUNDER));
  const scale = addExponent<V>(readSplat<V>(ONE), shifted);
  return add<V>(sub<V>(scale, readSplat<V>(ONE)), mul<V>(scale, reducedExpm1<V>(x, sub<V>(shifted, readSplat<V>(ROUNDER)))));
}

/** e^r - 1 for the r that is left of x once k · ln 2, the nearest one, is taken off. */
// @ts-ignore: decorator
@inline function reducedExpm1<V>(x: V, k: V): V {
  const high = sub<V>(x, mul<V>(k, readSplat<V>(LN2_HIGH_15))); // exact
  const low = mul<V>(k, readSplat<V>(LN2_LOW_15));
  const r = sub<V>(high, low);
  const r2 = mul<V>(r, r);
  const lower = add<V>(readSplat<V>(EXP_0), mul<V>(r, readSplat<V>(EXP_1)));
  const upper = add<V>(add<V>(readSplat<V>(EXP_2), mul<V>(r, readSplat<V>(EXP_3))), mul<V>(r2, readSplat<V>(EXP_4)));
  return add<V>(high, sub<V>(mul<V>(r2, add<V>(lower, mul<V>(r2, upper))), low));
}

/** value · 2^k, for bits of `shifted` that end in the whole number k, in two's complement. */
// @ts-ignore: decorator
@inline function addExponent<V>(value: V, shifted: V): V {
  if (isVector<V>()) return i32x4.add(value, i32x4.shl(shifted, 23));
  return <V>reinterpret<f32>(reinterpret<i32>(<f32>value) + (reinterpret<i32>(<f32>shifted) << 23));
}

const SMALLEST_NORMAL: usize = memory.data<f32>([1.1754943508222875e-38], 4);
const LARGEST: usize = memory.data<f32>([f32.MAX_VALUE], 4);
const ROOT_HALF: usize = memory.data<i32>([0x3f3504f3], 4); // the bits of √½
const ROOT_HALF_TO_ONE: usize = memory.data<i32>([0x3f800000 - 0x3f3504f3], 4);
const MANTISSA: usize = memory.data<i32>([0x007fffff], 4);
// An integer in the mantissa of 2^23 is that many units: the integer becomes a float without a conversion.
const UNITS: usize = memory.data<i32>([0x4b000000], 4);
const BIAS: usize = memory.data<f32>([8388608.0 + 127.0], 4);
const BIAS_OF_SUBNORMALS: usize = memory.data<f32>([8388608.0 + 127.0 + 25.0], 4); // taken times 2^25
const LOG_1: usize = memory.data<f32>([<f32>c.LOG32_1], 4);
const LOG_2: usize = memory.data<f32>([<f32>c.LOG32_2], 4);
const LOG_3: usize = memory.data<f32>([<f32>c.LOG32_3], 4);
const LOG_4: usize = memory.data<f32>([<f32>c.LOG32_4], 4);

/**
 * ln x, error at most 0.9 ULP: as in double precision, with a shorter series.
 *
 * Source: FreeBSD's msun, e_logf.c.
 */
// @ts-ignore: decorator
@inline export function log<V>(x: V): V {
  if (allNormal<V>(x)) return logNormal<V>(x, BIAS);
  return logAnywhere<V>(x);
}

/** Whether every lane is a positive, normal, finite number. */
// @ts-ignore: decorator
@inline function allNormal<V>(x: V): bool {
  if (isVector<V>()) {
    return i32x4.bitmask(v128.and(
      v128.ge<f32>(x, readSplat<V>(SMALLEST_NORMAL)), v128.le<f32>(x, readSplat<V>(LARGEST)))) == 15;
  }
  return <f32>x >= load<f32>(SMALLEST_NORMAL) && <f32>x <= load<f32>(LARGEST);
}

/** ln x; with BIAS_OF_SUBNORMALS ln(x / 2^25). */
// @ts-ignore: decorator
@inline function logNormal<V>(x: V, bias: usize): V {
  let biased: V;
  let mantissa: V;
  if (isVector<V>()) {
    const bits = i32x4.add(x, readSplat<V>(ROOT_HALF_TO_ONE));
    biased = v128.or(i32x4.shr_u(bits, 23), readSplat<V>(UNITS));
    mantissa = i32x4.add(v128.and(bits, readSplat<V>(MANTISSA)), readSplat<V>(ROOT_HALF));
  } else {
    const bits = reinterpret<i32>(<f32>x) + load<i32>(ROOT_HALF_TO_ONE);
    biased = <V>reinterpret<f32>((bits >> 23) | load<i32>(UNITS));
    mantissa = <V>reinterpret<f32>((bits & load<i32>(MANTISSA)) + load<i32>(ROOT_HALF));
  }
  const k = sub<V>(biased, readSplat<V>(bias));
  const f = sub<V>(mantissa, readSplat<V>(ONE));
  const halfSquare = mul<V>(readSplat<V>(ONE_HALF), mul<V>(f, f));
  const s = div<V>(f, add<V>(readSplat<V>(TWO), f));
  const z = mul<V>(s, s);
  const w = mul<V>(z, z);
  const even = mul<V>(w, add<V>(readSplat<V>(LOG_2), mul<V>(w, readSplat<V>(LOG_4))));
  const odd = mul<V>(z, add<V>(readSplat<V>(LOG_1), mul<V>(w, readSplat<V>(LOG_3))));
  const series = mul<V>(s, add<V>(halfSquare, add<V>(odd, even)));
  const small = sub<V>(add<V>(series, mul<V>(k, readSplat<V>(LN2_LOW_15))), halfSquare);
  return add<V>(add<V>(small, f), mul<V>(k, readSplat<V>(LN2_HIGH_15)));
}

/** log of any number, lane by lane. */
function logAnywhere<V>(x: V): V {
  if (isVector<V>()) {
    let result = f32x4.splat(logAnywhere<f32>(f32x4.extract_lane(x, 0)));
    result = f32x4.replace_lane(result, 1, logAnywhere<f32>(f32x4.extract_lane(x, 1)));
    result = f32x4.replace_lane(result, 2, logAnywhere<f32>(f32x4.extract_lane(x, 2)));
    return f32x4.replace_lane(result, 3, logAnywhere<f32>(f32x4.extract_lane(x, 3)));
  }
  if (x != x || <f32>x == Infinity) return x;
  if (<f32>x < 0) return <V>NaN;
  if (<f32>x == 0) return <V>(-Infinity);
  if (<f32>x >= load<f32>(SMALLEST_NORMAL)) return logNormal<V>(x, BIAS);
  return <V>logNormal<f32>(<f32>x * 33554432.0, BIAS_OF_SUBNORMALS);
}
