// exp and log for double precision: what math.ts builds on where reals are f64, and the log of the random normals in
// every build. V is v128 (two lanes) or f64.

import * as c from './coefficients';
import { REAL_BYTES, add, div, max, min, mul, readSplat, splat, sub, whereGreater } from './lane';
import { POWERS, high, low, powerOfTwo } from './powers';

// 2^(j/128) as pairs {value, tail}, filled when the module starts.
const TABLE: usize = memory.data(2048, 16);
if (REAL_BYTES == 8) {
  for (let j = 0; j < <i32>POWERS; j++) {
    powerOfTwo(j);
    store<f64>(TABLE + (<usize>j << 4), high);
    store<f64>(TABLE + (<usize>j << 4), low, 8);
  }
}

// Constants of the loops are read from memory: V8 builds a vector literal anew at each use, which costs more.
const STEPS_PER_UNIT: usize = memory.data<f64>([c.STEPS_PER_UNIT], 8);
const ROUNDER: usize = memory.data<f64>([6755399441055744.0], 8); // 1.5 · 2^52: adding it rounds to a whole number
const STEP_HIGH: usize = memory.data<f64>([c.STEP_HIGH], 8);
const STEP_LOW: usize = memory.data<f64>([c.STEP_LOW], 8);
const ONE_HALF: usize = memory.data<f64>([0.5], 8);
const ONE_6TH: usize = memory.data<f64>([0.16666666666666666], 8);
const ONE_24TH: usize = memory.data<f64>([0.041666666666666664], 8);
const ONE_120TH: usize = memory.data<f64>([0.008333333333333333], 8);
const ONE: usize = memory.data<f64>([1.0], 8);
const TWO: usize = memory.data<f64>([2.0], 8);
const EXP_LOWEST: usize = memory.data<f64>([-750.0], 8); // from here down the result is 0
const EXP_HIGHEST: usize = memory.data<f64>([710.0], 8); // from here up it is Infinity
// The rounder, and 64 more or less in the bits that become the exponent; and what takes the 64 back.
const ROUNDER_64_UP: usize = memory.data<f64>([6755399441055744.0 + 64.0 * 128.0], 8);
const ROUNDER_64_DOWN: usize = memory.data<f64>([6755399441055744.0 - 64.0 * 128.0], 8);
const UP_64: usize = memory.data<f64>([18446744073709551616.0], 8);
const DOWN_64: usize = memory.data<f64>([5.421010862427522e-20], 8);

/**
 * e^x, error at most 0.51 ULP (1 ULP where the result is subnormal).
 *
 * x = (128 · e + j) · ln 2 / 128 + r with |r| <= ln 2 / 256, so e^x = 2^e · 2^(j/128) · e^r.
 * Source: Tang, Table-driven implementation of the exponential function (1989).
 */
// @ts-ignore: decorator
@inline export function exp<V>(x: V): V {
  const limited = max<V>(min<V>(x, readSplat<V>(EXP_HIGHEST)), readSplat<V>(EXP_LOWEST));
  const zero = splat<V>(0);
  return expInTwoFactors<V>(
    limited,
    whereGreater<V>(x, zero, readSplat<V>(ROUNDER_64_DOWN), readSplat<V>(ROUNDER_64_UP)),
    whereGreater<V>(x, zero, readSplat<V>(UP_64), readSplat<V>(DOWN_64)),
  );
}

/** exp of x <= 0, the same bits. */
// @ts-ignore: decorator
@inline export function expNotPositive<V>(x: V): V {
  return expInTwoFactors<V>(max<V>(x, readSplat<V>(EXP_LOWEST)), readSplat<V>(ROUNDER_64_UP), readSplat<V>(DOWN_64));
}

/**
 * e^x as 2^(e ± 64) · 2^(j/128) · e^r, which is a normal number whatever x is, so that e is added to its exponent as
 * an integer; and then 2^∓64, the one place where a subnormal result is rounded.
 */
// @ts-ignore: decorator
@inline function expInTwoFactors<V>(x: V, rounder: V, factor: V): V {
  const shifted = add<V>(mul<V>(x, readSplat<V>(STEPS_PER_UNIT)), rounder);
  const value = tableValue<V>(shifted);
  const grown = add<V>(value, add<V>(tableTail<V>(shifted), mul<V>(value, reducedExpm1<V>(x, sub<V>(shifted, rounder)))));
  return mul<V>(addExponent<V>(grown, shiftedExponent<V>(shifted)), factor);
}

