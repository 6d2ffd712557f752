// The output stage in JavaScript: activation, loss and deltas of the last layer, on columns as in assembly/output.ts.

import { activate, SOFTMAX, softmaxColumns } from './activations.ts';
import type { Reals } from './block.ts';
import { fromLogits, lossColumns } from './losses.ts';
import { round } from './precision.ts';

/** The parts of the columns that lie from element `start` on. */
export class Columns {
  readonly logits: number;
  readonly outputs: number;
  readonly targets: number;
  readonly slopes: number;
  readonly deltas: number;
  readonly logSumExp: number;
  readonly rowLosses: number;
  readonly rowScales: number;

  constructor(
    readonly reals: Reals,
    start: number,
    readonly rows: number,
    readonly width: number,
  ) {
    const matrix = rows * width;
    this.logits = start;
    this.outputs = start + matrix;
    this.targets = start + 2 * matrix;
    this.slopes = start + 3 * matrix;
    this.deltas = start + 4 * matrix;
    this.logSumExp = start + 5 * matrix;
    this.rowLosses = this.logSumExp + rows;
    this.rowScales = this.rowLosses + rows;
  }

  /** Outputs from logits z [rows, zStride]; slopes too where they are wanted. */
  forward(activation: number, zAt: number, zStride: number, slopes: boolean): void {
    const { reals, rows, width } = this;
    transpose(reals, this.logits, rows, reals, zAt, zStride, rows, width);
    if (activation === SOFTMAX) {
      softmaxColumns(reals, this.outputs, this.logSumExp, this.logits, rows, width);
    } else {
      activate(activation, reals, this.outputs, reals, slopes ? this.slopes : -1, reals, this.logits, rows * width);
    }
  }

  /** The loss of each row, and where wanted the deltas before scaling. */
  loss(kind: number, huberDelta: number, deltas: boolean): void {
    lossColumns(
      kind,
      this.reals,
      this.rowLosses,
      deltas ? this.deltas : -1,
      this.logits,
      this.outputs,
      this.targets,
      this.logSumExp,
      this.rows,
      this.width,
      huberDelta,
    );
  }

  /** Deltas of the output layer, times the scale of the row, into reals [rows, stride] from `to` on. */
  backward(to: number, stride: number, activation: number, loss: number): void {
    const { reals, rows, width } = this;
    const end = rows * width;
    const direct = fromLogits(loss);
    for (let r = 0; r < rows; r++) {
      const scale = reals[this.rowScales + r];
      let mean = 0;
      if (!direct && activation === SOFTMAX) {
        for (let at = r; at < end; at += rows) {
          mean = round(mean + round(reals[this.deltas + at] * reals[this.outputs + at]));
        }
      }
      for (let at = r; at < end; at += rows) {
        let delta = reals[this.deltas + at];
        if (!direct) {
          if (activation === SOFTMAX) delta = round(reals[this.outputs + at] * round(delta - mean));
          else delta = round(delta * reals[this.slopes + at]);
        }
        reals[this.deltas + at] = round(delta * scale);
      }
    }
    transpose(reals, to, stride, reals, this.deltas, rows, width, rows);
  }
}

/** target[column, row] = source[row, column] */
export function transpose(
  target: Reals,
  targetAt: number,
  targetStride: number,
  source: Reals,
  sourceAt: number,
  sourceStride: number,
  rows: number,
  columns: number,
): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) target[targetAt + c * targetStride + r] = source[sourceAt + r * sourceStride + c];
  }
}
