// Learning-rate schedules: the rate of each epoch, from our own exp, log and cosine, so that it has the same bits everywhere.

import { above0, atLeast0, type OptionTable, oneOf, type Rule, readOptions, wholeNumber } from './check.ts';
import { javascript } from './engines/javascript/index.ts';

/**
 * How the learning rate changes from epoch to epoch; `learningRate` is where it starts, and epochs count over all trainings of the network.
 *
 * - `'constant'`: it stays.
 * - `step`: times `factor` after each `every` epochs.
 * - `exponential`: times `factor` after each epoch.
 * - `cosine`: down to `minimum` along half a cosine in `epochs` epochs, and stays there. Source: Loshchilov and Hutter, SGDR (2017).
 * - `inverseScaling`: divided by (rows seen + 1)^`power`, as scikit-learn's `invscaling`.
 */
export type LearningRateSchedule =
  | 'constant'
  | {
      /** In steps. */
      type: 'step';
      /** Epochs from one step to the next, 1 or more. */
      every: number;
      /** Above 0, at most 1. Default 0.5. */
      factor?: number;
    }
  | {
      /** A little each epoch. */
      type: 'exponential';
      /** Above 0, at most 1. */
      factor: number;
    }
  | {
      /** Along half a cosine. */
      type: 'cosine';
      /** Until it is down, 1 or more. */
      epochs: number;
      /** At least 0. Default 0. */
      minimum?: number;
    }
  | {
      /** By the number of rows seen. */
      type: 'inverseScaling';
      /** Above 0. Default 0.5. */
      power?: number;
    };

const factor: Rule<number> = {
  expected: 'a number above 0, at most 1',
  kind: (value) => typeof value === 'number',
  range: (value) => value > 0 && value <= 1,
};

const TYPES = ['step', 'exponential', 'cosine', 'inverseScaling'] as const;

const TABLES: Record<(typeof TYPES)[number], OptionTable> = {
  step: { every: { rule: wholeNumber(1, 10_000_000), default: 10 }, factor: { rule: factor, default: 0.5 } },
  exponential: { factor: { rule: factor, default: 0.99 } },
  cosine: { epochs: { rule: wholeNumber(1, 10_000_000), default: 100 }, minimum: { rule: atLeast0, default: 0 } },
  inverseScaling: { power: { rule: above0, default: 0.5 } },
};

/** Checked, with defaults filled in. */
export function readSchedule(where: string, given: unknown): LearningRateSchedule {
  if (given === undefined || given === 'constant') return 'constant';
  const types = oneOf(TYPES);
  const name = `${where}: learningRateSchedule`;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`${name} must be 'constant' or an object with a type, ${types.expected}.`);
  }
  const { type } = readOptions(name, { type: (given as { type: unknown }).type }, { type: { rule: types } }) as {
    type?: (typeof TYPES)[number];
  };
  if (type === undefined) throw new TypeError(`${name}.type must be ${types.expected}, got undefined.`);
  const { type: _, ...rest } = given as Record<string, unknown>;
  return { type, ...readOptions(name, rest, TABLES[type]) } as LearningRateSchedule;
}

/**
 * Rates of `count` epochs from epoch `first` (counted from 0) on.
 *
 * @param rows  rows of an epoch
 */
export function ratesOf(
  schedule: LearningRateSchedule,
  start: number,
  first: number,
  count: number,
  rows: number,
): Float64Array {
  const rates = new Float64Array(count).fill(start);
  if (schedule === 'constant') return rates;
  let rate = start;
  for (let epoch = 0; epoch < first + count; epoch++) {
    const at = rateAt(schedule, start, rate, epoch, rows);
    if (epoch >= first) rates[epoch - first] = at;
    rate = at;
  }
  return rates;
}

function rateAt(
  schedule: Exclude<LearningRateSchedule, 'constant'>,
  start: number,
  before: number,
  epoch: number,
  rows: number,
): number {
  if (epoch === 0) return start;
  switch (schedule.type) {
    case 'step':
      return epoch % schedule.every === 0 ? before * (schedule.factor as number) : before;
    case 'exponential':
      return before * schedule.factor;
    case 'cosine': {
      const minimum = schedule.minimum as number;
      const part = Math.min(epoch / schedule.epochs, 1);
      return minimum + (start - minimum) * 0.5 * (1 + cosineOfTurn(part));
    }
    case 'inverseScaling': {
      const { exp, log } = javascript();
      return start / exp((schedule.power as number) * log(rows * epoch + 1));
    }
  }
}

/** cos(π x) for 0 <= x <= 1, within 1e-15: Taylor's series about the middle, where cos(π x) = -sin(π (x - ½)). */
function cosineOfTurn(x: number): number {
  const t = Math.PI * (x - 0.5);
  const square = t * t;
  let term = -t;
  let sum = term;
  for (let n = 1; n <= 12; n++) {
    term = (-term * square) / (2 * n * (2 * n + 1));
    sum += term;
  }
  return sum;
}
