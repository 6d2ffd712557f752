// Gradients of whole networks: one step of length 1 takes the gradient from the parameters, which is compared with
// PyTorch's and with central differences of the loss.

import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation, LOSSES, type Loss } from '../../src/catalog.ts';
import { NeuralNetwork, type Precision, type TrainOptions } from '../../src/index.ts';
import { expectClose } from '../helpers/bits.ts';
import { Draws } from '../helpers/draws.ts';
import { reference, rowsOf, type Shaped } from '../helpers/reference.ts';

const ENGINES = ['wasm', 'javascript'] as const;

interface Parameters {
  readonly weights: number[][];
  readonly biases: number[][];
}

const parametersOf = (network: NeuralNetwork): Parameters => ({
  weights: network.weights.map((layer) => [...layer]),
  biases: network.biases.map((layer) => [...layer]),
});

/** The gradient of what `train` minimizes; the network keeps its parameters. */
function gradientOf(network: NeuralNetwork, x: number[][], y: number[][], options: TrainOptions = {}): Parameters {
  const before = parametersOf(network);
  network.train(x, y, { optimizer: 'sgd', learningRate: 1, epochs: 1, batchSize: 'full', ...options });
  const after = parametersOf(network);
  network.setParameters(before);
  const difference = (a: number[][], b: number[][]) => a.map((layer, i) => layer.map((value, j) => value - b[i][j]));
  return {
    weights: difference(before.weights, after.weights),
    biases: difference(before.biases, after.biases),
  };
}

function expectGradient(actual: Parameters, expected: Parameters, absolute: number): void {
  actual.weights.forEach((layer, i) => {
    expectClose(layer, expected.weights[i], { absolute }, `weights of layer ${i}`);
  });
  actual.biases.forEach((layer, i) => {
    expectClose(layer, expected.biases[i], { absolute }, `biases of layer ${i}`);
  });
}

// --- PyTorch

interface TorchNetwork {
  readonly hidden: string[];
  readonly output: string;
  readonly loss: Loss;
  readonly target: string;
  readonly grads: Parameters;
}

interface TorchSteps {
  readonly layers: number[];
  readonly initial: { weights: Shaped[]; biases: Shaped[] };
  readonly X: Shaped;
  readonly targets: Record<string, Shaped>;
  readonly gradients: (TorchNetwork & { outputs: Shaped; lossValue: number })[];
  readonly penalties: (TorchNetwork & { l1: number; l2: number; dataLoss: number })[];
}

const torch = await reference<TorchSteps>('torch_steps');

/** The tanh form of gelu is another function than ours. */
const isOurs = ({ hidden, output }: TorchNetwork) => [...hidden, output].every((name) => name in ACTIVATIONS);

const shown = ({ hidden, output, loss, target }: TorchNetwork) => `${hidden[0]}, ${output}, ${loss}, ${target}`;

function torchNetwork({ hidden, output, loss }: TorchNetwork, engine: (typeof ENGINES)[number]): NeuralNetwork {
  const [inputs, ...units] = torch.layers;
  const activations = [...hidden, output] as Activation[];
  const network = new NeuralNetwork({
    layers: [inputs, ...units.map((count, i) => ({ units: count, activation: activations[i] }))],
    loss,
    seed: 1,
    engine,
  });
  network.setParameters({
    weights: torch.initial.weights.map(({ data }) => data),
    biases: torch.initial.biases.map(({ data }) => data),
  });
  return network;
}

