// Each function of assembly/math.ts over an array, so that the tests can call the compiled formulas.

import { VECTOR_BYTES, read, write } from '../../../assembly/lane';
import * as math from '../../../assembly/math';

class Exp {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.exp<V>(x);
  }
}

class Sigmoid {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.sigmoid<V>(x);
  }
}

class Tanh {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.tanh<V>(x);
  }
}

class Log {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.log<V>(x);
  }
}

class Log1p {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.log1p<V>(x);
  }
}

class Expm1 {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.expm1<V>(x);
  }
}

class Softplus {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.softplus<V>(x);
  }
}

class Gelu {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.gelu<V>(x);
  }
}

class GeluSlope {
  // @ts-ignore: decorator
  @inline of<V>(x: V): V {
    return math.geluSlope<V>(x);
  }
}

/** target[i] = f(source[i]) for whole vectors. */
function each<F>(target: usize, source: usize, bytes: usize): void {
  const f = changetype<F>(0); // methods without state: calls to them are resolved when this compiles
  for (let at: usize = 0; at < bytes; at += VECTOR_BYTES) write<vector>(target + at, f.of<vector>(read<vector>(source + at)));
}

export function exp(target: usize, source: usize, bytes: usize): void {
  each<Exp>(target, source, bytes);
}

export function sigmoid(target: usize, source: usize, bytes: usize): void {
  each<Sigmoid>(target, source, bytes);
}

export function tanh(target: usize, source: usize, bytes: usize): void {
  each<Tanh>(target, source, bytes);
}

export function log(target: usize, source: usize, bytes: usize): void {
  each<Log>(target, source, bytes);
}

export function log1p(target: usize, source: usize, bytes: usize): void {
  each<Log1p>(target, source, bytes);
}

export function expm1(target: usize, source: usize, bytes: usize): void {
  each<Expm1>(target, source, bytes);
}

export function softplus(target: usize, source: usize, bytes: usize): void {
  each<Softplus>(target, source, bytes);
}

export function gelu(target: usize, source: usize, bytes: usize): void {
  each<Gelu>(target, source, bytes);
}

export function geluSlope(target: usize, source: usize, bytes: usize): void {
  each<GeluSlope>(target, source, bytes);
}

/** The double-precision log of the random normals, which every build has. */
export function log64(target: usize, source: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) store<f64>(target + at, math.log<f64>(load<f64>(source + at)));
}