/** e^x - 1 for -40 <= x <= 700, error at most 3.3 ULP (just beyond the first step, where half of it cancels). */
// @ts-ignore: decorator
@inline export function expm1<V>(x: V): V {
  const shifted = add<V>(mul<V>(x, readSplat<V>(STEPS_PER_UNIT)), readSplat<V>(ROUNDER));
  const scale = addExponent<V>(readSplat<V>(ONE), shiftedExponent<V>(shifted));
  const value = tableValue<V>(shifted);
  const k = sub<V>(shifted, readSplat<V>(ROUNDER));
  const rest = add<V>(tableTail<V>(shifted), mul<V>(value, reducedExpm1<V>(x, k)));
  return add<V>(sub<V>(mul<V>(scale, value), readSplat<V>(ONE)), mul<V>(scale, rest));
}

/** e^r - 1 = r + r²/2 + … + r⁵/120 for the r that is left of x once k · ln 2 / 128, the nearest one, is taken off. */
// @ts-ignore: decorator
@inline function reducedExpm1<V>(x: V, k: V): V {
  const r = sub<V>(sub<V>(x, mul<V>(k, readSplat<V>(STEP_HIGH))), mul<V>(k, readSplat<V>(STEP_LOW)));
  const r2 = mul<V>(r, r);
  const lower = add<V>(readSplat<V>(ONE_HALF), mul<V>(r, readSplat<V>(ONE_6TH)));
  const upper = add<V>(readSplat<V>(ONE_24TH), mul<V>(r, readSplat<V>(ONE_120TH)));
  return add<V>(r, mul<V>(r2, add<V>(lower, mul<V>(r2, upper))));
}

// The bits of `shifted` end in the whole number k = 128 · e + j, in two's complement. `entry` is where j is in the table.

// @ts-ignore: decorator
@inline function entry(bits: i32): usize {
  return (<usize>bits & 127) << 4;
}

// @ts-ignore: decorator
@inline function tableValue<V>(shifted: V): V {
  if (isVector<V>()) {
    return v128.shuffle<f64>(
      v128.load(entry(i32x4.extract_lane(shifted, 0)), TABLE),
      v128.load(entry(i32x4.extract_lane(shifted, 2)), TABLE), 0, 2);
  }
  return <V>load<f64>(entry(<i32>reinterpret<i64>(<f64>shifted)), TABLE);
}

// @ts-ignore: decorator
@inline function tableTail<V>(shifted: V): V {
  if (isVector<V>()) {
    return v128.shuffle<f64>(
      v128.load(entry(i32x4.extract_lane(shifted, 0)), TABLE),
      v128.load(entry(i32x4.extract_lane(shifted, 2)), TABLE), 1, 3);
  }
  return <V>load<f64>(entry(<i32>reinterpret<i64>(<f64>shifted)), TABLE + 8);
}

/** e, where the exponent of a double has its place. */
// @ts-ignore: decorator
@inline function shiftedExponent<V>(shifted: V): V {
  if (isVector<V>()) return i64x2.shl(i64x2.shr_u(shifted, 7), 52);
  return <V>reinterpret<f64>(reinterpret<i64>(<f64>shifted) >> 7 << 52);
}

// @ts-ignore: decorator
@inline function addExponent<V>(value: V, exponent: V): V {
  if (isVector<V>()) return i64x2.add(value, exponent);
  return <V>reinterpret<f64>(reinterpret<i64>(<f64>value) + reinterpret<i64>(<f64>exponent));
}

const SMALLEST_NORMAL: usize = memory.data<f64>([2.2250738585072014e-308], 8);
const LARGEST: usize = memory.data<f64>([f64.MAX_VALUE], 8);
const ROOT_HALF: usize = memory.data<i64>([0x3fe6a09e00000000], 8); // the bits of √½, the upper 32
const ROOT_HALF_TO_ONE: usize = memory.data<i64>([0x3ff0000000000000 - 0x3fe6a09e00000000], 8);
const MANTISSA: usize = memory.data<i64>([0x000fffffffffffff], 8);
// An integer in the mantissa of 2^52 is that many units: the integer becomes a double without a conversion.
const UNITS: usize = memory.data<i64>([0x4330000000000000], 8);
const BIAS: usize = memory.data<f64>([4503599627370496.0 + 1023.0], 8);
const BIAS_OF_SUBNORMALS: usize = memory.data<f64>([4503599627370496.0 + 1023.0 + 54.0], 8); // taken times 2^54
const LN2_HIGH: usize = memory.data<f64>([c.LN2_HIGH], 8);
const LN2_LOW: usize = memory.data<f64>([c.LN2_LOW], 8);
const LOG_1: usize = memory.data<f64>([c.LOG_1], 8);
const LOG_2: usize = memory.data<f64>([c.LOG_2], 8);
const LOG_3: usize = memory.data<f64>([c.LOG_3], 8);
const LOG_4: usize = memory.data<f64>([c.LOG_4], 8);
const LOG_5: usize = memory.data<f64>([c.LOG_5], 8);
const LOG_6: usize = memory.data<f64>([c.LOG_6], 8);
const LOG_7: usize = memory.data<f64>([c.LOG_7], 8);

