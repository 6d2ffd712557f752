// How good answers are.

import type { Activation } from './catalog.ts';
import type { Matrix } from './data.ts';
import { classesOf, classOf } from './labels.ts';

/** Of a network that tells classes apart. */
export interface ClassificationMetrics {
  /** Share of rows whose class is right; of several independent sigmoid outputs, of rows where all are. */
  readonly accuracy: number;
  /** Rows counted by [their class][the class answered]; not for several independent sigmoid outputs. */
  readonly confusion?: number[][];
}

/** Of a network that predicts numbers, in the units of the targets. */
export interface RegressionMetrics {
  /** 1 - Σ (y - o)² / Σ (y - mean y)², the mean over outputs; as scikit-learn's r2_score. */
  readonly r2: number;
  /** The mean of (y - o)² over rows and outputs. */
  readonly meanSquaredError: number;
  /** The mean of |y - o| over rows and outputs. */
  readonly meanAbsoluteError: number;
}

/** The metrics that suit the activation of the output. */
export function measure(
  activation: Activation,
  outputs: ArrayLike<number>,
  { data, rows, columns }: Matrix,
): Partial<ClassificationMetrics> & Partial<RegressionMetrics> {
  if (activation !== 'softmax' && activation !== 'sigmoid') return regressionMetrics(outputs, data, rows, columns);
  return classificationMetrics(outputs, data, rows, columns, activation === 'softmax' || columns === 1);
}

export function classificationMetrics(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  rows: number,
  width: number,
  exclusive: boolean,
): ClassificationMetrics {
  let right = 0;
  if (!exclusive) {
    for (let r = 0; r < rows; r++) {
      let same = true;
      for (let o = r * width; o < (r + 1) * width; o++) same &&= outputs[o] > 0.5 === targets[o] > 0.5;
      if (same) right++;
    }
    return { accuracy: right / rows };
  }
  const classes = classesOf(width);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let r = 0; r < rows; r++) confusion[classOf(targets, r * width, width)][classOf(outputs, r * width, width)]++;
  for (let c = 0; c < classes; c++) right += confusion[c][c];
  return { accuracy: right / rows, confusion };
}

export function regressionMetrics(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  rows: number,
  width: number,
): RegressionMetrics {
  let r2 = 0;
  let squared = 0;
  let absolute = 0;
  for (let o = 0; o < width; o++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += targets[r * width + o];
    const mean = sum / rows;
    let residual = 0;
    let total = 0;
    for (let r = 0; r < rows; r++) {
      const target = targets[r * width + o];
      const error = target - outputs[r * width + o];
      residual += error * error;
      total += (target - mean) * (target - mean);
      absolute += Math.abs(error);
    }
    squared += residual;
    // A constant target is predicted perfectly or not at all.
    r2 += total > 0 ? 1 - residual / total : residual === 0 ? 1 : 0;
  }
  const values = rows * width;
  return { r2: r2 / width, meanSquaredError: squared / values, meanAbsoluteError: absolute / values };
}
