// The value and the gradient of each loss, through networks whose weights are the logits.

import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation, LOSSES, type Loss } from '../../src/catalog.ts';
import { NeuralNetwork } from '../../src/index.ts';
import { expectClose } from '../helpers/bits.ts';
import { Draws } from '../helpers/draws.ts';

const DELTA = 0.7;

/** Of one output: value, and its slope by the output a. */
const FORMULAS: Record<Loss, { value(a: number, y: number): number; slope(a: number, y: number): number }> = {
  squaredError: { value: (a, y) => (a - y) ** 2 / 2, slope: (a, y) => a - y },
  absoluteError: { value: (a, y) => Math.abs(a - y), slope: (a, y) => Math.sign(a - y) },
  huber: {
    value: (a, y) => (Math.abs(a - y) <= DELTA ? (a - y) ** 2 / 2 : DELTA * (Math.abs(a - y) - DELTA / 2)),
    slope: (a, y) => Math.min(Math.max(a - y, -DELTA), DELTA),
  },
  binaryCrossEntropy: {
    value: (a, y) => -y * Math.log(a) - (1 - y) * Math.log1p(-a),
    slope: (a, y) => (a - y) / (a * (1 - a)),
  },
  categoricalCrossEntropy: { value: (a, y) => -y * Math.log(a), slope: (a, y) => -y / a },
};

/** Slopes of the outputs by the logits: [output, logit]. */
const JACOBIANS: Partial<Record<Activation, (a: ArrayLike<number>, o: number, k: number) => number>> = {
  linear: (_a, o, k) => (o === k ? 1 : 0),
  sigmoid: (a, o, k) => (o === k ? a[o] * (1 - a[o]) : 0),
  tanh: (a, o, k) => (o === k ? 1 - a[o] ** 2 : 0),
  softmax: (a, o, k) => a[o] * ((o === k ? 1 : 0) - a[k]),
};

const OUTPUTS = Object.keys(JACOBIANS) as Activation[];
const names = Object.keys(LOSSES) as Loss[];
/** Each loss with the outputs that it can have. */
const PAIRS = names.flatMap((loss) =>
  OUTPUTS.filter((output) => (LOSSES[loss].output ?? output) === output).map((output) => ({ loss, output })),
);

const ENGINES = ['wasm', 'javascript'] as const;

