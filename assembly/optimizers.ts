// Each update rule, over one flat range of parameters, and the penalties and clipping that come before it.
//
// A rule is a class with `step`: one vector (or one real) of parameters, gradients and state.

import { REAL_BYTES, VECTOR_BYTES, mul, read, splat, sub, write } from './lane';
import { S_RATE } from './layout';

export const SGD = 0;

/** One of the training's settings, in every lane. */
// @ts-ignore: decorator
@inline function setting<V>(settings: usize, index: i32): V {
  return splat<V>(load<f64>(settings + (<usize>index << 3)));
}

class Sgd {
  /** w -= rate · g */
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, m: usize, v: usize): void {
    write<V>(w, sub<V>(read<V>(w), mul<V>(setting<V>(settings, S_RATE), read<V>(g))));
  }
}

/**
 * One update of `length` parameters.
 *
 * @param parameters, gradients  [length]
 * @param first, second          [length]: optimizer state, where the rule has any
 */
export function update(kind: i32, settings: usize, parameters: usize, gradients: usize, first: usize, second: usize, length: i32): void {
  switch (kind) {
    case SGD: return each<Sgd>(settings, parameters, gradients, first, second, length);
  }
}

function each<F>(settings: usize, parameters: usize, gradients: usize, first: usize, second: usize, length: i32): void {
  const f = changetype<F>(0);
  const bytes = <usize>length * REAL_BYTES;
  let at: usize = 0;
  for (; at + VECTOR_BYTES <= bytes; at += VECTOR_BYTES) {
    f.step<vector>(settings, parameters + at, gradients + at, first + at, second + at);
  }
  for (; at < bytes; at += REAL_BYTES) {
    f.step<real>(settings, parameters + at, gradients + at, first + at, second + at);
  }
}