describe.each(ENGINES)("PyTorch's gradients, %s", (engine) => {
  const x = rowsOf(torch.X);
  const tolerance = { absolute: 1e-12 };

  it.each(torch.gradients.filter(isOurs).map((run) => [shown(run), run] as const))('%s', (_name, run) => {
    const network = torchNetwork(run, engine);
    const y = rowsOf(torch.targets[run.target]);
    expectClose(
      network.think(x).flatMap((row) => [...row]),
      run.outputs.data,
      tolerance,
      'outputs',
    );
    expectClose([network.evaluate(x, y).loss], [run.lossValue], tolerance, 'loss');
    expectGradient(gradientOf(network, x, y), run.grads, 1e-12);
    network.free();
  });

  it.each(torch.penalties.map((run) => [`l1 ${run.l1}, l2 ${run.l2}`, run] as const))('%s', (_name, run) => {
    const network = torchNetwork(run, engine);
    const y = rowsOf(torch.targets[run.target]);
    expectGradient(gradientOf(network, x, y, { l1: run.l1, l2: run.l2 }), run.grads, 1e-12);
    expectClose([network.evaluate(x, y).loss], [run.dataLoss], tolerance, 'loss');
    network.free();
  });

  it('has each of our activations', () => {
    const names = new Set(torch.gradients.flatMap(({ hidden, output }) => [...hidden, output]));
    expect(Object.keys(ACTIVATIONS).filter((name) => !names.has(name))).toEqual([]);
  });
});

// --- central differences

const activations = Object.keys(ACTIVATIONS) as Activation[];
const hiddenActivations = activations.filter((name) => name !== 'softmax');
const losses = Object.keys(LOSSES) as Loss[];
const PENALTIES = [{}, { l1: 0.05 }, { l2: 0.2 }, { l1: 0.1, l2: 0.05 }];

/** Every loss with every output that it can have. */
const ENDS = losses.flatMap((loss) =>
  activations.filter((output) => (LOSSES[loss].output ?? output) === output).map((output) => ({ loss, output })),
);

/** Every hidden activation with every loss, and every output with every loss. */
const NETWORKS = [
  ...hiddenActivations.flatMap((hidden) =>
    losses.map((loss) => ({ hidden, loss, output: LOSSES[loss].output ?? ('linear' as const) })),
  ),
  ...ENDS.map((end) => ({ hidden: 'tanh' as const, ...end })),
];

const STEP = 1e-3;

/**
 * The slope of f at 0 from four points: the error is STEP⁴ / 30 times the fifth derivative, and 2^-52 · |f| / STEP of
 * rounding, so about 1e-12 where f is near 1.
 */
function slopeAt0(f: (x: number) => number): number {
  return (8 * (f(STEP) - f(-STEP)) - (f(2 * STEP) - f(-2 * STEP))) / (12 * STEP);
}
const TOLERANCE = 1e-10;

/** The gradient of loss and penalties together, a parameter at a time. */
function differences(network: NeuralNetwork, x: number[][], y: number[][], l1: number, l2: number): Parameters {
  const before = parametersOf(network);
  const penalty = (w: number) => l1 * Math.abs(w) + (l2 / 2) * w ** 2;
  const slopes = (kind: keyof Parameters) =>
    before[kind].map((layer, i) =>
      layer.map((value, j) => {
        const slope = slopeAt0((change) => {
          const moved = before[kind].map((other) => [...other]);
          moved[i][j] = value + change;
          network.setParameters({ [kind]: moved });
          return network.evaluate(x, y).loss + (kind === 'weights' ? penalty(value + change) : 0);
        });
        network.setParameters(before);
        return slope;
      }),
    );
  return { weights: slopes('weights'), biases: slopes('biases') };
}

/**
 * A network and rows for it. No weight and no logit may cross a kink of its function within the steps of a difference,
 * so weights stay away from 0 and the seed is one whose logits and errors do.
 */
function drawNetwork(
  hidden: Activation,
  output: Activation,
  loss: Loss,
  engine: (typeof ENGINES)[number],
  precision: Precision = 'float64',
) {
  const draws = new Draws(SEED);
  const outputs = 3;
  const network = new NeuralNetwork({
    layers: [
      3,
      { units: 5, activation: hidden },
      { units: 2, activation: hidden },
      { units: outputs, activation: output },
    ],
    loss,
    huberDelta: 0.8,
    seed: 1,
    engine,
    precision,
  });
  const away = () => draws.oneOf([-1, 1]) * draws.between(0.1, 0.9);
  network.setParameters({
    weights: network.weights.map((layer) => Array.from(layer, away)),
    biases: network.biases.map((layer) => Array.from(layer, away)),
  });
  const x = draws.matrix(5, 3);
  const y = x.map((_, r) => {
    if (loss === 'categoricalCrossEntropy') return r % 2 === 0 ? [0, 1, 0] : [0.25, 0.125, 0.625];
    if (loss === 'binaryCrossEntropy') return Array.from({ length: outputs }, () => draws.oneOf([0, 1, 0.3]));
    return Array.from({ length: outputs }, () => draws.normal());
  });
  return { network, x, y };
}
const SEED = 1;

