// The value and the gradient of each loss: the only place that has their formulas.
//
// The output stage works on columns, [outputs, rows], with lanes across rows: a row's loss is the sum over its outputs
// in order, whatever the build. Source: Bishop, Pattern Recognition and Machine Learning, §4.3 and §5.2.

import { VECTOR_BYTES, abs, add, max, min, mul, neg, read, splat, sub, whereGreater, write } from './lane';
import * as math from './math';

export const SQUARED_ERROR = 0;
/** From the logits; the output is sigmoid. */
export const BINARY_CROSS_ENTROPY = 1;
/** From the logits; the output is softmax. */
export const CATEGORICAL_CROSS_ENTROPY = 2;
export const ABSOLUTE_ERROR = 3;
export const HUBER = 4;

/** Whether the gradient is already with respect to the logits: dLoss/dz = a - y, without the output's slope. */
export function fromLogits(kind: i32): bool {
  return kind == BINARY_CROSS_ENTROPY || kind == CATEGORICAL_CROSS_ENTROPY;
}

// Of one output: logit z, output a, target y; ln Σ e^z and Σ y of its row; delta where Huber's loss turns linear.

export class SquaredError {
  // @ts-ignore: decorator
  @inline value<V>(z: V, a: V, y: V, logSumExp: V, delta: V): V {
    const error = sub<V>(a, y);
    return mul<V>(splat<V>(0.5), mul<V>(error, error));
  }
  // @ts-ignore: decorator
  @inline gradient<V>(a: V, y: V, targetSum: V, delta: V): V {
    return sub<V>(a, y);
  }
}

class AbsoluteError {
  // @ts-ignore: decorator
  @inline value<V>(z: V, a: V, y: V, logSumExp: V, delta: V): V {
    return abs<V>(sub<V>(a, y));
  }
  /** The sign of the error, 0 where there is none. */
  // @ts-ignore: decorator
  @inline gradient<V>(a: V, y: V, targetSum: V, delta: V): V {
    return whereGreater<V>(a, y, splat<V>(1), whereGreater<V>(y, a, splat<V>(-1), splat<V>(0)));
  }
}

/** ½ e² up to |e| = delta, and straight on from there. Source: Huber, Robust estimation of a location parameter (1964). */
class Huber {
  // @ts-ignore: decorator
  @inline value<V>(z: V, a: V, y: V, logSumExp: V, delta: V): V {
    const error = abs<V>(sub<V>(a, y));
    const half = splat<V>(0.5);
    const beyond = mul<V>(delta, sub<V>(error, mul<V>(half, delta)));
    return whereGreater<V>(error, delta, beyond, mul<V>(half, mul<V>(error, error)));
  }
  // @ts-ignore: decorator
  @inline gradient<V>(a: V, y: V, targetSum: V, delta: V): V {
    return max<V>(min<V>(sub<V>(a, y), delta), neg<V>(delta));
  }
}

class BinaryCrossEntropy {
  /** -y ln a - (1 - y) ln(1 - a) = max(z, 0) - z y + ln(1 + e^-|z|) */
  // @ts-ignore: decorator
  @inline value<V>(z: V, a: V, y: V, logSumExp: V, delta: V): V {
    const tail = math.log1p<V>(math.expShared<V>(neg<V>(abs<V>(z))));
    return add<V>(sub<V>(max<V>(z, splat<V>(0)), mul<V>(z, y)), tail);
  }
  // @ts-ignore: decorator
  @inline gradient<V>(a: V, y: V, targetSum: V, delta: V): V {
    return sub<V>(a, y);
  }
}

class CategoricalCrossEntropy {
  /** -y ln a = y (ln Σ e^z - z) */
  // @ts-ignore: decorator
  @inline value<V>(z: V, a: V, y: V, logSumExp: V, delta: V): V {
    return mul<V>(y, sub<V>(logSumExp, z));
  }
  // @ts-ignore: decorator
  @inline gradient<V>(a: V, y: V, targetSum: V, delta: V): V {
    return sub<V>(mul<V>(a, targetSum), y);
  }
}

/**
 * The loss of each row, and its gradient where deltas are wanted.
 *
 * @param rowLosses  [rows], written
 * @param deltas     [outputs, rows], written: dLoss/dz where fromLogits(kind), else dLoss/da; 0 for none
 * @param z, a, y    [outputs, rows]: logits, outputs, targets
 * @param logSumExp  [rows], read for categorical cross-entropy alone
 * @param rowBytes   bytes of one row of these: whole vectors
 * @param delta      of Huber's loss
 */
export function lossColumns(
  kind: i32, rowLosses: usize, deltas: usize, z: usize, a: usize, y: usize, logSumExp: usize, rowBytes: usize, outputs: i32,
  delta: f64,
): void {
  switch (kind) {
    case SQUARED_ERROR: return each<SquaredError>(rowLosses, deltas, z, a, y, logSumExp, rowBytes, outputs, delta);
    case BINARY_CROSS_ENTROPY: return each<BinaryCrossEntropy>(rowLosses, deltas, z, a, y, logSumExp, rowBytes, outputs, delta);
    case ABSOLUTE_ERROR: return each<AbsoluteError>(rowLosses, deltas, z, a, y, logSumExp, rowBytes, outputs, delta);
    case HUBER: return each<Huber>(rowLosses, deltas, z, a, y, logSumExp, rowBytes, outputs, delta);
    case CATEGORICAL_CROSS_ENTROPY: return each<CategoricalCrossEntropy>(rowLosses, deltas, z, a, y, logSumExp, rowBytes, outputs, delta);
  }
}

function each<F>(
  rowLosses: usize, deltas: usize, z: usize, a: usize, y: usize, logSumExp: usize, rowBytes: usize, outputs: i32,
  deltaValue: f64,
): void {
  const delta = splat<vector>(deltaValue);
  const f = changetype<F>(0);
  const end = <usize>outputs * rowBytes;
  for (let r: usize = 0; r < rowBytes; r += VECTOR_BYTES) {
    const rowLogSumExp = read<vector>(logSumExp + r);
    let loss = splat<vector>(0);
    let targetSum = splat<vector>(0);
    for (let at = r; at < end; at += rowBytes) {
      const target = read<vector>(y + at);
      loss = add<vector>(loss, f.value<vector>(read<vector>(z + at), read<vector>(a + at), target, rowLogSumExp, delta));
      targetSum = add<vector>(targetSum, target);
    }
    write<vector>(rowLosses + r, loss);
    if (deltas == 0) continue;
    for (let at = r; at < end; at += rowBytes) {
      write<vector>(deltas + at, f.gradient<vector>(read<vector>(a + at), read<vector>(y + at), targetSum, delta));
    }
  }
}
