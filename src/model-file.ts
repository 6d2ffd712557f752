// Save and load: a network as plain data, exact to the bit, and the strict reading of it.
//
// Numbers are written as JSON writes them, the shortest decimals that read back to the same bits; -0, which JSON would
// lose, is the string '-0', and infinities in an optimizer's state are 'Infinity'.

import { RANDOM_BYTES, RANDOM_HAS_NORMAL, RANDOM_NORMAL, RANDOM_POSITION, RANDOM_WORDS } from '../assembly/layout.ts';
import { OPTIMIZERS, type Optimizer } from './catalog.ts';
import { check, oneOf, plainObject, show, wholeNumber } from './check.ts';
import { count } from './data.ts';
import type { Precision } from './engine.ts';
import type { Label } from './labels.ts';
import type { NetworkBlock } from './network-block.ts';
import { type CheckedNetworkOptions, type NetworkOptions, readNetworkOptions } from './options.ts';
import type { Scaler } from './scaling.ts';
import type { TrainingState } from './training.ts';

const FORMAT = 'neurite';
const VERSION = 1;
/** Schedules count from the first epoch on: a file must not make them count for ever. */
const MOST_EPOCHS = 2 ** 31 - 1;

/** A number, or what JSON has no number for. @inline */
type FileNumber = number | '-0' | 'Infinity' | '-Infinity';

/** @inline */
interface ScalerFile {
  /** For each column, what is taken off (standard), or added at the end (minMax). */
  readonly shift: FileNumber[];
  /** For each column, the divisor (standard), or the factor (minMax). */
  readonly scale: FileNumber[];
}

/** What `toJSON` gives: plain data, for JSON or structured clone. */
export interface ModelFile {
  /** Tells the file from others. */
  readonly format: 'neurite';
  /** Of the format. */
  readonly version: 1;
  /** What the network was made with, with defaults filled in and the labels that it found. */
  readonly options: NetworkOptions;
  /** For each layer [fanIn, fanOut], row-major. */
  readonly weights: FileNumber[][];
  /** For each layer [fanOut]; empty without biases. */
  readonly biases: FileNumber[][];
  /** Of the inputs; null where none was fitted. */
  readonly inputScaler: ScalerFile | null;
  /** Of the targets; null where none was fitted. */
  readonly targetScaler: ScalerFile | null;
  /** The state of the Mersenne Twister. */
  readonly random: {
    /** Its 624 words of 32 bits. */
    readonly words: number[];
    /** The next word to use; 624 where they are used up. */
    readonly position: number;
    /** The second normal number of a pair, where only the first was drawn. */
    readonly normal: FileNumber | null;
  };
  /** What the next training goes on from; null before the first. */
  readonly training: {
    /** The optimizer of the last training. */
    readonly optimizer: Optimizer;
    /** Epochs since the network was made. */
    readonly epochs: number;
    /** Steps, and the running products of beta1 and beta2. */
    readonly counters: FileNumber[];
    /** What the optimizer keeps for each parameter: none to three lists. */
    readonly slots: FileNumber[][];
    /** The rows in the order of the last shuffle; null where nothing was shuffled. */
    readonly order: number[] | null;
  } | null;
}

/** A model file that was read and checked. */
export interface Model {
  readonly options: NetworkOptions;
  readonly parameters: Float64Array;
  readonly random: Uint8Array;
  readonly inputScaler: Scaler | undefined;
  readonly targetScaler: Scaler | undefined;
  readonly state: TrainingState | undefined;
}

const toFile = (value: number): FileNumber =>
  Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : (String(value) as FileNumber);

const listToFile = (values: ArrayLike<number>): FileNumber[] => Array.from(values, toFile);

