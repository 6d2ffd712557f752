// Each update rule, and the penalties and clipping before it, as in assembly/optimizers.ts, with the same numbers for them.

import {
  C_BETA1,
  C_BETA2,
  C_STEPS,
  S_BETA1,
  S_BETA2,
  S_CENTERED,
  S_CLIP_VALUE,
  S_EPSILON,
  S_ETA_MINUS,
  S_ETA_PLUS,
  S_FIRST_BETA1,
  S_FIRST_BETA2,
  S_L1,
  S_L2,
  S_MOMENTUM,
  S_RATE,
  S_ROOT_SCALE,
  S_SCALE,
  S_STEP,
  S_STEP_MAX,
  S_STEP_MIN,
  S_WEIGHT_DECAY,
} from '../../../assembly/layout.ts';
import type { Reals } from './block.ts';
import { REAL_BYTES, round } from './precision.ts';

/** The settings of a training, and the reals that parameters w, gradients g and state lie in, as indices. */
export interface Optimization {
  readonly doubles: Float64Array;
  readonly settings: number;
  readonly reals: Reals;
  /** From one slot of state to the next. */
  readonly slotLength: number;
}

type Rule = (on: Optimization, w: number, g: number, slot: number, length: number) => void;

const setting = ({ doubles, settings }: Optimization, index: number): number => round(doubles[settings + index]);

// What an optimizer keeps is 0 once it is next to nothing, as in assembly/optimizers.ts.
const NEXT_TO_NOTHING = REAL_BYTES === 8 ? 2 ** -1000 : 2 ** -110;
const ROOT_OF_NOTHING = REAL_BYTES === 8 ? 2 ** -500 : 2 ** -55;

const settled = (x: number): number => (Math.abs(x) < NEXT_TO_NOTHING ? 0 : x);

const squareOf = (gradient: number): number => (Math.abs(gradient) < ROOT_OF_NOTHING ? 0 : round(gradient * gradient));

const sgd: Rule = (on, w, g, _slot, length) => {
  const { reals } = on;
  const rate = setting(on, S_RATE);
  for (let i = 0; i < length; i++) reals[w + i] = round(reals[w + i] - round(rate * reals[g + i]));
};

const momentum: Rule = (on, w, g, slot, length) => {
  const { reals } = on;
  const rate = setting(on, S_RATE);
  const kept = setting(on, S_MOMENTUM);
  for (let i = 0; i < length; i++) {
    const v = settled(round(round(kept * reals[slot + i]) - round(rate * reals[g + i])));
    reals[slot + i] = v;
    reals[w + i] = round(reals[w + i] + v);
  }
};

const nesterov: Rule = (on, w, g, slot, length) => {
  const { reals } = on;
  const rate = setting(on, S_RATE);
  const kept = setting(on, S_MOMENTUM);
  for (let i = 0; i < length; i++) {
    const step = round(rate * reals[g + i]);
    const v = settled(round(round(kept * reals[slot + i]) - step));
    reals[slot + i] = v;
    reals[w + i] = round(reals[w + i] + round(round(kept * v) - step));
  }
};

const rmsprop: Rule = (on, w, g, slot, length) => {
  const { reals, slotLength } = on;
  const rate = setting(on, S_RATE);
  const kept = setting(on, S_MOMENTUM);
  const beta = setting(on, S_BETA2);
  const fresh = setting(on, S_FIRST_BETA2);
  const epsilon = setting(on, S_EPSILON);
  const centered = on.doubles[on.settings + S_CENTERED] !== 0;
  for (let i = 0; i < length; i++) {
    const s = slot + i;
    const gradient = reals[g + i];
    let square = settled(round(round(beta * reals[s]) + round(fresh * squareOf(gradient))));
    reals[s] = square;
    if (centered) {
      const at = s + 2 * slotLength;
      const mean = settled(round(round(beta * reals[at]) + round(fresh * gradient)));
      reals[at] = mean;
      square = round(square - round(mean * mean));
      if (square < 0) square = 0;
    }
    const scaled = round(gradient / round(round(Math.sqrt(square)) + epsilon));
    const u = round(round(kept * reals[s + slotLength]) + scaled);
    reals[s + slotLength] = u;
    reals[w + i] = round(reals[w + i] - round(rate * u));
  }
};

const adagrad: Rule = (on, w, g, slot, length) => {
  const { reals } = on;
  const rate = setting(on, S_RATE);
  const epsilon = setting(on, S_EPSILON);
  for (let i = 0; i < length; i++) {
    const gradient = reals[g + i];
    const s = round(reals[slot + i] + round(gradient * gradient));
    reals[slot + i] = s;
    const change = round(round(rate * gradient) / round(round(Math.sqrt(s)) + epsilon));
    reals[w + i] = round(reals[w + i] - change);
  }
};

