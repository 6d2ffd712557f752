// The value and the gradient of each loss, as in assembly/losses.ts, with the same numbers for them.

import type { Reals } from './block.ts';
import { exp, log1p } from './math.ts';
import { round } from './precision.ts';

interface Loss {
  /** Of one output: logit z, output a, target y; ln Σ e^z of its row; delta where Huber's loss turns linear. */
  value(z: number, a: number, y: number, logSumExp: number, delta: number): number;
  /** dLoss/dz where fromLogits, else dLoss/da; targetSum is Σ y of the row. */
  gradient(a: number, y: number, targetSum: number, delta: number): number;
  readonly fromLogits: boolean;
}

const LOSSES: readonly Loss[] = [
  {
    value: (_z, a, y) => {
      const error = round(a - y);
      return round(0.5 * round(error * error));
    },
    gradient: (a, y) => round(a - y),
    fromLogits: false,
  },
  {
    value: (z, _a, y) => round(round((z < 0 ? 0 : z) - round(z * y)) + log1p(exp(-Math.abs(z)))),
    gradient: (a, y) => round(a - y),
    fromLogits: true,
  },
  {
    value: (z, _a, y, logSumExp) => round(y * round(logSumExp - z)),
    gradient: (a, y, targetSum) => round(round(a * targetSum) - y),
    fromLogits: true,
  },
  {
    value: (_z, a, y) => Math.abs(round(a - y)),
    gradient: (a, y) => (a > y ? 1 : y > a ? -1 : 0),
    fromLogits: false,
  },
  {
    value(_z, a, y, _logSumExp, delta) {
      const error = Math.abs(round(a - y));
      if (error > delta) return round(delta * round(error - round(0.5 * delta)));
      return round(0.5 * round(error * error));
    },
    gradient(a, y, _targetSum, delta) {
      const error = round(a - y);
      return error > delta ? delta : error < -delta ? -delta : error;
    },
    fromLogits: false,
  },
];

/** Whether the gradient is already with respect to the logits. */
export const fromLogits = (kind: number): boolean => LOSSES[kind].fromLogits;

/** The loss of each row, and its gradient where deltasAt >= 0; all in columns [outputs, rows]. */
export function lossColumns(
  kind: number,
  columns: Reals,
  rowLossesAt: number,
  deltasAt: number,
  zAt: number,
  aAt: number,
  yAt: number,
  logSumExpAt: number,
  rows: number,
  outputs: number,
  huberDelta: number,
): void {
  const delta = round(huberDelta);
  const { value, gradient } = LOSSES[kind];
  const end = outputs * rows;
  for (let r = 0; r < rows; r++) {
    const logSumExp = columns[logSumExpAt + r];
    let loss = 0;
    let targetSum = 0;
    for (let at = r; at < end; at += rows) {
      const target = columns[yAt + at];
      loss = round(loss + value(columns[zAt + at], columns[aAt + at], target, logSumExp, delta));
      targetSum = round(targetSum + target);
    }
    columns[rowLossesAt + r] = loss;
    if (deltasAt < 0) continue;
    for (let at = r; at < end; at += rows) {
      columns[deltasAt + at] = gradient(columns[aAt + at], columns[yAt + at], targetSum, delta);
    }
  }
}
