// Each update rule over one flat range of parameters, and the penalties and clipping that come before it.
//
// A rule is a class with `step`: one vector (or one real) of parameters w and gradients g, and the state that it keeps
// for them, in `slots`: first, second and third lie `slotBytes` apart. To add one: a class here, its line in `update`,
// its row in src/catalog.ts and its formula in src/engines/javascript/optimizers.ts. The numbers are the same there.

import { REAL_BYTES, VECTOR_BYTES, abs, add, div, max, min, mul, neg, read, readSplat, splat, sqrt, sub, whereGreater, write, zeroBelow } from './lane';
import {
  C_BETA1, C_BETA2, C_STEPS, S_BETA1, S_BETA2, S_CENTERED, S_CLIP_VALUE, S_EPSILON, S_ETA_MINUS, S_ETA_PLUS, S_FIRST_BETA1,
  S_FIRST_BETA2, S_L1, S_L2, S_MOMENTUM, S_RATE, S_ROOT_SCALE, S_SCALE, S_STEP, S_STEP_MAX, S_STEP_MIN, S_WEIGHT_DECAY,
} from './layout';

export const SGD = 0;
export const MOMENTUM = 1;
export const NESTEROV = 2;
export const RMSPROP = 3;
export const ADAGRAD = 4;
export const ADAM = 5;
export const ADAM_W = 6;
export const RPROP = 7;

/** One of the training's settings, in every lane. */
// @ts-ignore: decorator
@inline function setting<V>(settings: usize, index: i32): V {
  if (sizeof<real>() == 8) return readSplat<V>(settings + (<usize>index << 3));
  return splat<V>(load<f64>(settings + (<usize>index << 3)));
}

/** -1, 0 or 1. */
// @ts-ignore: decorator
@inline function sign<V>(x: V): V {
  return whereGreater<V>(x, splat<V>(0), splat<V>(1), whereGreater<V>(splat<V>(0), x, splat<V>(-1), splat<V>(0)));
}

/** w -= rate · g */
export class Sgd {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    write<V>(w, sub<V>(read<V>(w), mul<V>(setting<V>(settings, S_RATE), read<V>(g))));
  }
}

// A mean of gradients that have become 0 shrinks for ever, and processors take a hundred times as long for numbers below
// the normal ones. So what an optimizer keeps is 0 once it is this small, far below anything that moves a parameter:

/** 2^-1000, in float32 2^-110. */
const NEXT_TO_NOTHING: usize = memory.data<real>([sizeof<real>() == 8 ? 9.332636185032189e-302 : 7.703719777548943e-34], 8);
/** Its root: what a gradient must not be below if its square is kept. */
const ROOT_OF_NOTHING: usize = memory.data<real>([sizeof<real>() == 8 ? 3.054936363499605e-151 : 2.7755575615628914e-17], 8);

// @ts-ignore: decorator
@inline function settled<V>(x: V): V {
  return zeroBelow<V>(x, readSplat<V>(NEXT_TO_NOTHING));
}

// @ts-ignore: decorator
@inline function square<V>(gradient: V): V {
  const g = zeroBelow<V>(gradient, readSplat<V>(ROOT_OF_NOTHING));
  return mul<V>(g, g);
}

/** v = momentum · v - rate · g, the velocity after this step. Source: Polyak, Some methods of speeding up convergence (1964). */
// @ts-ignore: decorator
@inline function velocity<V>(settings: usize, g: usize, slots: usize): V {
  const kept = mul<V>(setting<V>(settings, S_MOMENTUM), read<V>(slots));
  const v = settled<V>(sub<V>(kept, mul<V>(setting<V>(settings, S_RATE), read<V>(g))));
  write<V>(slots, v);
  return v;
}

/** w += v */
class Momentum {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    write<V>(w, add<V>(read<V>(w), velocity<V>(settings, g, slots)));
  }
}

/** w += momentum · v - rate · g. Source: Sutskever et al., On the importance of initialization and momentum (2013). */
class Nesterov {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const v = velocity<V>(settings, g, slots);
    const ahead = sub<V>(mul<V>(setting<V>(settings, S_MOMENTUM), v), mul<V>(setting<V>(settings, S_RATE), read<V>(g)));
    write<V>(w, add<V>(read<V>(w), ahead));
  }
}

/** mean = beta · mean + (1 - beta) · value, a running mean in a slot. */
// @ts-ignore: decorator
@inline function runningMean<V>(settings: usize, beta: i32, oneLess: i32, slot: usize, value: V): V {
  const mean = settled<V>(add<V>(mul<V>(setting<V>(settings, beta), read<V>(slot)), mul<V>(setting<V>(settings, oneLess), value)));
  write<V>(slot, mean);
  return mean;
}

/**
 * s = running mean of g² (centered: less the square of the running mean of g); u = momentum · u + g / (√s + epsilon); w -= rate · u.
 * Source: Tieleman and Hinton, Lecture 6.5 (2012); momentum and centering as PyTorch and Graves (2013) have them.
 */
