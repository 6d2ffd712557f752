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
  atLeast0,
  callback,
  check,
  either,
  finite,
  flag,
  type OptionTable,
  oneOf,
  type Rule,
  readOptions,
  share,
  show,
  wholeNumber,
} from './check.ts';
import type { Row, Rows } from './data.ts';
import { DEFAULT_ENGINE, type EngineChoice, type Precision } from './engine.ts';
import type { Label, Labels } from './labels.ts';
import type { Scaling } from './scaling.ts';
import { type LearningRateSchedule, readSchedule } from './schedule.ts';

/** A layer of neurons. */
export interface LayerOptions {
  /** How many neurons. */
  readonly units: number;
  /** What each makes of the sum of its inputs. */
  readonly activation: Activation;
  /** Share of its activations that a training step leaves out. */
  readonly dropout: number;
}

/** What `new NeuralNetwork` takes. */
export interface NetworkOptions {
  /**
   * Inputs, then each layer of neurons: a number of units, or units with an activation, and for a hidden layer with dropout
   * (0 … 1, default 0). A bare number has swish where it is hidden and sigmoid where it is the output.
   */
  layers: readonly (
    | number
    | {
        /** How many neurons, 1 or more. */
        units: number;
        /** Default swish where it is hidden, sigmoid where it is the output. */
        activation?: Activation;
        /** Share of a hidden layer's activations that a training step leaves out, 0 … 1. Default 0. */
        dropout?: number;
      }
  )[];
  /** Whether neurons have biases. Default true. */
  bias?: boolean;
  /** How first weights are drawn. Default: by activation, He for the relu family, LeCun for selu, Glorot for the others. */
  initializer?: Initializer;
  /** Default: cross-entropy for sigmoid and softmax outputs, squared error for the others. */
  loss?: Loss;
  /** Where Huber's loss turns linear, above 0. Default 1. */
  huberDelta?: number;
  /** 0 … 2^32 - 1, for everything that is drawn: weights, shuffles, splits, dropout. Default: drawn, and readable as `network.seed`. */
  seed?: number;
  /** Classes in the order of the outputs. Default: found in the targets of the first training, sorted. */
  labels?: readonly Label[];
  /** Scaling of the inputs, fitted on the first training's rows and applied ever after. Default 'none'. */
  inputScaling?: Scaling;
  /** The same for targets of a regression; answers come back in the targets' units. Default 'none'. */
  targetScaling?: Scaling;
  /**
   * Both give the same bits. 'auto': WebAssembly, or JavaScript where WebAssembly can't be had, as under a strict
   * Content-Security-Policy; `network.engine` says which. Default 'wasm', in neurite/javascript 'javascript'.
   */
  engine?: EngineChoice;
  /** The numbers that it computes with: float32 is about twice as fast on wide layers, and good to 7 digits. Default 'float64'. */
  precision?: Precision;
}

/** Rows held out of a training to watch it. */
export interface ValidationData {
  /** As those of the training. */
  inputs: Rows;
  /** As those of the training, a row or a label for each row. */
  targets: Rows | Labels;
}

/** Stops a training that no longer gets better. */
export interface EarlyStopping {
  /** Epochs in a row without a better loss, 1 or more. Default 10. */
  patience?: number;
  /** By how much a loss must be lower to be better, at least 0. Default 0. */
  minDelta?: number;
  /** Whether the parameters of the best epoch come back. Default true. */
  restoreBest?: boolean;
}

/** What `onEpoch` is told after each epoch. */
export interface EpochProgress {
  /** This epoch of the training, from 1. */
  readonly epoch: number;
  /** How many it is asked for. */
  readonly epochs: number;
  /** The loss of the epoch, taken while it ran: each batch before its update, penalties included. */
  readonly loss: number;
  /** With `validation`. */
  readonly validationLoss?: number;
  /** With `validation`, where the network tells classes apart. */
  readonly validationAccuracy?: number;
  /** With `validation`, where it predicts numbers. */
  readonly validationR2?: number;
  /** The rate that the epoch had. */
  readonly learningRate: number;
  /** Since the training began. */
  readonly seconds: number;
}

