// The value and the slope of each activation: the only place that has their formulas.
//
// To add one: a class here with `value` and `slope`, its line in `activate`, its row in src/catalog.ts and its
// formula in src/engines/javascript/activations.ts. The numbers are the same there.

import { REAL_BYTES, VECTOR_BYTES, abs, add, div, max, min, mul, neg, read, readSplat, splat, sub, whereGreater, write } from './lane';
import * as math from './math';

export const LINEAR = 0;
export const SIGMOID = 1;
export const TANH = 2;
export const RELU = 3;
/** Softmax mixes the outputs of a row, so it is a pass of its own: softmaxColumns. */
export const SOFTMAX = 4;
export const LEAKY_RELU = 5;
export const ELU = 6;
export const SELU = 7;
export const GELU = 8;
export const SOFTPLUS = 9;
export const SOFTSIGN = 10;
export const SWISH = 11;

// Errors are in ULP, float64 / float32, of the value and of the slope where it has a bound of its own; a slope made from the
// value, such as a · (1 - a), is good to 4e-16 / 2e-7 absolute, which is what a gradient needs.

const ONE: usize = memory.data<real>([1.0], 8);
const LEAK: usize = memory.data<real>([0.01], 8);
const SELU_SCALE: usize = memory.data<real>([1.0507009873554805], 8);
const SELU_SCALE_ALPHA: usize = memory.data<real>([1.7580993408473766], 8);
/** Beyond it softsign is ±1 and swish 0; keeps 0 · Infinity and Infinity / Infinity out. */
const FAR: usize = memory.data<real>([sizeof<real>() == 8 ? 1e300 : 1e37], 8);

/** z; exact. */
class Linear {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return z;
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return readSplat<V>(ONE);
  }
}

/** 1 / (1 + e^-z); 2.1 / 2.5. */
export class Sigmoid {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return math.sigmoid<V>(z);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return mul<V>(a, sub<V>(readSplat<V>(ONE), a));
  }
}

/** tanh z; 2.6 / 4. */
class Tanh {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return math.tanh<V>(z);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return sub<V>(readSplat<V>(ONE), mul<V>(a, a));
  }
}

/** max(z, 0), slope 0 at 0; exact. */
class Relu {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return max<V>(z, splat<V>(0));
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return whereGreater<V>(z, splat<V>(0), readSplat<V>(ONE), splat<V>(0));
  }
}

/** z above 0, z / 100 below; exact but for the product. Source: Maas et al., Rectifier nonlinearities (2013). */
class LeakyRelu {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return whereGreater<V>(z, splat<V>(0), z, mul<V>(readSplat<V>(LEAK), z));
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return whereGreater<V>(z, splat<V>(0), readSplat<V>(ONE), readSplat<V>(LEAK));
  }
}

/** z above 0, e^z - 1 below; 3 / 1, slope 0.51 / 0.9. Source: Clevert et al., Exponential linear units (2016). */
class Elu {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return whereGreater<V>(z, splat<V>(0), z, math.expm1<V>(min<V>(z, splat<V>(0))));
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return math.expShared<V>(min<V>(z, splat<V>(0)));
  }
}

/** λ z above 0, λ α (e^z - 1) below; 3 / 2, slope 2.6 / 2. Source: Klambauer et al., Self-normalizing neural networks (2017). */
class Selu {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    const below = mul<V>(readSplat<V>(SELU_SCALE_ALPHA), math.expm1<V>(min<V>(z, splat<V>(0))));
    return whereGreater<V>(z, splat<V>(0), mul<V>(readSplat<V>(SELU_SCALE), z), below);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    const below = mul<V>(readSplat<V>(SELU_SCALE_ALPHA), math.expShared<V>(min<V>(z, splat<V>(0))));
    return whereGreater<V>(z, splat<V>(0), readSplat<V>(SELU_SCALE), below);
  }
}

/** z Φ(z), Φ the cumulative normal distribution: see math.gelu. */
class Gelu {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return math.gelu<V>(z);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return math.geluSlope<V>(z);
  }
}

