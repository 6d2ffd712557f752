// Scaling of columns, fitted on training rows and kept with the model.

import type { Matrix } from './data.ts';

/** How columns are scaled: not at all, to mean 0 and standard deviation 1, or to the range 0 … 1. */
export type Scaling = 'none' | 'standard' | 'minMax';

/**
 * One column is scaled as (value - shift) / divisor, or for minMax as value · factor + offset: the forms that
 * scikit-learn's StandardScaler and MinMaxScaler use. A constant column is shifted only, and so is one whose spread is too
 * small to divide by.
 */
export interface Scaler {
  readonly kind: 'standard' | 'minMax';
  /** Means, or offsets. */
  readonly shift: Float64Array;
  /** Standard deviations (divisor n), or factors. */
  readonly scale: Float64Array;
}

/** Fits a scaler to the columns of `rows`; undefined for 'none'. */
export function fitScaler(kind: Scaling, { data, rows, columns }: Matrix): Scaler | undefined {
  if (kind === 'none') return undefined;
  const shift = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    for (let at = c; at < data.length; at += columns) {
      low = Math.min(low, data[at]);
      high = Math.max(high, data[at]);
      sum += data[at];
    }
    if (kind === 'minMax') {
      scale[c] = divisible(high - low) ? 1 / (high - low) : 1;
      shift[c] = 0 - low * scale[c];
      continue;
    }
    const mean = low === high ? low : sum / rows;
    let squares = 0;
    for (let at = c; at < data.length; at += columns) squares += (data[at] - mean) * (data[at] - mean);
    shift[c] = mean;
    const deviation = Math.sqrt(squares / rows);
    scale[c] = low !== high && divisible(deviation) ? deviation : 1;
  }
  return { kind, shift, scale };
}

/** Whether 1 / spread is a number, and not 0 either. */
const divisible = (spread: number): boolean => spread > 0 && 1 / spread < Infinity && 1 / spread > 0;

/** Scales rows where they lie. */
export function scaleRows(scaler: Scaler | undefined, data: Float64Array): void {
  if (!scaler) return;
  const { kind, shift, scale } = scaler;
  for (let at = 0, c = 0; at < data.length; at++, c = c + 1 === shift.length ? 0 : c + 1) {
    data[at] = kind === 'standard' ? (data[at] - shift[c]) / scale[c] : data[at] * scale[c] + shift[c];
  }
}

/** Takes the scaling of rows back where they lie. */
export function unscaleRows(scaler: Scaler | undefined, data: Float64Array | Float32Array): void {
  if (!scaler) return;
  const { kind, shift, scale } = scaler;
  for (let at = 0, c = 0; at < data.length; at++, c = c + 1 === shift.length ? 0 : c + 1) {
    data[at] = kind === 'standard' ? data[at] * scale[c] + shift[c] : (data[at] - shift[c]) / scale[c];
  }
}