class RmsProp {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const gradient = read<V>(g);
    let spread = runningMean<V>(settings, S_BETA2, S_FIRST_BETA2, slots, square<V>(gradient));
    if (load<f64>(settings + (S_CENTERED << 3)) != 0) {
      const mean = runningMean<V>(settings, S_BETA2, S_FIRST_BETA2, slots + slotBytes + slotBytes, gradient);
      spread = max<V>(sub<V>(spread, mul<V>(mean, mean)), splat<V>(0));
    }
    const scaled = div<V>(gradient, add<V>(sqrt<V>(spread), setting<V>(settings, S_EPSILON)));
    const u = add<V>(mul<V>(setting<V>(settings, S_MOMENTUM), read<V>(slots + slotBytes)), scaled);
    write<V>(slots + slotBytes, u);
    write<V>(w, sub<V>(read<V>(w), mul<V>(setting<V>(settings, S_RATE), u)));
  }
}

/** s += g²; w -= rate · g / (√s + epsilon). Source: Duchi et al., Adaptive subgradient methods (2011). */
class AdaGrad {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const gradient = read<V>(g);
    const s = add<V>(read<V>(slots), mul<V>(gradient, gradient));
    write<V>(slots, s);
    const change = div<V>(mul<V>(setting<V>(settings, S_RATE), gradient), add<V>(sqrt<V>(s), setting<V>(settings, S_EPSILON)));
    write<V>(w, sub<V>(read<V>(w), change));
  }
}

/**
 * m, v = running means of g and g²; w -= rate · (m / (1 - beta1^t)) / (√(v / (1 - beta2^t)) + epsilon).
 * Source: Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1.
 */
// @ts-ignore: decorator
@inline function adamChange<V>(settings: usize, g: usize, slots: usize, slotBytes: usize): V {
  const gradient = read<V>(g);
  const m = runningMean<V>(settings, S_BETA1, S_FIRST_BETA1, slots, gradient);
  const v = runningMean<V>(settings, S_BETA2, S_FIRST_BETA2, slots + slotBytes, square<V>(gradient));
  const root = add<V>(mul<V>(sqrt<V>(v), setting<V>(settings, S_ROOT_SCALE)), setting<V>(settings, S_EPSILON));
  return div<V>(mul<V>(setting<V>(settings, S_STEP), m), root);
}

class Adam {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    write<V>(w, sub<V>(read<V>(w), adamChange<V>(settings, g, slots, slotBytes)));
  }
}

/** w -= rate · weightDecay · w, then as Adam. Source: Loshchilov and Hutter, Decoupled weight decay regularization (2019). */
class AdamW {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const decay = mul<V>(setting<V>(settings, S_RATE), setting<V>(settings, S_WEIGHT_DECAY));
    const weight = read<V>(w);
    write<V>(w, sub<V>(sub<V>(weight, mul<V>(decay, weight)), adamChange<V>(settings, g, slots, slotBytes)));
  }
}

/**
 * Each parameter has a step of its own that grows by etaPlus while its gradient keeps its sign and shrinks by etaMinus
 * when it changes, and then the parameter waits one turn: w -= sign(g) · step.
 * Source: Riedmiller and Braun, A direct adaptive method for faster backpropagation learning (1993), as iRprop-.
 */
class Rprop {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const zero = splat<V>(0);
    let gradient = read<V>(g);
    const agreement = mul<V>(gradient, read<V>(slots));
    const before = read<V>(slots + slotBytes);
    const longer = min<V>(mul<V>(before, setting<V>(settings, S_ETA_PLUS)), setting<V>(settings, S_STEP_MAX));
    const shorter = max<V>(mul<V>(before, setting<V>(settings, S_ETA_MINUS)), setting<V>(settings, S_STEP_MIN));
    const length = whereGreater<V>(agreement, zero, longer, whereGreater<V>(zero, agreement, shorter, before));
    gradient = whereGreater<V>(zero, agreement, zero, gradient);
    write<V>(slots, gradient);
    write<V>(slots + slotBytes, length);
    write<V>(w, sub<V>(read<V>(w), mul<V>(sign<V>(gradient), length)));
  }
}

/** g += l2 · w + l1 · sign(w): the penalty ½ l2 ‖w‖² + l1 Σ|w| on weights. */
class Penalty {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const weight = read<V>(w);
    const slope = add<V>(mul<V>(setting<V>(settings, S_L2), weight), mul<V>(setting<V>(settings, S_L1), sign<V>(weight)));
    write<V>(g, add<V>(read<V>(g), slope));
  }
}

/** g, no further from 0 than clipValue. */
class ClipValue {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    const limit = setting<V>(settings, S_CLIP_VALUE);
    write<V>(g, max<V>(min<V>(read<V>(g), limit), neg<V>(limit)));
  }
}

/** g *= scale, which clipping by norm found. */
class Scale {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    write<V>(g, mul<V>(read<V>(g), setting<V>(settings, S_SCALE)));
  }
}

