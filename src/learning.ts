// The course of a training: epoch after epoch, watched where someone asked to, until something stops it.

import type { Evaluation, NetworkBlock } from './network-block.ts';
import type { CheckedTrainOptions, EpochProgress } from './options.ts';
import type { Training } from './training.ts';

/** What a training reports. */
export interface TrainingReport {
  /** Epochs that were trained. */
  readonly epochs: number;
  /** The loss of the last epoch; NaN where none was whole. */
  readonly loss: number;
  /** The loss of each epoch, taken while it ran: each batch before its update, penalties included. */
  readonly losses: Float64Array;
  /** With `validation`: the loss on its rows after each epoch. */
  readonly validationLosses?: Float64Array;
  /** What ended it. */
  readonly stoppedBy: 'epochs' | 'targetLoss' | 'earlyStopping' | 'signal';
  /** With `earlyStopping`: the epoch, from 1, with the best loss. */
  readonly bestEpoch?: number;
  /** Time that it took. */
  readonly seconds: number;
}

/** Metrics of validation rows, as `onEpoch` names them. */
export type Measure = (outputs: Float64Array | Float32Array) => Partial<EpochProgress>;

/**
 * Runs a training; each `next(batches)` trains at most that many batches, so that the caller decides when it pauses.
 */
export function* learn(
  network: NetworkBlock,
  training: Training,
  evaluation: Evaluation | undefined,
  options: CheckedTrainOptions,
  measure: Measure,
): Generator<void, TrainingReport, number> {
  const { epochs, earlyStopping, targetLoss, signal, onEpoch } = options;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const watched =
    evaluation !== undefined || earlyStopping !== undefined || targetLoss !== undefined || onEpoch !== undefined;
  const validationLosses: number[] = [];
  let best = { loss: Infinity, epoch: 0, parameters: undefined as Float64Array | Float32Array | undefined };
  const report = (stoppedBy: TrainingReport['stoppedBy']): TrainingReport => {
    const { losses } = training;
    return {
      epochs: losses.length,
      loss: losses.length > 0 ? losses[losses.length - 1] : NaN,
      losses,
      ...(evaluation && { validationLosses: Float64Array.from(validationLosses) }),
      stoppedBy,
      ...(earlyStopping && { bestEpoch: best.epoch }),
      seconds: seconds(),
    };
  };
  /** The end of a training that was not cut short: with early stopping, the best parameters come back. */
  const finish = (stoppedBy: TrainingReport['stoppedBy']): TrainingReport => {
    training.commit();
    if (best.parameters && earlyStopping?.restoreBest) network.parameters.set(best.parameters);
    return report(stoppedBy);
  };
  try {
    let batches = yield;
    while (true) {
      if (signal?.aborted) {
        training.commit();
        return report('signal');
      }
      const done = training.run(watched ? training.epoch + 1 : epochs, batches);
      if (done && watched) {
        training.commit();
        const epoch = training.epoch;
        const loss = training.losses[epoch - 1];
        const validation = evaluation?.run();
        if (validation) validationLosses.push(validation.loss);
        const watchedLoss = validation ? validation.loss : loss;
        if (earlyStopping && watchedLoss < best.loss - (best.epoch > 0 ? earlyStopping.minDelta : 0)) {
          best = { loss: watchedLoss, epoch, parameters: network.parameters.slice() };
        }
        onEpoch?.({
          epoch,
          epochs,
          loss,
          ...(validation && { validationLoss: validation.loss, ...measure(validation.outputs) }),
          learningRate: training.learningRate,
          seconds: seconds(),
        });
        if (targetLoss !== undefined && watchedLoss <= targetLoss) return finish('targetLoss');
        if (earlyStopping && epoch - best.epoch >= earlyStopping.patience) return finish('earlyStopping');
      }
      if (done && training.epoch === epochs) return finish('epochs');
      batches = yield;
    }
  } catch (error) {
    training.commit();
    throw error;
  } finally {
    evaluation?.free();
  }
}

/** Trains to the end without a pause. */
export function runThrough(course: Generator<void, TrainingReport, number>): TrainingReport {
  course.next(0);
  while (true) {
    const { done, value } = course.next(2 ** 31 - 1);
    if (done) return value;
  }
}

/** After how many milliseconds the event loop gets its turn. */
const TURN = 16;

/** Trains to the end, and lets the event loop take its turn after the first piece of work that ends TURN or more after the last one. */
export async function runInTurns(course: Generator<void, TrainingReport, number>): Promise<TrainingReport> {
  course.next(0);
  try {
    let batches = 1;
    let lastTurn = performance.now();
    while (true) {
      const before = performance.now();
      const { done, value } = course.next(batches);
      if (done) return value;
      const now = performance.now();
      // Pieces of a few milliseconds: long enough to cost nothing, short enough for TURN.
      if (now - before < 1) batches = Math.min(batches * 2, 2 ** 30);
      else if (now - before > 3 && batches > 1) batches = batches >>> 1;
      if (now - lastTurn >= TURN) {
        await turn();
        lastTurn = performance.now();
      }
    }
  } finally {
    // Where the loop was left by a throw, the course gives its memory back.
    course.return(undefined as never);
  }
}

/** Resolves once the event loop had a turn: without the 4 ms that browsers add to nested timers. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else if (typeof MessageChannel === 'function') {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else setTimeout(resolve, 0);
  });
}