export function writeModelFile(
  options: CheckedNetworkOptions,
  block: NetworkBlock,
  labels: readonly Label[] | undefined,
  inputScaler: Scaler | undefined,
  targetScaler: Scaler | undefined,
  state: TrainingState | undefined,
): ModelFile {
  const { parameters } = block;
  const places = options.layers.map((_, layer) => block.place(layer));
  const random = block.random.slice();
  const integers = new Int32Array(random.buffer);
  const scalerToFile = (scaler: Scaler | undefined): ScalerFile | null =>
    scaler ? { shift: listToFile(scaler.shift), scale: listToFile(scaler.scale) } : null;
  return {
    format: FORMAT,
    version: VERSION,
    options: {
      layers: [
        options.inputs,
        ...options.layers.map(({ units, activation, dropout }, index) =>
          index === options.layers.length - 1 ? { units, activation } : { units, activation, dropout },
        ),
      ],
      bias: options.bias,
      loss: options.loss,
      huberDelta: options.huberDelta,
      seed: options.seed,
      inputScaling: options.inputScaling,
      targetScaling: options.targetScaling,
      precision: options.precision,
      ...(labels && { labels: labels.slice() }),
    },
    weights: places.map(({ weights, weightsLength }) =>
      listToFile(parameters.subarray(weights, weights + weightsLength)),
    ),
    biases: places.map(({ biases, biasesLength }) => listToFile(parameters.subarray(biases, biases + biasesLength))),
    inputScaler: scalerToFile(inputScaler),
    targetScaler: scalerToFile(targetScaler),
    random: {
      words: Array.from(integers.subarray(0, RANDOM_WORDS), (word) => word >>> 0),
      position: integers[RANDOM_POSITION / 4],
      normal: integers[RANDOM_HAS_NORMAL / 4] === 0 ? null : toFile(new Float64Array(random.buffer)[RANDOM_NORMAL / 8]),
    },
    training: state
      ? {
          optimizer: state.optimizer,
          epochs: state.epochs,
          counters: listToFile(state.counters),
          slots: state.slots.map(listToFile),
          order: state.order ? Array.from(state.order) : null,
        }
      : null,
  };
}

/**
 * Reads a model file strictly: every field must be there, of its kind and size, and no other.
 *
 * @throws TypeError or RangeError that says where
 */
export function readModelFile(given: unknown): Model {
  const file = fields('the model file', parse(given), [
    'format',
    'version',
    'options',
    'weights',
    'biases',
    'inputScaler',
    'targetScaler',
    'random',
    'training',
  ]);
  if (file.format !== FORMAT)
    refuse(`format is ${show(file.format)}; this is no model file of neurite (expected '${FORMAT}')`);
  if (file.version !== VERSION) {
    refuse(
      `version is ${show(file.version)}, but this neurite reads version ${VERSION}; use the neurite that wrote it, or a newer one`,
    );
  }
  const { options, shape } = readOptions(file.options);
  const parameters = readParameters(file, shape);
  return {
    options,
    parameters,
    random: readRandom(file.random),
    inputScaler: readScaler('inputScaler', file.inputScaler, shape.inputScaling, shape.inputs),
    targetScaler: readScaler(
      'targetScaler',
      file.targetScaler,
      shape.targetScaling,
      shape.layers[shape.layers.length - 1].units,
    ),
    state: readTraining(file.training, parameters.length, shape.precision),
  };
}

function refuse(message: string): never {
  throw new RangeError(`fromJSON: ${message}.`);
}

function parse(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given);
  } catch (error) {
    return refuse(`the text is no JSON, perhaps cut short (${(error as Error).message})`);
  }
}

/** An object with just these fields, each read once. */
function fields(what: string, value: unknown, names: readonly string[]): Record<string, unknown> {
  const object = plainObject('fromJSON', what, value);
  for (const name of Object.keys(object)) {
    if (!names.includes(name)) refuse(`${what} has a field ${show(name)} that does not belong there`);
  }
  return Object.fromEntries(
    names.map((name) => {
      const field = Object.hasOwn(object, name) ? object[name] : undefined;
      if (field === undefined) refuse(`${what} has no field '${name}'`);
      return [name, field];
    }),
  );
}

const OPTION_FIELDS = ['layers', 'bias', 'loss', 'huberDelta', 'seed', 'inputScaling', 'targetScaling', 'precision'];

function readOptions(given: unknown): { options: NetworkOptions; shape: CheckedNetworkOptions } {
  const hasLabels = typeof given === 'object' && given !== null && Object.hasOwn(given, 'labels');
  const file = fields('options', given, hasLabels ? [...OPTION_FIELDS, 'labels'] : OPTION_FIELDS);
  const options = { ...file, layers: readLayers(file.layers) } as unknown as NetworkOptions;
  return { options, shape: readNetworkOptions('fromJSON: options', options) };
}

/** As `writeModelFile` writes them: nothing is left to a default. */
function readLayers(given: unknown): unknown[] {
  if (!Array.isArray(given)) throw new TypeError(`fromJSON: options.layers must be an array, got ${show(given)}.`);
  return given.map((layer, index) => {
    if (index === 0) return check('fromJSON: options.layers[0]', layer, wholeNumber(1, 2 ** 31 - 1));
    const names = index === given.length - 1 ? ['units', 'activation'] : ['units', 'activation', 'dropout'];
    return fields(`options.layers[${index}]`, layer, names);
  });
}

function readParameters(
  file: Record<string, unknown>,
  { inputs, layers, bias, precision }: CheckedNetworkOptions,
): Float64Array {
  const weights = list('weights', file.weights, layers.length);
  const biases = list('biases', file.biases, layers.length);
  const parts: Float64Array[] = [];
  layers.forEach(({ units }, layer) => {
    const fanIn = layer === 0 ? inputs : layers[layer - 1].units;
    parts.push(reals(`weights[${layer}]`, weights[layer], fanIn * units, precision));
    parts.push(reals(`biases[${layer}]`, biases[layer], bias ? units : 0, precision));
  });
  const parameters = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    parameters.set(part, at);
    at += part.length;
  }
  return parameters;
}