/** What `train` and `trainAsync` take. */
export interface TrainOptions {
  /** Times through the rows, 1 or more. Default: 100, and on few rows as many as it takes to see 20,000 rows. */
  epochs?: number;
  /** Rows for each update, 1 or more, or 'full' for all. Default 32. */
  batchSize?: number | 'full';
  /** Whether rows are shuffled before each epoch; with one batch to the epoch nothing is. Default true. */
  shuffle?: boolean;
  /** Default 'adam'. */
  optimizer?: Optimizer;
  /** Above 0. Default: the optimizer's. */
  learningRate?: number;
  /** Default 'constant'. */
  learningRateSchedule?: LearningRateSchedule;
  /** Of momentum, nesterov (default 0.9) and rmsprop (default 0): 0 … 1. */
  momentum?: number;
  /** Of adam and adamW, the decay of the mean gradient: 0 … 1, default 0.9. */
  beta1?: number;
  /** The decay of the mean squared gradient: adam and adamW (default 0.999), rmsprop (default 0.99). */
  beta2?: number;
  /** Keeps divisions from 0, above 0: adam, adamW, rmsprop (default 1e-8), adagrad (default 1e-10). */
  epsilon?: number;
  /** Of rmsprop: whether the variance of the gradient takes the place of its mean square. Default false. */
  centered?: boolean;
  /** Of adagrad: what its sums start from, at least 0. Default 0. */
  initialAccumulator?: number;
  /** Of rprop: the factor by which a step shrinks, 0 … 1. Default 0.5. */
  etaMinus?: number;
  /** Of rprop: the factor by which a step grows, above 1. Default 1.2. */
  etaPlus?: number;
  /** Of rprop: the smallest step, above 0. Default 1e-6. */
  stepMin?: number;
  /** Of rprop: the largest step, at least `stepMin`. Default 50. */
  stepMax?: number;
  /** Pull of all parameters to 0, biases too: added to the gradient, for adamW applied on its own (default 0.01). Default 0. */
  weightDecay?: number;
  /** Penalty l1 Σ|w| on weights, at least 0. Default 0. */
  l1?: number;
  /** Penalty ½ l2 Σ w² on weights, at least 0. Default 0. */
  l2?: number;
  /** The largest norm of all gradients together, above 0. Default: no limit. */
  clipNorm?: number;
  /** The largest magnitude of each gradient, above 0. Default: no limit. */
  clipValue?: number;
  /** Whether the losses of a batch are averaged over its rows or added. Default 'mean'. */
  reduction?: 'mean' | 'sum';
  /** How much each row counts, at least 0. Default 1 each. */
  sampleWeights?: Row;
  /** How much each class counts, by label or by number; 'balanced': rows / (classes · rows of the class). */
  classWeights?: 'balanced' | Readonly<Record<string, number>>;
  /** Rows to watch and not to train on: a share of the rows, drawn by the seed, or rows of their own. */
  validation?: number | ValidationData;
  /** Stops when the validation loss (without validation, the loss) no longer falls. */
  earlyStopping?: EarlyStopping | boolean;
  /** Stops once the validation loss (without validation, the loss) is at most this. */
  targetLoss?: number;
  /** Stops when it is aborted; the network keeps the last whole epoch. */
  signal?: AbortSignal;
  /** Called after each epoch. What it throws ends the training. */
  onEpoch?: (progress: EpochProgress) => void;
}

const names = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];

const layerList: Rule<readonly unknown[]> = {
  expected: 'an array of at least 2 layers: inputs, then layers of neurons, such as [2, 4, 1]',
  kind: Array.isArray,
  range: (layers) => layers.length >= 2,
};

const anything: Rule<unknown> = { expected: 'anything', kind: () => true, range: () => true };

