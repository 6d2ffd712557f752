// exp, log and what is made of them. WebAssembly has no such instructions, and the host's differ in the last bit from
// one engine to the next; these give the same bits everywhere. V is `vector` or `real`. The quick ones are inlined, the
// slow ones are called, which keeps the module small.
//
// Errors are bounds in units in the last place (ULP), float64 / float32: a little above the largest seen over millions
// of points. test/assembly/math.test.ts holds the functions to them.

import { NORMAL_TAIL, NORMAL_TAIL_32 } from './coefficients';
import {
  REAL_BYTES, abs, add, div, max, min, mul, neg, negAbs, readSplat, splat, sub, whereGreater, withSign,
} from './lane';
import * as float32 from './math-float32';
import * as float64 from './math-float64';

// Constants of the loops are read from memory: V8 builds a vector literal anew at each use, which costs more.
const ONE_HALF: usize = memory.data<real>([0.5], 8);
const ONE: usize = memory.data<real>([1.0], 8);
const TWO: usize = memory.data<real>([2.0], 8);
const FOUR: usize = memory.data<real>([4.0], 8);
const FORTY: usize = memory.data<real>([40.0], 8);
const MINUS_FORTY: usize = memory.data<real>([-40.0], 8);
const LARGEST: usize = memory.data<real>([real.MAX_VALUE], 8);
/** 2^-54: where |x| is not above it, the functions through 0 with slope 1 are x itself. */
const TINY: usize = memory.data<real>([5.551115123125783e-17], 8);
/** 1 / √(2π). */
const PEAK: usize = memory.data<real>([0.3989422804014327], 8);

/** e^x, error at most 0.51 / 0.92, 1 where the result is subnormal; -Infinity gives 0. */
// @ts-ignore: decorator
@inline export function exp<V>(x: V): V {
  if (sizeof<real>() == 8) return float64.exp<V>(x);
  return float32.exp<V>(x);
}

/** exp of x <= 0, the same bits for less. */
// @ts-ignore: decorator
@inline export function expNotPositive<V>(x: V): V {
  if (sizeof<real>() == 8) return float64.expNotPositive<V>(x);
  return float32.expNotPositive<V>(x);
}

/** expNotPositive, called where it is not worth its room. */
export function expShared<V>(x: V): V {
  return expNotPositive<V>(x);
}

/** e^x - 1 for x <= 80, error at most 3.3 / 0.95; ±0 give ±0. */
export function expm1<V>(x: V): V {
  return whereGreater<V>(abs<V>(x), readSplat<V>(TINY), expm1Limited<V>(max<V>(x, readSplat<V>(MINUS_FORTY))), x);
}

// @ts-ignore: decorator
@inline function expm1Limited<V>(x: V): V {
  if (sizeof<real>() == 8) return float64.expm1<V>(x);
  return float32.expm1<V>(x);
}

/** ln x, error at most 0.9; ±0 give -Infinity, x < 0 NaN. f64 works in every build. */
// @ts-ignore: decorator
@inline export function log<V>(x: V): V {
  if (sizeof<real>() == 8 || sizeof<V>() == 8) return float64.log<V>(x);
  return float32.log<V>(x);
}

/** ln(1 + x), error at most 1.5: ln of the rounded sum, and what the rounding took; -1 gives -Infinity, ±0 ±0. */
export function log1p<V>(x: V): V {
  const one = readSplat<V>(ONE);
  const sum = add<V>(one, x);
  // Where the sum is 0 or Infinity there is nothing to correct, and the quotient would be NaN.
  const lost = min<V>(sub<V>(x, sub<V>(min<V>(sum, readSplat<V>(LARGEST)), one)), one);
  const result = add<V>(log<V>(sum), div<V>(lost, max<V>(sum, readSplat<V>(TINY))));
  return whereGreater<V>(abs<V>(x), readSplat<V>(TINY), result, x);
}

/**
 * 1 / (1 + e^-x), error at most 2.4. Only e^-|x| is taken, so nothing overflows, and small results keep their
 * relative accuracy: e^x / (1 + e^x) on the negative side.
 */
// @ts-ignore: decorator
@inline export function sigmoid<V>(x: V): V {
  const e = expNotPositive<V>(negAbs<V>(x));
  const one = readSplat<V>(ONE);
  return div<V>(whereGreater<V>(splat<V>(0), x, e, one), add<V>(one, e));
}

/** tanh x = E / (E + 2) with E = e^2|x| - 1, and the sign of x; error at most 2.7. */
// @ts-ignore: decorator
@inline export function tanh<V>(x: V): V {
  // Beyond 40 the quotient is 1.
  const grown = expm1Limited<V>(min<V>(mul<V>(readSplat<V>(TWO), abs<V>(x)), readSplat<V>(FORTY)));
  return withSign<V>(div<V>(grown, add<V>(grown, readSplat<V>(TWO))), x);
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|), error at most 2. */
export function softplus<V>(x: V): V {
  return add<V>(max<V>(x, splat<V>(0)), log1p<V>(expShared<V>(negAbs<V>(x))));
}

/**
 * x · Φ(x), Φ the cumulative normal distribution; error at most 4 for x > 0, 4 + x² below (x² / 2 is rounded before e
 * is raised to it); -Infinity gives -0.
 * Source: Hendrycks and Gimpel, Gaussian error linear units (2016).
 */
export function gelu<V>(x: V): V {
  const t = min<V>(abs<V>(x), readSplat<V>(FORTY));
  const tail = mul<V>(bell<V>(t), tailPerBell<V>(t));
  const below = neg<V>(mul<V>(t, tail));
  return whereGreater<V>(splat<V>(0), x, below, mul<V>(x, sub<V>(readSplat<V>(ONE), tail)));
}

/** The slope of gelu, Φ(x) + x · e^(-x²/2) / √(2π); it crosses zero: error at most 2.5 units of 2^-53 / 2^-24. */
export function geluSlope<V>(x: V): V {
  const t = min<V>(abs<V>(x), readSplat<V>(FORTY));
  const height = bell<V>(t);
  // Φ(-t) - t φ(t); the slope at t is 1 less this.
  const below = mul<V>(height, sub<V>(tailPerBell<V>(t), mul<V>(readSplat<V>(PEAK), t)));
  return whereGreater<V>(splat<V>(0), x, below, sub<V>(readSplat<V>(ONE), below));
}

/** e^(-t²/2). */
// @ts-ignore: decorator
@inline function bell<V>(t: V): V {
  return expShared<V>(neg<V>(mul<V>(readSplat<V>(ONE_HALF), mul<V>(t, t))));
}

/** (1 - Φ(t)) / e^(-t²/2) for 0 <= t <= 40: see coefficients.ts. */
// @ts-ignore: decorator
@inline function tailPerBell<V>(t: V): V {
  const reach = add<V>(t, readSplat<V>(FOUR));
  const p = div<V>(t, reach);
  return div<V>(REAL_BYTES == 8 ? polynomial<V>(NORMAL_TAIL, p) : polynomial<V>(NORMAL_TAIL_32, p), reach);
}

/** Σ_i coefficients[i] · xⁱ, by Horner's rule. */
function polynomial<V>(coefficients: f64[], x: V): V {
  const first = coefficients.dataStart;
  let at = first + (coefficients.length - 1) * 8;
  let sum = splat<V>(load<f64>(at));
  while (at > first) {
    at -= 8;
    sum = add<V>(mul<V>(sum, x), splat<V>(load<f64>(at)));
  }
  return sum;
}