/** ln(1 + e^z); 1.7 / 1.7, slope 2.1 / 2.5. */
class Softplus {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return math.softplus<V>(z);
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    return math.sigmoid<V>(z);
  }
}

/** z / (1 + |z|), slope 1 / (1 + |z|)²; 1.5 and 3.6. */
class Softsign {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    const near = max<V>(min<V>(z, readSplat<V>(FAR)), sub<V>(splat<V>(0), readSplat<V>(FAR)));
    return div<V>(near, add<V>(readSplat<V>(ONE), abs<V>(near)));
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    const inverse = div<V>(readSplat<V>(ONE), add<V>(readSplat<V>(ONE), abs<V>(z)));
    return mul<V>(inverse, inverse);
  }
}

/**
 * z · sigmoid(z), slope s + a (1 - s); 2.6 / 3. 1 - s is e^-z · s where it is small, so that a large a does not magnify
 * its rounding. Source: Elfwing et al., Sigmoid-weighted linear units (2018).
 */
class Swish {
  // @ts-ignore: decorator
  @inline value<V>(z: V): V {
    return mul<V>(max<V>(z, sub<V>(splat<V>(0), readSplat<V>(FAR))), math.sigmoid<V>(z));
  }
  // @ts-ignore: decorator
  @inline slope<V>(z: V, a: V): V {
    const e = math.expNotPositive<V>(neg<V>(abs<V>(z)));
    const larger = div<V>(readSplat<V>(ONE), add<V>(readSplat<V>(ONE), e));
    const smaller = mul<V>(e, larger);
    const s = whereGreater<V>(splat<V>(0), z, smaller, larger);
    const rest = whereGreater<V>(splat<V>(0), z, larger, smaller);
    return add<V>(s, mul<V>(min<V>(a, readSplat<V>(FAR)), rest));
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
    case LEAKY_RELU: return each<LeakyRelu>(a, slopes, z, bytes);
    case ELU: return each<Elu>(a, slopes, z, bytes);
    case SELU: return each<Selu>(a, slopes, z, bytes);
    case GELU: return each<Gelu>(a, slopes, z, bytes);
    case SOFTPLUS: return each<Softplus>(a, slopes, z, bytes);
    case SOFTSIGN: return each<Softsign>(a, slopes, z, bytes);
    case SWISH: return each<Swish>(a, slopes, z, bytes);
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
      const e = math.expNotPositive<vector>(sub<vector>(read<vector>(z + r + at), largest));
      write<vector>(a + r + at, e);
      sum = add<vector>(sum, e);
    }
    for (let at: usize = 0; at < end; at += rowBytes) {
      write<vector>(a + r + at, div<vector>(read<vector>(a + r + at), sum));
    }
    write<vector>(logSumExp + r, add<vector>(largest, math.log<vector>(sum)));
  }
}

/**
 * Softmax of one row: a[o] = e^(z[o] - m) / Σ_o e^(z[o] - m), m the largest z. Lanes run across the outputs, but for the
 * sum, which keeps their order.
 *
 * @param a  [outputs padded to whole vectors], written
 */
export function softmaxRow(a: usize, z: usize, outputs: i32): void {
  const end = <usize>outputs * REAL_BYTES;
  let largest = load<real>(z);
  for (let at = REAL_BYTES; at < end; at += REAL_BYTES) largest = max<real>(largest, load<real>(z + at));
  store<real>(a, largest);
  const most = readSplat<vector>(a);
  for (let at: usize = 0; at < end; at += VECTOR_BYTES) {
    write<vector>(a + at, math.expShared<vector>(sub<vector>(read<vector>(z + at), most)));
  }
  let sum: real = 0;
  for (let at: usize = 0; at < end; at += REAL_BYTES) sum += load<real>(a + at);
  for (let at: usize = 0; at < end; at += VECTOR_BYTES) {
    write<vector>(a + at, div<vector>(read<vector>(a + at), splat<vector>(sum)));
  }
}