/** g += weightDecay · w, on weights and biases alike. */
class Decay {
  // @ts-ignore: decorator
  @inline step<V>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize): void {
    write<V>(g, add<V>(read<V>(g), mul<V>(setting<V>(settings, S_WEIGHT_DECAY), read<V>(w))));
  }
}

function each<F>(settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize, length: i32): void {
  const f = changetype<F>(0); // methods without state: calls to them are resolved when this compiles
  const bytes = <usize>length * REAL_BYTES;
  let at: usize = 0;
  for (; at + VECTOR_BYTES <= bytes; at += VECTOR_BYTES) f.step<vector>(settings, w + at, g + at, slots + at, slotBytes);
  for (; at < bytes; at += REAL_BYTES) f.step<real>(settings, w + at, g + at, slots + at, slotBytes);
}

/** Counts a step, and works out what all parameters share in it. @param counters  C_STEPS, C_BETA1, C_BETA2 */
export function beginStep(settings: usize, counters: usize): void {
  const beta1 = load<f64>(settings + (S_BETA1 << 3));
  const beta2 = load<f64>(settings + (S_BETA2 << 3));
  const beta1Power = load<f64>(counters + (C_BETA1 << 3)) * beta1;
  const beta2Power = load<f64>(counters + (C_BETA2 << 3)) * beta2;
  store<f64>(counters + (C_STEPS << 3), load<f64>(counters + (C_STEPS << 3)) + 1);
  store<f64>(counters + (C_BETA1 << 3), beta1Power);
  store<f64>(counters + (C_BETA2 << 3), beta2Power);
  store<f64>(settings + (S_FIRST_BETA1 << 3), 1 - beta1);
  store<f64>(settings + (S_FIRST_BETA2 << 3), 1 - beta2);
  store<f64>(settings + (S_STEP << 3), load<f64>(settings + (S_RATE << 3)) / (1 - beta1Power));
  store<f64>(settings + (S_ROOT_SCALE << 3), 1 / Math.sqrt(1 - beta2Power));
}

/** What is added to the gradients of weights because of their size. */
export function addPenalty(settings: usize, w: usize, g: usize, length: i32): void {
  if (load<f64>(settings + (S_L1 << 3)) == 0 && load<f64>(settings + (S_L2 << 3)) == 0) return;
  each<Penalty>(settings, w, g, 0, 0, length);
}

/** Multiplies gradients by S_SCALE. */
export function scaleGradients(settings: usize, g: usize, length: i32): void {
  each<Scale>(settings, g, g, 0, 0, length);
}

/**
 * One update of `length` parameters.
 *
 * @param w, g   [length]; gradients are changed too, where they are clipped or decay is added
 * @param slots  [length], and again `slotBytes` on: the state of the rule
 */
export function update(kind: i32, settings: usize, w: usize, g: usize, slots: usize, slotBytes: usize, length: i32): void {
  if (load<f64>(settings + (S_CLIP_VALUE << 3)) != 0) each<ClipValue>(settings, w, g, 0, 0, length);
  if (kind != ADAM_W && load<f64>(settings + (S_WEIGHT_DECAY << 3)) != 0) each<Decay>(settings, w, g, 0, 0, length);
  switch (kind) {
    case SGD: return each<Sgd>(settings, w, g, slots, slotBytes, length);
    case MOMENTUM: return each<Momentum>(settings, w, g, slots, slotBytes, length);
    case NESTEROV: return each<Nesterov>(settings, w, g, slots, slotBytes, length);
    case RMSPROP: return each<RmsProp>(settings, w, g, slots, slotBytes, length);
    case ADAGRAD: return each<AdaGrad>(settings, w, g, slots, slotBytes, length);
    case ADAM: return each<Adam>(settings, w, g, slots, slotBytes, length);
    case ADAM_W: return each<AdamW>(settings, w, g, slots, slotBytes, length);
    case RPROP: return each<Rprop>(settings, w, g, slots, slotBytes, length);
  }
}

/**
 * Σ f(w) over a matrix, f the square or the magnitude: each column summed in order of its rows, lanes across columns,
 * then the columns in order.
 *
 * @param column  room for a vector
 */
export function sumOver(squares: bool, w: usize, rows: i32, columns: i32, column: usize): f64 {
  const step = <usize>columns * REAL_BYTES;
  let total: f64 = 0;
  let at: usize = 0;
  for (; at + VECTOR_BYTES <= step; at += VECTOR_BYTES) {
    write<vector>(column, columnSum<vector>(squares, w + at, rows, step));
    for (let lane: usize = 0; lane < VECTOR_BYTES; lane += REAL_BYTES) total += <f64>load<real>(column + lane);
  }
  for (; at < step; at += REAL_BYTES) total += <f64>columnSum<real>(squares, w + at, rows, step);
  return total;
}

// @ts-ignore: decorator
@inline function columnSum<V>(squares: bool, at: usize, rows: i32, step: usize): V {
  let sum = splat<V>(0);
  for (let r = 0; r < rows; r++, at += step) {
    const value = read<V>(at);
    sum = add<V>(sum, squares ? mul<V>(value, value) : abs<V>(value));
  }
  return sum;
}