// Both engines give the same bits (test/engines/equal-bits.test.ts), so one of them is enough here.
describe('central differences', () => {
  it.each(NETWORKS)('hidden $hidden, output $output, $loss', ({ hidden, output, loss }) => {
    const { network, x, y } = drawNetwork(hidden, output, loss, 'wasm');
    const numeric = differences(network, x, y, 0, 0);
    expectGradient(gradientOf(network, x, y), numeric, TOLERANCE);
    for (const penalties of PENALTIES) {
      const { l1 = 0, l2 = 0 } = penalties as { l1?: number; l2?: number };
      const penalized = { ...numeric, weights: addPenalties(numeric.weights, network, l1, l2) };
      expectGradient(gradientOf(network, x, y, penalties), penalized, TOLERANCE);
    }
    network.free();
  });

  it('the penalties themselves', () => {
    const { network, x, y } = drawNetwork('tanh', 'softmax', 'categoricalCrossEntropy', 'wasm');
    expectGradient(gradientOf(network, x, y, { l1: 0.1, l2: 0.05 }), differences(network, x, y, 0.1, 0.05), TOLERANCE);
    network.free();
  });
});

describe.each(ENGINES)('float32, %s', (engine) => {
  it.each(NETWORKS)('hidden $hidden, output $output, $loss', ({ hidden, output, loss }) => {
    const single = drawNetwork(hidden, output, loss, engine, 'float32');
    const double = drawNetwork(hidden, output, loss, engine);
    double.network.setParameters(parametersOf(single.network));
    // Tens of roundings of 2^-24 each, on numbers near 1.
    expectGradient(
      gradientOf(single.network, single.x, single.y),
      gradientOf(double.network, double.x, double.y),
      50 * 2 ** -24,
    );
    single.network.free();
    double.network.free();
  });
});

/** The slopes of the penalties, by their formulas. */
function addPenalties(gradients: number[][], network: NeuralNetwork, l1: number, l2: number): number[][] {
  const weights = parametersOf(network).weights;
  return gradients.map((layer, i) =>
    layer.map((value, j) => value + l1 * Math.sign(weights[i][j]) + l2 * weights[i][j]),
  );
}

// --- what a batch adds up

describe.each(ENGINES)('batches, %s', (engine) => {
  const tolerance = 1e-13;
  const start = () => drawNetwork('tanh', 'softmax', 'categoricalCrossEntropy', engine);

  it("'sum' is the mean times the rows", () => {
    const { network, x, y } = start();
    const mean = gradientOf(network, x, y);
    const sum = gradientOf(network, x, y, { reduction: 'sum' });
    const times = (gradients: number[][]) => gradients.map((layer) => layer.map((value) => value * x.length));
    expectGradient(sum, { weights: times(mean.weights), biases: times(mean.biases) }, tolerance);
    network.free();
  });

  it('the gradient of several rows is the sum of theirs', () => {
    const { network, x, y } = start();
    const sum = gradientOf(network, x, y, { reduction: 'sum' });
    const parts = x.map((row, r) => gradientOf(network, [row], [y[r]]));
    const total = (kind: keyof Parameters) =>
      sum[kind].map((layer, i) => layer.map((_, j) => parts.reduce((value, part) => value + part[kind][i][j], 0)));
    expectGradient(sum, { weights: total('weights'), biases: total('biases') }, tolerance);
    network.free();
  });

  it('a row that counts twice is like two rows', () => {
    const { network, x, y } = start();
    const counts = [1, 2, 0, 1, 3];
    const repeat = (rows: number[][]) => rows.flatMap((row, r) => Array.from({ length: counts[r] }, () => row));
    const weighted = gradientOf(network, x, y, { reduction: 'sum', sampleWeights: counts });
    expectGradient(weighted, gradientOf(network, repeat(x), repeat(y), { reduction: 'sum' }), tolerance);
    network.free();
  });
});