/** A network without inputs to speak of, whose logits are these. */
function withLogits(engine: (typeof ENGINES)[number], loss: Loss, activation: Activation, logits: number[]) {
  const network = new NeuralNetwork({
    layers: [1, { units: logits.length, activation }],
    bias: false,
    loss,
    huberDelta: DELTA,
    seed: 1,
    engine,
  });
  network.setParameters({ weights: [logits] });
  return network;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Targets that a loss can have: any number, between 0 and 1, or a distribution. */
function drawTargets(draws: Draws, loss: Loss, outputs: number): number[] {
  if (loss === 'binaryCrossEntropy') return Array.from({ length: outputs }, () => draws.oneOf([0, 1, draws.share()]));
  if (loss !== 'categoricalCrossEntropy') return Array.from({ length: outputs }, () => draws.normal());
  if (draws.flag()) return Array.from({ length: outputs }, (_, o) => (o === outputs - 1 ? 1 : 0));
  const shares = Array.from({ length: outputs }, () => draws.share());
  return shares.map((share) => share / sum(shares));
}

describe.each(ENGINES)('losses, %s', (engine) => {
  it.each(PAIRS)('$loss of $output outputs has the value and the gradient of its formula', ({ loss, output }) => {
    const draws = new Draws(1);
    const { value, slope } = FORMULAS[loss];
    const jacobian = JACOBIANS[output] as NonNullable<(typeof JACOBIANS)[Activation]>;
    for (const outputs of [1, 2, 3, 5, 8, 13]) {
      for (let i = 0; i < 10; i++) {
        const logits = Array.from({ length: outputs }, () => 2 * draws.normal());
        const y = drawTargets(draws, loss, outputs);
        const network = withLogits(engine, loss, output, logits);
        const a = network.think([1]);
        const expected = sum(y.map((target, o) => value(a[o], target)));
        expectClose([network.evaluate([[1]], [y]).loss], [expected], { absolute: 1e-14, relative: 1e-13 }, 'loss');

        const report = network.train([[1]], [y], {
          epochs: 1,
          batchSize: 'full',
          optimizer: 'sgd',
          learningRate: 1,
        });
        expectClose([report.losses[0]], [expected], { absolute: 1e-14, relative: 1e-13 }, 'loss');
        // The input is 1: the gradient of a weight is that of its logit. Logits below 16 keep 2^-50 of a gradient.
        const gradient = network.weights[0].map((after, k) => logits[k] - after);
        const slopes = logits.map((_, k) => sum(y.map((target, o) => slope(a[o], target) * jacobian(a, o, k))));
        expectClose(gradient, slopes, { absolute: 1e-13 }, 'gradient');
        network.free();
      }
    }
  });

  it.each([
    [1000, 0, 1000],
    [1000, 1, 0],
    [-1000, 1, 1000],
    [-1000, 0, 0],
    [-1000, 0.25, 250],
    [Number.MAX_VALUE, 0, Number.MAX_VALUE],
    [-Number.MAX_VALUE, 1, Number.MAX_VALUE],
    [-Number.MAX_VALUE, 0, 0],
    [0, 0.5, Math.LN2],
    [-40, 0, Math.exp(-40)],
  ])('binary cross-entropy at the logit %d with the target %d is %d', (logit, target, expected) => {
    const network = withLogits(engine, 'binaryCrossEntropy', 'sigmoid', [logit]);
    expectClose([network.evaluate([[1]], [[target]]).loss], [expected], { relative: 1e-15 });
    network.free();
  });

  it.each([
    [[1000, 0, 0], [1, 0, 0], 0],
    [[1000, 0, 0], [0, 1, 0], 1000],
    [[0, 0, 0, 0], [0, 1, 0, 0], Math.log(4)],
    [[1e300, -1e300], [0.5, 0.5], 1e300],
    [[-1000, -1000], [0.5, 0.5], Math.LN2],
    [[40, 0], [1, 0], Math.log1p(Math.exp(-40))],
  ])('categorical cross-entropy at the logits %j with the targets %j is %d', (logits, targets, expected) => {
    const network = withLogits(engine, 'categoricalCrossEntropy', 'softmax', logits);
    // ln Σ e^z is rounded once at the size of the largest logit.
    const absolute = Math.max(...logits.map(Math.abs)) < 100 ? 1e-14 : 1e-12;
    expectClose([network.evaluate([[1]], [targets]).loss], [expected], { absolute, relative: 1e-15 });
    network.free();
  });

  it('the slope of the absolute error is 0 where there is no error', () => {
    const network = withLogits(engine, 'absoluteError', 'linear', [0.5, -0.25, 3]);
    network.train([[1]], [[0.5, 0, 2]], { epochs: 1, optimizer: 'sgd', learningRate: 1 });
    expect([...network.weights[0]]).toEqual([0.5, 0.75, 2]);
    network.free();
  });

  it.each(PAIRS)('$loss of $output outputs is averaged over rows, whatever their number', ({ loss, output }) => {
    const draws = new Draws(2);
    for (const [outputs, rows] of [
      [1, 2],
      [3, 3],
      [2, 5],
      [5, 7],
      [3, 130],
    ]) {
      const layers = [2, { units: outputs, activation: output }];
      const network = new NeuralNetwork({ layers, loss, huberDelta: DELTA, seed: 3, engine });
      const x = draws.matrix(rows, 2);
      const y = x.map(() => drawTargets(draws, loss, outputs));
      const losses = x.map((row, r) => network.evaluate([row], [y[r]]).loss);
      expectClose([network.evaluate(x, y).loss], [sum(losses) / rows], { relative: 1e-13 });
      network.free();
    }
  });
});

it('there is a test for each loss and each kind of output', () => {
  expect(new Set(PAIRS.map(({ loss }) => loss))).toEqual(new Set(names));
  expect(OUTPUTS.every((name) => name in ACTIVATIONS)).toBe(true);
});
