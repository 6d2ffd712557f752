// scikit-learn's training runs, from the seed alone: initial values, shuffles, every loss and the final parameters.
//
// test/reference/README.md has its conventions. Left out are the runs that hang on scikit-learn's own forms: an L2 penalty
// divided by the size of each batch where the last one is shorter, epsilon added to the uncorrected root in Adam, and the
// schedule 'adaptive'.

import { describe, expect, it } from 'vitest';
import type { Activation, LearningRateSchedule, Optimizer } from '../src/index.ts';
import { NeuralNetwork } from './helpers/built.ts';
import { reference, rowsOf } from './helpers/reference.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of the files is told in their README
type Any = any;
const { data: dataSets, runs } = await reference<Any>('sklearn_mlp');
const { X: digitRows, y: digitLabels } = await reference<Any>('datasets/digits');

/** Digits are not stored scaled: v · s + (0 - min · s), s = 1 / (max - min), or 1 for a constant column. */
function digits() {
  const { columnMin, columnMax } = dataSets['digits:minmax'];
  const scale = columnMin.map((low: number, c: number) => (columnMax[c] === low ? 1 : 1 / (columnMax[c] - low)));
  return {
    inputs: rowsOf(digitRows).map((row) => row.map((v, c) => v * scale[c] + (0 - columnMin[c] * scale[c]))),
    targets: digitLabels as number[],
  };
}

function load(name: string): { inputs: number[][]; targets: number[] | number[][] } {
  if (name === 'digits:minmax') return digits();
  const { X, y, Y } = dataSets[name];
  return { inputs: rowsOf(X), targets: Y ? rowsOf(Y) : y };
}

type Run = Any;

const isAdam = (run: Run) => run.params.solver === 'adam';
const dividesPenalty = (run: Run) => run.params.alpha > 0 && run.lastBatchSize !== run.effectiveBatchSize;
const comparable: Run[] = runs.filter(
  (run: Run) =>
    !dividesPenalty(run) && !(isAdam(run) && run.params.epsilon > 1e-20) && run.params.learning_rate !== 'adaptive',
);

function optimizerOf({ params }: Run): {
  optimizer: Optimizer;
  momentum?: number;
  learningRateSchedule?: LearningRateSchedule;
} {
  if (params.solver === 'adam') return { optimizer: 'adam' };
  const learningRateSchedule: LearningRateSchedule =
    params.learning_rate === 'invscaling' ? { type: 'inverseScaling', power: params.power_t } : 'constant';
  if (params.momentum === 0) return { optimizer: 'sgd', learningRateSchedule };
  return {
    optimizer: params.nesterovs_momentum ? 'nesterov' : 'momentum',
    momentum: params.momentum,
    learningRateSchedule,
  };
}

const NAMES: Record<string, Activation> = { identity: 'linear', logistic: 'sigmoid' };
const nameOf = (activation: string) => NAMES[activation] ?? (activation as Activation);

function farthest(actual: ArrayLike<number>, expected: Run): number {
  const list: number[] = Array.from(actual);
  if (expected.data) return Math.max(...expected.data.map((value: number, i: number) => Math.abs(value - list[i])));
  const ends = [...expected.first, ...expected.last];
  const mine = [...list.slice(0, 8), ...list.slice(-8)];
  return Math.max(...ends.map((value: number, i: number) => Math.abs(value - mine[i])));
}

describe.each(['wasm', 'javascript'] as const)('scikit-learn in the %s engine', (engine) => {
  it('compares runs of every kind', () => {
    expect(comparable.map(({ name }: Run) => name)).toEqual(
      expect.arrayContaining([
        'doc-iris-constant',
        'doc-iris-momentum',
        'doc-iris-nesterov',
        'doc-iris-invscaling',
        'doc-iris-invscaling-momentum',
        'doc-iris-invscaling-nesterov',
        'small-iris-sgd-relu',
        'no-l2-iris-tanh-adam',
        'no-l2-digits-momentum',
        'no-l2-breast-cancer-adam',
        'no-l2-diabetes-nesterov',
      ]),
    );
  });

  it.each(comparable.map((run: Run) => [run.name, run]))('%s', (_name, run: Run) => {
    const { inputs, targets } = load(run.data);
    const [fanIn, ...rest] = run.layers as number[];
    const isRegressor = run.estimator === 'MLPRegressor';
    const network = new NeuralNetwork({
      layers: [
        fanIn,
        ...rest.map((units, i) => ({
          units,
          activation: nameOf(i === rest.length - 1 ? run.outputActivation : run.hiddenActivation),
        })),
      ],
      initializer: 'sklearn',
      seed: run.params.random_state,
      engine,
    });
    network.weights.forEach((weights, layer) => {
      expect(farthest(weights, run.initial.coefs[layer])).toBe(0);
    });
    const { losses } = network.train(inputs, targets, {
      ...optimizerOf(run),
      epochs: run.nIter,
      batchSize: run.effectiveBatchSize,
      shuffle: run.params.shuffle,
      learningRate: run.params.learning_rate_init,
      l2: run.params.alpha / run.effectiveBatchSize,
      ...(isAdam(run) && { beta1: run.params.beta_1, beta2: run.params.beta_2, epsilon: run.params.epsilon }),
    });
    // scikit-learn reports the loss of a regression as the mean over outputs too.
    const outputs = isRegressor ? rest[rest.length - 1] : 1;
    run.lossCurve.epoch.forEach((epoch: number, i: number) => {
      const loss = losses[epoch - 1] / outputs;
      expect(Math.abs(loss / run.lossCurve.loss[i] - 1), `loss of epoch ${epoch}`).toBeLessThanOrEqual(
        run.tolerance.lossRel,
      );
    });
    run.final.coefs.forEach((expected: Run, layer: number) => {
      expect(farthest(network.weights[layer], expected), `weights ${layer}`).toBeLessThanOrEqual(
        run.tolerance.paramAbs,
      );
      expect(farthest(network.biases[layer], run.final.intercepts[layer]), `biases ${layer}`).toBeLessThanOrEqual(
        run.tolerance.paramAbs,
      );
    });
    network.free();
  });
});
