// Each update rule against its formula, written out for one parameter, and against PyTorch's steps.

import { describe, expect, it } from 'vitest';
import { OPTIMIZERS, type Optimizer } from '../../src/catalog.ts';
import { NeuralNetwork, type TrainOptions } from '../../src/index.ts';
import { expectClose, expectSameBits } from '../helpers/bits.ts';
import { Draws } from '../helpers/draws.ts';
import { reference, rowsOf, type Shaped } from '../helpers/reference.ts';

const ENGINES = ['wasm', 'javascript'] as const;
type Engine = (typeof ENGINES)[number];

type Settings = Required<
  Pick<
    TrainOptions,
    | 'learningRate'
    | 'momentum'
    | 'beta1'
    | 'beta2'
    | 'epsilon'
    | 'centered'
    | 'initialAccumulator'
    | 'etaMinus'
    | 'etaPlus'
    | 'stepMin'
    | 'stepMax'
    | 'weightDecay'
  >
>;

/** One parameter's rule: from the parameter and its gradient to the parameter after the step. */
type Rule = (settings: Settings) => (w: number, g: number) => number;

const RULES: Record<Optimizer, Rule> = {
  sgd:
    ({ learningRate, weightDecay }) =>
    (w, g) =>
      w - learningRate * (g + weightDecay * w),
  momentum({ learningRate, momentum, weightDecay }) {
    let v = 0;
    return (w, g) => {
      v = momentum * v + g + weightDecay * w;
      return w - learningRate * v;
    };
  },
  nesterov({ learningRate, momentum, weightDecay }) {
    let v = 0;
    return (w, g) => {
      const gradient = g + weightDecay * w;
      v = momentum * v + gradient;
      return w - learningRate * (gradient + momentum * v);
    };
  },
  rmsprop({ learningRate, beta2, epsilon, momentum, centered, weightDecay }) {
    let square = 0;
    let mean = 0;
    let v = 0;
    return (w, g) => {
      const gradient = g + weightDecay * w;
      square = beta2 * square + (1 - beta2) * gradient ** 2;
      mean = beta2 * mean + (1 - beta2) * gradient;
      v = momentum * v + gradient / (Math.sqrt(centered ? square - mean ** 2 : square) + epsilon);
      return w - learningRate * v;
    };
  },
  adagrad({ learningRate, epsilon, initialAccumulator, weightDecay }) {
    let sum = initialAccumulator;
    return (w, g) => {
      const gradient = g + weightDecay * w;
      sum += gradient ** 2;
      return w - (learningRate * gradient) / (Math.sqrt(sum) + epsilon);
    };
  },
  adam({ weightDecay, ...settings }) {
    const change = adamChange(settings);
    return (w, g) => w - change(g + weightDecay * w);
  },
  adamW({ weightDecay, ...settings }) {
    const change = adamChange(settings);
    return (w, g) => w - settings.learningRate * weightDecay * w - change(g);
  },
  rprop({ learningRate, etaMinus, etaPlus, stepMin, stepMax, weightDecay }) {
    let length = learningRate;
    let before = 0;
    return (w, g) => {
      let gradient = g + weightDecay * w;
      if (gradient * before > 0) length = Math.min(length * etaPlus, stepMax);
      if (gradient * before < 0) {
        length = Math.max(length * etaMinus, stepMin);
        gradient = 0;
      }
      before = gradient;
      return w - Math.sign(gradient) * length;
    };
  },
};