function readScaler(what: string, given: unknown, kind: string, columns: number): Scaler | undefined {
  if (given === null) return undefined;
  if (kind === 'none') return refuse(`${what} is there, but the options say that nothing is scaled`);
  const { shift, scale } = fields(what, given, ['shift', 'scale']);
  const scales = numbers(`${what}.scale`, scale, columns);
  scales.forEach((value, column) => {
    if (!(value > 0)) refuse(`${what}.scale[${column}] is ${value}, but must be above 0`);
  });
  return { kind: kind as Scaler['kind'], shift: numbers(`${what}.shift`, shift, columns), scale: scales };
}

function readRandom(given: unknown): Uint8Array {
  const { words, position, normal } = fields('random', given, ['words', 'position', 'normal']);
  const bytes = new Uint8Array(RANDOM_BYTES);
  const integers = new Int32Array(bytes.buffer);
  const word = wholeNumber(0, 2 ** 32 - 1);
  list('random.words', words, RANDOM_WORDS).forEach((value, index) => {
    integers[index] = check(`fromJSON: random.words[${index}]`, value, word);
  });
  integers[RANDOM_POSITION / 4] = check('fromJSON: random.position', position, wholeNumber(0, RANDOM_WORDS));
  if (normal !== null) {
    integers[RANDOM_HAS_NORMAL / 4] = 1;
    new Float64Array(bytes.buffer)[RANDOM_NORMAL / 8] = fileNumber('random.normal', normal, false);
  }
  return bytes;
}

function readTraining(given: unknown, length: number, precision: Precision): TrainingState | undefined {
  if (given === null) return undefined;
  const file = fields('training', given, ['optimizer', 'epochs', 'counters', 'slots', 'order']);
  const optimizer = check(
    'fromJSON: training.optimizer',
    file.optimizer,
    oneOf(Object.keys(OPTIMIZERS) as Optimizer[]),
  );
  const slots = list('training.slots', file.slots, OPTIMIZERS[optimizer].slots);
  return {
    optimizer,
    epochs: check('fromJSON: training.epochs', file.epochs, wholeNumber(0, MOST_EPOCHS)),
    counters: numbers('training.counters', file.counters, 4),
    slots: slots.map((slot, index) => reals(`training.slots[${index}]`, slot, length, precision, true)),
    order: file.order === null ? undefined : readOrder(file.order),
  };
}

/** Each of 0 … length - 1 once. */
function readOrder(given: unknown): Int32Array {
  if (!Array.isArray(given)) return refuse(`training.order must be an array or null, got ${show(given)}`);
  const order = new Int32Array(given.length);
  const seen = new Uint8Array(given.length);
  for (let at = 0; at < given.length; at++) {
    const row = check(`fromJSON: training.order[${at}]`, given[at], wholeNumber(0, given.length - 1));
    if (seen[row]) refuse(`training.order has ${row} twice`);
    seen[row] = 1;
    order[at] = row;
  }
  return order;
}

function list(what: string, given: unknown, length: number): unknown[] {
  if (!Array.isArray(given)) throw new TypeError(`fromJSON: ${what} must be an array, got ${show(given)}.`);
  if (given.length !== length) refuse(`${what} has ${count(given.length, 'item')}, but must have ${length}`);
  return given;
}

function numbers(what: string, given: unknown, length: number, infinite = false): Float64Array {
  const values = list(what, given, length);
  const result = new Float64Array(length);
  for (let at = 0; at < length; at++) result[at] = fileNumber(`${what}[${at}]`, values[at], infinite);
  return result;
}

/** Numbers that the network computes with: what float32 would round did not come from there. */
function reals(what: string, given: unknown, length: number, precision: Precision, infinite = false): Float64Array {
  const values = numbers(what, given, length, infinite);
  if (precision === 'float64') return values;
  values.forEach((value, at) => {
    if (Math.fround(value) !== value) refuse(`${what}[${at}] is ${value}, which is no float32 number`);
  });
  return values;
}

function fileNumber(what: string, given: unknown, infinite: boolean): number {
  if (given === '-0') return -0;
  if (infinite && (given === 'Infinity' || given === '-Infinity')) return Number(given);
  if (typeof given !== 'number') throw new TypeError(`fromJSON: ${what} must be a number, got ${show(given)}.`);
  if (!Number.isFinite(given)) refuse(`${what} is ${given}, but must be finite`);
  return given;
}
