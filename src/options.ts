// The options of a network and of a training: one table for each, with default, range and message.

import {
  ACTIVATIONS,
  type Activation,
  defaultLoss,
  INITIALIZERS,
  type Initializer,
  LOSSES,
  type Loss,
  OPTIMIZERS,
  type Optimizer,
} from './catalog.ts';
import {
  above0,
  check,
  either,
  flag,
  type OptionTable,
  oneOf,
  type Rule,
  readOptions,
  show,
  wholeNumber,
} from './check.ts';
import type { EngineName } from './engine.ts';

/** A layer of neurons. */
export interface LayerOptions {
  readonly units: number;
  readonly activation: Activation;
}

/** What `new NeuralNetwork` takes. */
export interface NetworkOptions {
  /**
   * Inputs, then each layer of neurons: a number of units, or units with an activation.
   * A bare number has relu where it is hidden and sigmoid where it is the output.
   */
  layers: readonly (number | { units: number; activation?: Activation })[];
  /** Whether neurons have biases. Default true. */
  bias?: boolean;
  /** How first weights are drawn. Default: He for relu, Glorot for the others. */
  initializer?: Initializer;
  /** Default: cross-entropy for sigmoid and softmax outputs, squared error for the others. */
  loss?: Loss;
  /** 0 … 2^32 - 1, for everything that is drawn. Default: drawn, and readable as `network.seed`. */
  seed?: number;
  /** Default 'wasm'. Both give the same bits. */
  engine?: EngineName;
}

/** What `train` and `trainAsync` take. */
export interface TrainOptions {
  /** Times through the rows. Default 200. */
  epochs?: number;
  /** Rows for each update, or 'full' for all. Default 32. */
  batchSize?: number | 'full';
  /** Whether rows are shuffled before each epoch; with one batch to the epoch nothing is. Default true. */
  shuffle?: boolean;
  /** Default 'sgd'. */
  optimizer?: Optimizer;
  /** Default: the optimizer's. */
  learningRate?: number;
  /** Whether the losses of a batch are averaged or added. Default 'mean'. */
  reduction?: 'mean' | 'sum';
}

const names = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

const layerList: Rule<readonly unknown[]> = {
  expected: 'an array of at least 2 layers: inputs, then layers of neurons, such as [2, 4, 1]',
  kind: Array.isArray,
  range: (layers) => layers.length >= 2,
};

const units = wholeNumber(1, 2 ** 31 - 1);

const NETWORK = {
  layers: { rule: layerList },
  bias: { rule: flag, default: true },
  initializer: { rule: oneOf(names(INITIALIZERS)), default: 'auto' },
  loss: { rule: oneOf(names(LOSSES)) },
  seed: { rule: wholeNumber(0, 2 ** 32 - 1) },
  engine: { rule: oneOf(['wasm', 'javascript']), default: 'wasm' },
} satisfies OptionTable;

const TRAIN = {
  epochs: { rule: wholeNumber(1, 10_000_000), default: 200 },
  batchSize: { rule: either(wholeNumber(1, 2 ** 31 - 1), oneOf(['full'])), default: 32 },
  shuffle: { rule: flag, default: true },
  optimizer: { rule: oneOf(names(OPTIMIZERS)), default: 'sgd' },
  learningRate: { rule: above0 },
  reduction: { rule: oneOf(['mean', 'sum']), default: 'mean' },
} satisfies OptionTable;

/** The options of a network, checked and filled in. */
export interface CheckedNetworkOptions {
  readonly inputs: number;
  readonly layers: readonly LayerOptions[];
  readonly bias: boolean;
  readonly initializer: Initializer | 'auto';
  readonly loss: Loss;
  readonly seed: number;
  readonly engine: EngineName;
}

export function readNetworkOptions(given: unknown): CheckedNetworkOptions {
  const where = 'new NeuralNetwork';
  const options = readOptions(where, given, NETWORK) as Partial<Required<NetworkOptions>>;
  const list = check(`${where}: layers`, options.layers, layerList);
  const first = readLayer(`${where}: layers[0]`, list[0], false);
  const layers: LayerOptions[] = [];
  for (let i = 1; i < list.length; i++) {
    const layer = readLayer(`${where}: layers[${i}]`, list[i], true);
    const isOutput = i === list.length - 1;
    const activation = layer.activation ?? (isOutput ? 'sigmoid' : 'relu');
    if (activation === 'softmax' && !isOutput) {
      throw new RangeError(`${where}: layers[${i}].activation is 'softmax', which only the last layer can have.`);
    }
    layers.push({ units: layer.units, activation });
  }
  const output = layers[layers.length - 1].activation;
  const loss = options.loss ?? defaultLoss(output);
  const needed = LOSSES[loss].output;
  if (needed && needed !== output) {
    throw new RangeError(`${where}: loss '${loss}' needs a ${needed} output, but the last layer is ${output}.`);
  }
  return {
    inputs: first.units,
    layers,
    loss,
    bias: options.bias as boolean,
    initializer: options.initializer as Initializer,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
    engine: options.engine as EngineName,
  };
}

function readLayer(where: string, given: unknown, hasActivation: boolean): { units: number; activation?: Activation } {
  if (typeof given === 'number') return { units: check(where, given, units) };
  if (given === null || typeof given !== 'object') {
    throw new TypeError(`${where} must be a number of units or { units, activation }, got ${show(given)}.`);
  }
  const table: OptionTable = { units: { rule: units } };
  if (hasActivation) table.activation = { rule: oneOf(names(ACTIVATIONS)) };
  const layer = readOptions(where, given, table) as { units: number; activation?: Activation };
  return { ...layer, units: check(`${where}: units`, layer.units, units) };
}

/** The options of a training, checked and filled in. */
export type CheckedTrainOptions = Required<TrainOptions>;

export function readTrainOptions(where: string, given: unknown): CheckedTrainOptions {
  const options = readOptions(where, given, TRAIN) as Required<TrainOptions>;
  return { ...options, learningRate: options.learningRate ?? OPTIMIZERS[options.optimizer].learningRate };
}