function adamChange({ learningRate, beta1, beta2, epsilon }: Omit<Settings, 'weightDecay'>): (g: number) => number {
  let m = 0;
  let v = 0;
  let t = 0;
  return (g) => {
    t++;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g ** 2;
    return (learningRate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
  };
}

const names = Object.keys(OPTIMIZERS) as Optimizer[];

/** Other settings than the defaults, of those that an optimizer has. */
function otherSettings(optimizer: Optimizer): Partial<Settings> {
  const all: Partial<Settings> = {
    momentum: 0.6,
    beta1: 0.7,
    beta2: 0.95,
    epsilon: 1e-3,
    centered: true,
    initialAccumulator: 0.25,
    etaMinus: 0.4,
    etaPlus: 1.3,
    stepMin: 0.002,
    stepMax: 0.05,
    weightDecay: 0.03,
  };
  const known: readonly string[] = Object.keys(OPTIMIZERS[optimizer].parameters);
  return Object.fromEntries(Object.entries(all).filter(([name]) => known.includes(name)));
}

const CASES = names.flatMap((optimizer) => [
  { optimizer, settings: {}, shown: 'its defaults' },
  { optimizer, settings: { learningRate: 0.02, ...otherSettings(optimizer) }, shown: 'other settings' },
]);

/** Rows for which the gradient of a weight and of a bias is the error of the output: ½ Σ (w + b - y)². */
const oneRow = (engine: Engine, units: number, bias: boolean) =>
  new NeuralNetwork({
    layers: [1, { units, activation: 'linear' }],
    loss: 'squaredError',
    bias,
    seed: 1,
    engine,
  });

describe.each(ENGINES)('optimizers, %s', (engine) => {
  it.each(CASES)('$optimizer with $shown follows its formula', ({ optimizer, settings }) => {
    const { learningRate, parameters } = OPTIMIZERS[optimizer];
    const complete = { learningRate, ...parameters, ...settings } as Settings;
    // 13 parameters: whole vectors and a rest. Small errors, so that rprop meets its limits.
    const units = 13;
    const draws = new Draws(1);
    const first = Array.from({ length: units }, () => draws.normal());
    const targets = first.map((w) => w + 0.1 * draws.normal());
    for (const epochs of [1, 2, 3, 20]) {
      const network = oneRow(engine, units, false);
      network.setParameters({ weights: [first] });
      network.train([[1]], [targets], { optimizer, ...settings, epochs });
      const expected = first.map((start, i) => {
        const step = RULES[optimizer](complete);
        let w = start;
        for (let epoch = 0; epoch < epochs; epoch++) w = step(w, w - targets[i]);
        return w;
      });
      // Rounding of the errors, which are differences of numbers near 1, is passed on by steps of up to the learning rate.
      expectClose(network.weights[0], expected, { absolute: 1e-12 }, `after ${epochs} epochs`);
      network.free();
    }
  });

  it.each(names)('%s goes on where the training before it ended', (optimizer) => {
    const draws = new Draws(2);
    const x = draws.matrix(11, 3);
    const y = draws.matrix(11, 2);
    const train = (epochs: number[]) => {
      const network = new NeuralNetwork({ layers: [3, 5, { units: 2, activation: 'tanh' }], seed: 4, engine });
      for (const count of epochs) network.train(x, y, { optimizer, epochs: count, batchSize: 4 });
      const parameters = [...network.weights, ...network.biases];
      network.free();
      return parameters;
    };
    const whole = train([10]);
    train([4, 1, 5]).forEach((part, i) => {
      expectSameBits(part, whole[i]);
    });
  });
});

describe.each(ENGINES)('penalties and clipping, %s', (engine) => {
  /** One step of length 1 from these parameters. @returns how far each of them went */
  function step(weights: number[], biases: number[], targets: number[], options: TrainOptions) {
    const network = oneRow(engine, weights.length, true);
    network.setParameters({ weights: [weights], biases: [biases] });
    network.train([[1]], [targets], { epochs: 1, optimizer: 'sgd', learningRate: 1, ...options });
    const went = {
      weights: Array.from(network.weights[0], (after, i) => weights[i] - after),
      biases: Array.from(network.biases[0], (after, i) => biases[i] - after),
    };
    network.free();
    return went;
  }

  const weights = [0.5, -1.5, 0, 2, -0.25];
  const biases = [1, 0, -2, 0.5, 0.125];
  const targets = [0, 1, 2, -3, 0.5];
  const errors = weights.map((w, i) => w + biases[i] - targets[i]);

  it('L2 adds l2 · w to the gradient of weights, not of biases', () => {
    const went = step(weights, biases, targets, { l2: 0.125 });
    expectClose(
      went.weights,
      errors.map((error, i) => error + 0.125 * weights[i]),
      { absolute: 1e-15 },
    );
    expectClose(went.biases, errors, { absolute: 1e-15 });
  });

  it('L1 adds l1 · sign(w), nothing at 0', () => {
    const went = step(weights, biases, targets, { l1: 0.25 });
    expectClose(
      went.weights,
      errors.map((error, i) => error + 0.25 * Math.sign(weights[i])),
      { absolute: 1e-15 },
    );
    expectClose(went.biases, errors, { absolute: 1e-15 });
  });

  it('clipping by value keeps each gradient within its limit', () => {
    const went = step(weights, biases, targets, { clipValue: 1 });
    const clipped = errors.map((error) => Math.min(Math.max(error, -1), 1));
    expectClose(went.weights, clipped, { absolute: 1e-15 });
    expectClose(went.biases, clipped, { absolute: 1e-15 });
  });

  it('clipping by norm keeps the direction of all gradients together', () => {
    const norm = Math.hypot(...errors, ...errors);
    for (const clipNorm of [0.5, norm * 0.999, norm * 1.001]) {
      const scale = Math.min(1, clipNorm / norm);
      const went = step(weights, biases, targets, { clipNorm });
      const clipped = errors.map((error) => scale * error);
      expectClose(went.weights, clipped, { absolute: 1e-14 });
      expectClose(went.biases, clipped, { absolute: 1e-14 });
    }
  });
});

// --- PyTorch

interface TorchStep {
  readonly weights: number[][];
  readonly biases: number[][];
  readonly toleranceAbs: number;
}

interface TorchOptimizer {
  readonly name: string;
  readonly torchClass: string;
  readonly hyperParameters: {
    readonly lr: number;
    readonly weight_decay?: number;
    readonly eps?: number;
    readonly momentum?: number;
    readonly nesterov?: boolean;
    readonly alpha?: number;
    readonly centered?: boolean;
    readonly initial_accumulator_value?: number;
    readonly betas?: [number, number];
    readonly etas?: [number, number];
    readonly step_sizes?: [number, number];
  };
  readonly lossBeforeStep: number[];
  readonly after: Record<string, TorchStep>;
}

interface TorchSteps {
  readonly layers: number[];
  readonly initial: { weights: Shaped[]; biases: Shaped[] };
  readonly X: Shaped;
  readonly targets: Record<string, Shaped>;
  readonly optimizers: TorchOptimizer[];
}

const torch = await reference<TorchSteps>('torch_steps');

/** PyTorch's optimizer and its parameters by our names. */
function translate({ torchClass, hyperParameters: given }: TorchOptimizer): TrainOptions {
  const { lr: learningRate, weight_decay: weightDecay, eps: epsilon, momentum } = given;
  const shared = { learningRate, weightDecay };
  switch (torchClass) {
    case 'SGD':
      if (momentum === undefined) return { optimizer: 'sgd', ...shared };
      return { optimizer: given.nesterov ? 'nesterov' : 'momentum', momentum, ...shared };
    case 'RMSprop':
      return { optimizer: 'rmsprop', beta2: given.alpha, epsilon, momentum, centered: given.centered, ...shared };
    case 'Adagrad':
      return { optimizer: 'adagrad', epsilon, initialAccumulator: given.initial_accumulator_value, ...shared };
    case 'Adam':
    case 'AdamW': {
      const [beta1, beta2] = given.betas ?? [];
      return { optimizer: torchClass === 'Adam' ? 'adam' : 'adamW', beta1, beta2, epsilon, ...shared };
    }
    case 'Rprop': {
      const [etaMinus, etaPlus] = given.etas ?? [];
      const [stepMin, stepMax] = given.step_sizes ?? [];
      return { optimizer: 'rprop', etaMinus, etaPlus, stepMin, stepMax, ...shared };
    }
    default:
      throw new Error(`${torchClass} has no translation`);
  }
}

describe.each(ENGINES)("PyTorch's steps, %s", (engine) => {
  const [inputs, first, second, outputs] = torch.layers;
  const x = rowsOf(torch.X);
  const y = rowsOf(torch.targets.oneHot);

  it.each(torch.optimizers.map((run) => [run.name, run] as const))('%s', (_name, run) => {
    const options = translate(run);
    for (const [steps, { weights, biases, toleranceAbs }] of Object.entries(run.after)) {
      const network = new NeuralNetwork({
        layers: [
          inputs,
          { units: first, activation: 'tanh' },
          { units: second, activation: 'tanh' },
          { units: outputs, activation: 'softmax' },
        ],
        seed: 1,
        engine,
      });
      network.setParameters({
        weights: torch.initial.weights.map(({ data }) => data),
        biases: torch.initial.biases.map(({ data }) => data),
      });
      const { losses } = network.train(x, y, { ...options, epochs: Number(steps), batchSize: 'full' });
      const tolerance = { absolute: toleranceAbs };
      expectClose(losses, run.lossBeforeStep.slice(0, Number(steps)), tolerance, 'losses');
      network.weights.forEach((layer, i) => {
        expectClose(layer, weights[i], tolerance, `weights ${i} after ${steps} steps`);
      });
      network.biases.forEach((layer, i) => {
        expectClose(layer, biases[i], tolerance, `biases ${i} after ${steps} steps`);
      });
      network.free();
    }
  });

  it('has each of our optimizers', () => {
    expect(new Set(torch.optimizers.map((run) => translate(run).optimizer))).toEqual(new Set(names));
  });
});

describe.each(ENGINES)('%s: what an optimizer keeps of a gradient that became 0', (engine) => {
  it.each([
    ['momentum', 'float64', 9_000],
    ['nesterov', 'float32', 2_000],
    ['rmsprop', 'float64', 80_000],
    ['rmsprop', 'float32', 12_000],
    ['adam', 'float64', 9_000],
    ['adamW', 'float32', 2_000],
  ] as const)('%s, %s: ends as 0, not below the normal numbers', (optimizer, precision, epochs) => {
    const network = new NeuralNetwork({
      layers: [1, { units: 1, activation: 'linear' }],
      loss: 'squaredError',
      bias: false,
      seed: 1,
      engine,
      precision,
    });
    network.train([[1]], [[1]], { epochs: 1, optimizer });
    network.train([[0]], [[1]], { epochs, optimizer });
    const [first] = network.toJSON().training?.slots ?? [];
    expect(first).toStrictEqual([0]);
  });
});
