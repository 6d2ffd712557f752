// One spelling for a real number and for a vector of real numbers, so that a formula is written once.
//
// Each target in asconfig.json chooses two types:
//   real    f64 or f32
//   vector  v128 (two f64 or four f32 side by side), or `real` itself where the build has no SIMD
//
// A function generic over V works on a vector when V is v128, and on one number when V is f64 or f32. The lanes of
// a vector are neighbours (outputs, samples, parameters); a sum never runs across them, which is why every
// build computes the same bits.

/** Bytes of one real. */
export const REAL_BYTES: usize = sizeof<real>();

/** Bytes of one vector. */
export const VECTOR_BYTES: usize = sizeof<vector>();

/** Reals in one vector. */
export const LANES: i32 = <i32>(sizeof<vector>() / sizeof<real>());

/** The sign bit of a real. In memory, as V8 builds a vector literal anew at each use, which costs more. */
const SIGN: usize = memory.data<real>([-0.0], 8);

// @ts-ignore: decorator
@inline export function read<V>(pointer: usize): V {
  if (isVector<V>()) return v128.load(pointer);
  return load<V>(pointer);
}

// @ts-ignore: decorator
@inline export function write<V>(pointer: usize, value: V): void {
  if (isVector<V>()) v128.store(pointer, value);
  else store<V>(pointer, value);
}

/** The real at `pointer` in every lane. */
// @ts-ignore: decorator
@inline export function readSplat<V>(pointer: usize): V {
  if (isVector<V>()) return v128.load_splat<real>(pointer);
  return load<V>(pointer);
}

// @ts-ignore: decorator
@inline export function splat<V>(value: f64): V {
  if (isVector<V>()) return v128.splat<real>(<real>value);
  return <V>value;
}

// @ts-ignore: decorator
@inline export function add<V>(a: V, b: V): V {
  if (isVector<V>()) return v128.add<real>(a, b);
  return a + b;
}

// @ts-ignore: decorator
@inline export function sub<V>(a: V, b: V): V {
  if (isVector<V>()) return v128.sub<real>(a, b);
  return a - b;
}

// @ts-ignore: decorator
@inline export function mul<V>(a: V, b: V): V {
  if (isVector<V>()) return v128.mul<real>(a, b);
  return a * b;
}

// @ts-ignore: decorator
@inline export function div<V>(a: V, b: V): V {
  if (isVector<V>()) return v128.div<real>(a, b);
  return a / b;
}

// @ts-ignore: decorator
@inline export function sqrt<V>(a: V): V {
  if (isVector<V>()) return v128.sqrt<real>(a);
  return builtinSqrt<V>(a);
}

// @ts-ignore: decorator
@inline function builtinSqrt<V>(a: V): V {
  if (sizeof<V>() == 8) return <V>f64.sqrt(<f64>a);
  return <V>f32.sqrt(<f32>a);
}

// @ts-ignore: decorator
@inline export function abs<V>(a: V): V {
  if (isVector<V>()) return v128.abs<real>(a);
  if (sizeof<V>() == 8) return <V>f64.abs(<f64>a);
  return <V>f32.abs(<f32>a);
}

// @ts-ignore: decorator
@inline export function neg<V>(a: V): V {
  if (isVector<V>()) return v128.neg<real>(a);
  return -a;
}

/** The smaller of two; `a` where either is NaN. */
// @ts-ignore: decorator
@inline export function min<V>(a: V, b: V): V {
  if (isVector<V>()) return v128.pmin<real>(a, b);
  return b < a ? b : a;
}

/** The larger of two; `a` where either is NaN. */
// @ts-ignore: decorator
@inline export function max<V>(a: V, b: V): V {
  if (isVector<V>()) return v128.pmax<real>(a, b);
  return a < b ? b : a;
}

/** -|a|. */
// @ts-ignore: decorator
@inline export function negAbs<V>(a: V): V {
  if (isVector<V>()) return v128.or(a, readSplat<V>(SIGN));
  return neg<V>(abs<V>(a));
}

/** `chosen` where a > b, else `other`. */
// @ts-ignore: decorator
@inline export function whereGreater<V>(a: V, b: V, chosen: V, other: V): V {
  if (isVector<V>()) return v128.bitselect(chosen, other, v128.gt<real>(a, b));
  return a > b ? chosen : other;
}

/** a, or 0 where |a| < limit. */
// @ts-ignore: decorator
@inline export function zeroBelow<V>(a: V, limit: V): V {
  if (isVector<V>()) return v128.andnot(a, v128.lt<real>(v128.abs<real>(a), limit));
  return abs<V>(a) < limit ? <V>0 : a;
}

/** `magnitude` (not negative) with the sign of `sign`. */
// @ts-ignore: decorator
@inline export function withSign<V>(magnitude: V, sign: V): V {
  if (isVector<V>()) return v128.or(magnitude, v128.and(sign, readSplat<V>(SIGN)));
  if (sizeof<V>() == 8) return <V>f64.copysign(<f64>magnitude, <f64>sign);
  return <V>f32.copysign(<f32>magnitude, <f32>sign);
}

/** Whether |a| <= limit in every lane; false where one is NaN. */
// @ts-ignore: decorator
@inline export function allWithin<V>(a: V, limit: V): bool {
  if (isVector<V>()) {
    const inside = v128.le<real>(v128.abs<real>(a), limit);
    if (sizeof<real>() == 8) return i64x2.bitmask(inside) == 3;
    return i32x4.bitmask(inside) == 15;
  }
  return abs<V>(a) <= limit;
}

/** Copies whole vectors until `bytes` are copied: reads and writes up to a vector beyond. */
// @ts-ignore: decorator
@inline export function copyVectors(target: usize, source: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += VECTOR_BYTES) write<vector>(target + at, read<vector>(source + at));
}
