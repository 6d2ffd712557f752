// The value and the slope of each activation: the only place that has their formulas.
//
// To add one: a class here with `value` and `slope`, its line in `activate`, its row in src/activations.ts and its
// formula in src/engines/javascript/activations.ts. The numbers are the same there.

import { VECTOR_BYTES, add, div, max, mul, read, splat, sub, whereGreater, write } from './lane';
import * as math from './math';

export const LINEAR = 0;
export const SIGMOID = 1;
export const TANH = 2;
export const RELU = 3;
/** Softmax mixes the outputs of a row, so it is a pass of its own: softmaxColumns. */
export const SOFTMAX = 4;

class Linear {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return z;
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return splat<V>(1);
  }
}

class Sigmoid {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return math.sigmoid<V>(z);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return mul<V>(a, sub<V>(splat<V>(1), a));
  }
}

class Tanh {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return math.tanh<V>(z);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return sub<V>(splat<V>(1), mul<V>(a, a));
  }
}

class Relu {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return max<V>(z, splat<V>(0));
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return whereGreater<V>(z, splat<V>(0), splat<V>(1), splat<V>(0));
  }
}

/**
 * a = f(z), and f'(z) where slopes are wanted, element by element.
 *
 * @param a       [bytes], written; may be z itself
 * @param slopes  [bytes], written; 0 for none
 * @param bytes   a multiple of the vector
 */
export function activate(kind: i32, a: usize, slopes: usize, z: usize, bytes: usize): void {
  switch (kind) {
    case LINEAR: return each<Linear>(a, slopes, z, bytes);
    case SIGMOID: return each<Sigmoid>(a, slopes, z, bytes);
    case TANH: return each<Tanh>(a, slopes, z, bytes);
    case RELU: return each<Relu>(a, slopes, z, bytes);
  }
}

function each<F>(a: usize, slopes: usize, z: usize, bytes: usize): void {
  const f = changetype<F>(0); // methods without state: calls to them are resolved when this compiles
  for (let at: usize = 0; at < bytes; at += VECTOR_BYTES) {
    const x = read<vector>(z + at);
    const y = f.value<vector>(x);
    write<vector>(a + at, y);
    if (slopes != 0) write<vector>(slopes + at, f.slope<vector>(x, y));
  }
}

/**
 * Softmax over columns of outputs, lanes across rows: a[o, r] = e^(z[o, r] - m) / Σ_o e^(z[o, r] - m), m the largest z.
 *
 * @param a            [outputs, rows], written; may be z itself
 * @param logSumExp    [rows], written: m + ln Σ_o e^(z - m)
 * @param rowBytes     bytes of one row of a: whole vectors
 */
export function softmaxColumns(a: usize, logSumExp: usize, z: usize, rowBytes: usize, outputs: i32): void {
  const end = <usize>outputs * rowBytes;
  for (let r: usize = 0; r < rowBytes; r += VECTOR_BYTES) {
    let largest = read<vector>(z + r);
    for (let at = rowBytes; at < end; at += rowBytes) largest = max<vector>(largest, read<vector>(z + r + at));
    let sum = splat<vector>(0);
    for (let at: usize = 0; at < end; at += rowBytes) {
      const e = math.exp<vector>(sub<vector>(read<vector>(z + r + at), largest));
      write<vector>(a + r + at, e);
      sum = add<vector>(sum, e);
    }
    for (let at: usize = 0; at < end; at += rowBytes) {
      write<vector>(a + r + at, div<vector>(read<vector>(a + r + at), sum));
    }
    write<vector>(logSumExp + r, add<vector>(largest, math.log<vector>(sum)));
  }
}