const signal: Rule<AbortSignal> = {
  expected: 'an AbortSignal',
  kind: (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value,
  range: () => true,
};

const above1: Rule<number> = {
  expected: 'a finite number above 1',
  kind: (value) => typeof value === 'number',
  range: (value) => value > 1 && value < Infinity,
};

const units = wholeNumber(1, 2 ** 31 - 1);
const scaling = oneOf(['none', 'standard', 'minMax']);

const NETWORK = {
  layers: { rule: layerList },
  bias: { rule: flag, default: true },
  initializer: { rule: oneOf(names(INITIALIZERS)), default: 'auto' },
  loss: { rule: oneOf(names(LOSSES)) },
  huberDelta: { rule: above0, default: 1 },
  seed: { rule: wholeNumber(0, 2 ** 32 - 1) },
  labels: { rule: anything },
  inputScaling: { rule: scaling, default: 'none' },
  targetScaling: { rule: scaling, default: 'none' },
  engine: { rule: oneOf(['wasm', 'javascript', 'auto']), default: DEFAULT_ENGINE },
  precision: { rule: oneOf(['float64', 'float32']), default: 'float64' },
} satisfies OptionTable;

/** The parameters of the optimizers; which belong to which: OPTIMIZERS. */
const OPTIMIZER_PARAMETERS = {
  momentum: { rule: share },
  beta1: { rule: share },
  beta2: { rule: share },
  epsilon: { rule: above0 },
  centered: { rule: flag },
  initialAccumulator: { rule: atLeast0 },
  etaMinus: { rule: share },
  etaPlus: { rule: above1 },
  stepMin: { rule: above0 },
  stepMax: { rule: above0 },
  weightDecay: { rule: atLeast0 },
} satisfies OptionTable;

const TRAIN = {
  epochs: { rule: wholeNumber(1, 10_000_000) },
  batchSize: { rule: either(wholeNumber(1, 2 ** 31 - 1), oneOf(['full'])), default: 32 },
  shuffle: { rule: flag, default: true },
  optimizer: { rule: oneOf(names(OPTIMIZERS)), default: 'adam' },
  learningRate: { rule: above0 },
  learningRateSchedule: { rule: anything },
  ...OPTIMIZER_PARAMETERS,
  l1: { rule: atLeast0, default: 0 },
  l2: { rule: atLeast0, default: 0 },
  clipNorm: { rule: above0 },
  clipValue: { rule: above0 },
  reduction: { rule: oneOf(['mean', 'sum']), default: 'mean' },
  sampleWeights: { rule: anything },
  classWeights: { rule: anything },
  validation: { rule: anything },
  earlyStopping: { rule: anything },
  targetLoss: { rule: finite },
  signal: { rule: signal },
  onEpoch: { rule: callback },
} satisfies OptionTable;

const EARLY_STOPPING = {
  patience: { rule: wholeNumber(1, 10_000_000), default: 10 },
  minDelta: { rule: atLeast0, default: 0 },
  restoreBest: { rule: flag, default: true },
} satisfies OptionTable;

/** The options of a network, checked and filled in. */
export interface CheckedNetworkOptions {
  readonly inputs: number;
  readonly layers: readonly LayerOptions[];
  readonly bias: boolean;
  readonly initializer: Initializer | 'auto';
  readonly loss: Loss;
  readonly huberDelta: number;
  readonly seed: number;
  readonly labels: unknown;
  readonly inputScaling: Scaling;
  readonly targetScaling: Scaling;
  readonly engine: EngineChoice;
  readonly precision: Precision;
}

export function readNetworkOptions(where: string, given: unknown): CheckedNetworkOptions {
  const options = readOptions(where, given, NETWORK) as Partial<Required<NetworkOptions>>;
  const list = check(`${where}: layers`, options.layers, layerList);
  const first = readLayer(`${where}: layers[0]`, list[0], 'input');
  const layers: LayerOptions[] = [];
  for (let i = 1; i < list.length; i++) {
    const isOutput = i === list.length - 1;
    const layer = readLayer(`${where}: layers[${i}]`, list[i], isOutput ? 'output' : 'hidden');
    const activation = layer.activation ?? (isOutput ? 'sigmoid' : 'swish');
    if (activation === 'softmax' && !isOutput) {
      throw new RangeError(`${where}: layers[${i}].activation is 'softmax', which only the last layer can have.`);
    }
    layers.push({ units: layer.units, activation, dropout: layer.dropout ?? 0 });
  }
  const output = layers[layers.length - 1].activation;
  const loss = options.loss ?? defaultLoss(output);
  const needed = LOSSES[loss].output;
  if (needed && needed !== output) {
    throw new RangeError(`${where}: loss '${loss}' needs a ${needed} output, but the last layer is ${output}.`);
  }
  return {
    ...(options as Required<NetworkOptions>),
    inputs: first.units,
    layers,
    loss,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
  };
}

/** The options of `fromJSON` and `loadFromFile`. */
export function readLoadOptions(where: string, given: unknown): Pick<CheckedNetworkOptions, 'engine'> {
  return readOptions(where, given, { engine: NETWORK.engine }) as unknown as Pick<CheckedNetworkOptions, 'engine'>;
}

function readLayer(
  where: string,
  given: unknown,
  place: 'input' | 'hidden' | 'output',
): { units: number; activation?: Activation; dropout?: number } {
  if (typeof given === 'number') return { units: check(where, given, units) };
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new TypeError(`${where} must be a number of units or { units, activation }, got ${show(given)}.`);
  }
  const table: OptionTable = { units: { rule: units } };
  if (place !== 'input') table.activation = { rule: oneOf(names(ACTIVATIONS)) };
  if (place === 'hidden') table.dropout = { rule: share };
  const layer = readOptions(where, given, table) as { units: number; activation?: Activation; dropout?: number };
  return { ...layer, units: check(`${where}: units`, layer.units, units) };
}