/**
 * ln x, error at most 0.9 ULP.
 *
 * x = 2^k · (1 + f) with √½ < 1 + f < √2; ln(1 + f) from the odd series in s = f / (2 + f), a minimax polynomial.
 * Source: fdlibm, e_log.c (Sun Microsystems, 1993).
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
    return i64x2.bitmask(v128.and(
      v128.ge<f64>(x, readSplat<V>(SMALLEST_NORMAL)), v128.le<f64>(x, readSplat<V>(LARGEST)))) == 3;
  }
  return <f64>x >= load<f64>(SMALLEST_NORMAL) && <f64>x <= load<f64>(LARGEST);
}

/** ln x; with BIAS_OF_SUBNORMALS ln(x / 2^54). */
// @ts-ignore: decorator
@inline function logNormal<V>(x: V, bias: usize): V {
  let biased: V;
  let mantissa: V;
  if (isVector<V>()) {
    const bits = i64x2.add(x, readSplat<V>(ROOT_HALF_TO_ONE));
    biased = v128.or(i64x2.shr_u(bits, 52), readSplat<V>(UNITS));
    mantissa = i64x2.add(v128.and(bits, readSplat<V>(MANTISSA)), readSplat<V>(ROOT_HALF));
  } else {
    const bits = reinterpret<i64>(<f64>x) + load<i64>(ROOT_HALF_TO_ONE);
    biased = <V>reinterpret<f64>((bits >> 52) | load<i64>(UNITS));
    mantissa = <V>reinterpret<f64>((bits & load<i64>(MANTISSA)) + load<i64>(ROOT_HALF));
  }
  const k = sub<V>(biased, readSplat<V>(bias));
  const f = sub<V>(mantissa, readSplat<V>(ONE));
  const halfSquare = mul<V>(readSplat<V>(ONE_HALF), mul<V>(f, f));
  const s = div<V>(f, add<V>(readSplat<V>(TWO), f));
  const z = mul<V>(s, s);
  const w = mul<V>(z, z);
  const even = mul<V>(w, add<V>(readSplat<V>(LOG_2),
    mul<V>(w, add<V>(readSplat<V>(LOG_4), mul<V>(w, readSplat<V>(LOG_6))))));
  const odd = mul<V>(z, add<V>(readSplat<V>(LOG_1),
    mul<V>(w, add<V>(readSplat<V>(LOG_3), mul<V>(w, add<V>(readSplat<V>(LOG_5), mul<V>(w, readSplat<V>(LOG_7))))))));
  const series = mul<V>(s, add<V>(halfSquare, add<V>(odd, even)));
  const small = sub<V>(add<V>(series, mul<V>(k, readSplat<V>(LN2_LOW))), halfSquare);
  return add<V>(add<V>(small, f), mul<V>(k, readSplat<V>(LN2_HIGH)));
}

/** log of any number, lane by lane. */
function logAnywhere<V>(x: V): V {
  if (isVector<V>()) {
    const first = f64x2.splat(logAnywhere<f64>(f64x2.extract_lane(x, 0)));
    return f64x2.replace_lane(first, 1, logAnywhere<f64>(f64x2.extract_lane(x, 1)));
  }
  if (x != x || <f64>x == Infinity) return x;
  if (<f64>x < 0) return <V>NaN;
  if (<f64>x == 0) return <V>(-Infinity);
  if (<f64>x >= load<f64>(SMALLEST_NORMAL)) return logNormal<V>(x, BIAS);
  return <V>logNormal<f64>(<f64>x * 18014398509481984.0, BIAS_OF_SUBNORMALS);
}