/** Adam; with decay > 0 AdamW: w -= decay · w first. */
function adamWith(on: Optimization, decay: number, w: number, g: number, slot: number, length: number): void {
  const { reals, slotLength } = on;
  const beta1 = setting(on, S_BETA1);
  const beta2 = setting(on, S_BETA2);
  const fresh1 = setting(on, S_FIRST_BETA1);
  const fresh2 = setting(on, S_FIRST_BETA2);
  const epsilon = setting(on, S_EPSILON);
  const step = setting(on, S_STEP);
  const rootScale = setting(on, S_ROOT_SCALE);
  for (let i = 0; i < length; i++) {
    const s = slot + i;
    const gradient = reals[g + i];
    const m = settled(round(round(beta1 * reals[s]) + round(fresh1 * gradient)));
    const v = settled(round(round(beta2 * reals[s + slotLength]) + round(fresh2 * squareOf(gradient))));
    reals[s] = m;
    reals[s + slotLength] = v;
    const change = round(round(step * m) / round(round(round(Math.sqrt(v)) * rootScale) + epsilon));
    const weight = reals[w + i];
    reals[w + i] = round((decay === 0 ? weight : round(weight - round(decay * weight))) - change);
  }
}

const adam: Rule = (on, w, g, slot, length) => adamWith(on, 0, w, g, slot, length);

const adamW: Rule = (on, w, g, slot, length) =>
  adamWith(on, round(setting(on, S_RATE) * setting(on, S_WEIGHT_DECAY)), w, g, slot, length);

const rprop: Rule = (on, w, g, slot, length) => {
  const { reals, slotLength } = on;
  const etaPlus = setting(on, S_ETA_PLUS);
  const etaMinus = setting(on, S_ETA_MINUS);
  const stepMax = setting(on, S_STEP_MAX);
  const stepMin = setting(on, S_STEP_MIN);
  for (let i = 0; i < length; i++) {
    const s = slot + i;
    let gradient = reals[g + i];
    const agreement = round(gradient * reals[s]);
    let step = reals[s + slotLength];
    if (agreement > 0) {
      step = round(step * etaPlus);
      if (stepMax < step) step = stepMax;
    } else if (agreement < 0) {
      step = round(step * etaMinus);
      if (step < stepMin) step = stepMin;
      gradient = 0;
    }
    reals[s] = gradient;
    reals[s + slotLength] = step;
    reals[w + i] = round(reals[w + i] - round((gradient > 0 ? 1 : gradient < 0 ? -1 : 0) * step));
  }
};

const RULES: readonly Rule[] = [sgd, momentum, nesterov, rmsprop, adagrad, adam, adamW, rprop];
const ADAM_W = 6;

/** Counts a step, and works out what all parameters share in it. @param counters  index into doubles */
export function beginStep({ doubles, settings }: Optimization, counters: number): void {
  const beta1 = doubles[settings + S_BETA1];
  const beta2 = doubles[settings + S_BETA2];
  doubles[counters + C_STEPS] += 1;
  doubles[counters + C_BETA1] *= beta1;
  doubles[counters + C_BETA2] *= beta2;
  doubles[settings + S_FIRST_BETA1] = 1 - beta1;
  doubles[settings + S_FIRST_BETA2] = 1 - beta2;
  doubles[settings + S_STEP] = doubles[settings + S_RATE] / (1 - doubles[counters + C_BETA1]);
  doubles[settings + S_ROOT_SCALE] = 1 / Math.sqrt(1 - doubles[counters + C_BETA2]);
}

/** g += l2 · w + l1 · sign(w), on weights. */
export function addPenalty(on: Optimization, w: number, g: number, length: number): void {
  const { reals } = on;
  const l1 = setting(on, S_L1);
  const l2 = setting(on, S_L2);
  if (on.doubles[on.settings + S_L1] === 0 && on.doubles[on.settings + S_L2] === 0) return;
  for (let i = 0; i < length; i++) {
    const weight = reals[w + i];
    const slope = round(round(l2 * weight) + round(l1 * (weight > 0 ? 1 : weight < 0 ? -1 : 0)));
    reals[g + i] = round(reals[g + i] + slope);
  }
}

/** Multiplies gradients by S_SCALE. */
export function scaleGradients(on: Optimization, g: number, length: number): void {
  const scale = setting(on, S_SCALE);
  for (let i = 0; i < length; i++) on.reals[g + i] = round(on.reals[g + i] * scale);
}

/** One update of `length` parameters. */
export function update(kind: number, on: Optimization, w: number, g: number, slot: number, length: number): void {
  const { doubles, settings, reals } = on;
  if (doubles[settings + S_CLIP_VALUE] !== 0) {
    const limit = setting(on, S_CLIP_VALUE);
    for (let i = 0; i < length; i++) {
      const gradient = reals[g + i];
      reals[g + i] = limit < gradient ? limit : gradient < -limit ? -limit : gradient;
    }
  }
  if (kind !== ADAM_W && doubles[settings + S_WEIGHT_DECAY] !== 0) {
    const decay = setting(on, S_WEIGHT_DECAY);
    for (let i = 0; i < length; i++) reals[g + i] = round(reals[g + i] + round(decay * reals[w + i]));
  }
  RULES[kind](on, w, g, slot, length);
}

/** Σ w² or Σ |w| over a matrix: each column in order of its rows, then the columns in order. */
export function sumOver(squares: boolean, reals: Reals, w: number, rows: number, columns: number): number {
  let total = 0;
  for (let c = 0; c < columns; c++) {
    let sum = 0;
    for (let r = 0, at = w + c; r < rows; r++, at += columns) {
      const value = reals[at];
      sum = round(sum + (squares ? round(value * value) : Math.abs(value)));
    }
    total += sum;
  }
  return total;
}