/** Numbers that an optimizer and what stands before it need, by name. */
export type Settings = Readonly<
  Partial<Record<keyof typeof OPTIMIZER_PARAMETERS | 'l1' | 'l2' | 'clipNorm' | 'clipValue', number>>
>;

/** Epochs where none are asked for. Few rows need many epochs before the optimizer has made enough steps. */
export const defaultEpochs = (rows: number): number => Math.max(100, Math.ceil(20_000 / rows));

/** The options of a training, checked and filled in; data are still as they were given. */
export interface CheckedTrainOptions {
  readonly epochs: number;
  readonly batchSize: number | 'full';
  readonly shuffle: boolean;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  readonly reduction: 'mean' | 'sum';
  readonly settings: Settings;
  readonly sampleWeights: unknown;
  readonly classWeights: unknown;
  readonly validation: unknown;
  readonly earlyStopping: Required<EarlyStopping> | undefined;
  readonly targetLoss: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEpoch: ((progress: EpochProgress) => void) | undefined;
}

/** What readTrainOptions gives: how many epochs is known once the rows are. */
export type AskedTrainOptions = Omit<CheckedTrainOptions, 'epochs'> & { readonly epochs?: number };

export function readTrainOptions(where: string, given: unknown): AskedTrainOptions {
  const options = readOptions(where, given, TRAIN) as Required<TrainOptions>;
  const { parameters, learningRate } = OPTIMIZERS[options.optimizer];
  const settings: Record<string, number> = {
    l1: options.l1,
    l2: options.l2,
    clipNorm: options.clipNorm ?? 0,
    clipValue: options.clipValue ?? 0,
  };
  for (const name of names(OPTIMIZER_PARAMETERS)) {
    const value = options[name];
    if (value !== undefined && !Object.hasOwn(parameters, name)) {
      throw new RangeError(
        `${where}: ${name} is no parameter of optimizer '${options.optimizer}'; it has learningRate, ${Object.keys(parameters).join(', ')}.`,
      );
    }
    settings[name] = Number(value ?? (parameters as Record<string, number | boolean>)[name] ?? 0);
  }
  if (settings.stepMin > settings.stepMax) {
    throw new RangeError(`${where}: stepMin must be at most stepMax, got ${settings.stepMin} and ${settings.stepMax}.`);
  }
  return {
    ...options,
    learningRate: options.learningRate ?? learningRate,
    schedule: readSchedule(where, options.learningRateSchedule),
    settings,
    earlyStopping: readEarlyStopping(where, options.earlyStopping),
  };
}

function readEarlyStopping(where: string, given: unknown): Required<EarlyStopping> | undefined {
  if (given === undefined || given === false) return undefined;
  return readOptions(
    `${where}: earlyStopping`,
    given === true ? {} : given,
    EARLY_STOPPING,
  ) as unknown as Required<EarlyStopping>;
}
