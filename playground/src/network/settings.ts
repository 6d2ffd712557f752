// Everything that decides what the network becomes, and its way into the address and back.

import type { Activation, Loss, Optimizer } from 'neurite';
import { ACTIVATIONS, defaultLoss, LOSSES, OPTIMIZERS } from '../../../src/catalog.ts';
import { type Data, type DataName, type DataSettings, makeData, type Own, RECIPES } from './datasets.ts';

export interface HiddenLayer {
  units: number;
  activation: Activation;
}

/** What may change while the network trains. */
export interface TrainingSettings {
  optimizer: Optimizer;
  learningRate: number;
  /** 0 stands for all rows. */
  batchSize: number;
  l1: number;
  l2: number;
  /** The optimizer's own parameters, where they are not its defaults. */
  parameters: Record<string, number>;
}

/** What makes a new network when it changes. */
export interface NetworkSettings extends DataSettings {
  hidden: HiddenLayer[];
  output: Activation;
  loss: Loss;
  dropout: number;
}

export interface Settings extends NetworkSettings {
  training: TrainingSettings;
}

/** A weight or a bias (`from` is -1) that was set by hand. */
export interface Edit {
  layer: number;
  from: number;
  to: number;
  value: number;
}

/** Something that was changed after so many epochs. */
export type Change = { epoch: number } & ({ training: TrainingSettings } | { edit: Edit });

/** A run: what it began with, what was changed on the way, and how far it went. It alone decides every bit. */
export interface Run {
  settings: Settings;
  changes: Change[];
  epoch: number;
}

export const MAX_LAYERS = 6;
export const MAX_UNITS = 64;
export const MAX_CLASSES = 6;

export const DEFAULT_SETTINGS: Settings = {
  data: 'spirals',
  noise: 0.1,
  points: 400,
  share: 0.7,
  seed: 1,
  hidden: [
    { units: 8, activation: 'swish' },
    { units: 8, activation: 'swish' },
  ],
  output: 'sigmoid',
  loss: 'binaryCrossEntropy',
  dropout: 0,
  training: { optimizer: 'adam', learningRate: 0.01, batchSize: 16, l1: 0, l2: 0, parameters: {} },
};

const names = <T extends object>(table: T) => Object.keys(table) as (keyof T & string)[];
export const HIDDEN_ACTIVATIONS = names(ACTIVATIONS).filter((name) => name !== 'softmax');
export const OPTIMIZER_NAMES = names(OPTIMIZERS);

/** The numbers that an optimizer takes, with their defaults. */
export function optimizerParameters(optimizer: Optimizer): [name: string, value: number][] {
  const parameters: Record<string, number | boolean> = OPTIMIZERS[optimizer].parameters;
  return Object.entries(parameters).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}

export const defaultLearningRate = (optimizer: Optimizer) => OPTIMIZERS[optimizer].learningRate;

/** Output activations that fit the data. */
export function outputsFor({ task, classes }: Pick<Data, 'task' | 'classes'>): Activation[] {
  if (task === 'values') return ['linear', 'tanh', 'softsign', 'sigmoid'];
  return classes.length === 2 ? ['sigmoid', 'softmax'] : ['softmax'];
}

/** Losses that fit an output. */
export function lossesFor(output: Activation): Loss[] {
  return names(LOSSES).filter((name) => LOSSES[name].output === undefined || LOSSES[name].output === output);
}

/** The settings with an output and a loss that fit their data. */
export function fitting(settings: Settings): Settings {
  const outputs = outputsFor(makeData({ ...settings, points: 1 }));
  const output = outputs.includes(settings.output) ? settings.output : outputs[0];
  const loss =
    output === settings.output && lossesFor(output).includes(settings.loss) ? settings.loss : defaultLoss(output);
  return { ...settings, output, loss };
}

/** Units of the output layer. */
export function outputUnits({ output }: Settings, { task, classes }: Data): number {
  return task === 'values' || output === 'sigmoid' ? 1 : classes.length;
}

/** All layers, inputs first, as NeuralNetwork takes them. */
export function layersOf(settings: Settings, data: Data) {
  const { hidden, output, dropout } = settings;
  return [
    2,
    ...hidden.map(({ units, activation }) => (dropout ? { units, activation, dropout } : { units, activation })),
    { units: outputUnits(settings, data), activation: output },
  ] as const;
}

/** What `train` takes. */
export function trainOptions({ optimizer, learningRate, batchSize, l1, l2, parameters }: TrainingSettings) {
  return { optimizer, learningRate, batchSize: batchSize || ('full' as const), l1, l2, ...parameters };
}

// The address. Numbers are written in full, so that they come back to the bit.

export function writeRun({ settings, changes, epoch }: Run): URLSearchParams {
  const { data, noise, points, share, seed, hidden, output, loss, dropout, training, own } = settings;
  const state = new URLSearchParams();
  const put = (name: string, value: string | number) => state.set(name, String(value));
  put('data', data);
  if (own && (data === 'drawn' || data === 'pasted')) put('own', writeOwn(own));
  else {
    put('noise', noise);
    put('points', points);
  }
  put('share', share);
  put('seed', seed);
  put('layers', hidden.map(({ units, activation }) => `${units}-${activation}`).join('.'));
  put('output', output);
  put('loss', loss);
  if (dropout) put('dropout', dropout);
  put('training', writeTraining(training));
  put('epoch', epoch);
  if (changes.length > 0) put('changes', changes.map(writeChange).join('~'));
  return state;
}

/** The run that an address describes; what is missing or makes no sense is as at the beginning. */
export function readRun(state: URLSearchParams): Run {
  const text = (name: string) => state.get(name) ?? '';
  const number = (name: string, fallback: number, low: number, high: number) => {
    const value = state.has(name) ? Number(text(name)) : Number.NaN;
    return value >= low && value <= high ? value : fallback;
  };
  const choice = <T extends string>(name: string, choices: readonly T[], fallback: T) =>
    choices.find((candidate) => candidate === text(name)) ?? fallback;
  const start = DEFAULT_SETTINGS;
  const own = state.has('own') ? readOwn(text('own')) : undefined;
  const dataNames: DataName[] = [...names(RECIPES), 'drawn', 'pasted'];
  const data = choice('data', dataNames, start.data);
  const settings = fitting({
    data: data === 'pasted' && !own ? start.data : data,
    own,
    noise: number('noise', start.noise, 0, 0.5),
    points: Math.round(number('points', start.points, 10, 2000)),
    share: number('share', start.share, 0.1, 1),
    seed: Math.round(number('seed', start.seed, 0, 2 ** 32 - 1)),
    hidden: state.has('layers') ? readLayers(text('layers')) : start.hidden,
    output: choice('output', names(ACTIVATIONS), start.output),
    loss: choice('loss', names(LOSSES), start.loss),
    dropout: number('dropout', start.dropout, 0, 0.9),
    training: readTraining(text('training')) ?? start.training,
  });
  const changes = text('changes').split('~').map(readChange);
  return {
    settings,
    changes: changes.filter((change) => change !== undefined),
    epoch: Math.round(number('epoch', 0, 0, 1e6)),
  };
}

function readLayers(text: string): HiddenLayer[] {
  return text
    .split('.')
    .map((layer) => layer.split('-'))
    .map(([units, activation]) => ({
      units: Math.min(MAX_UNITS, Math.max(1, Math.round(Number(units)) || 0)),
      activation: HIDDEN_ACTIVATIONS.find((name) => name === activation) as Activation,
    }))
    .filter(({ activation }) => activation)
    .slice(0, MAX_LAYERS);
}

function writeTraining({ optimizer, learningRate, batchSize, l1, l2, parameters }: TrainingSettings): string {
  const own = Object.entries(parameters).map(([name, value]) => `${name}*${value}`);
  return [optimizer, learningRate, batchSize, l1, l2, ...own].join('_');
}

function readTraining(text: string): TrainingSettings | undefined {
  const [optimizer, rate, batch, l1, l2, ...own] = text.split('_');
  const known = OPTIMIZER_NAMES.find((name) => name === optimizer);
  const [learningRate, batchSize, penalty1, penalty2] = [rate, batch, l1, l2].map(Number);
  if (!known || !(learningRate > 0) || !(batchSize >= 0) || !(penalty1 >= 0) || !(penalty2 >= 0)) return undefined;
  const allowed = optimizerParameters(known).map(([name]) => name);
  const parameters = Object.fromEntries(
    own
      .map((entry) => entry.split('*'))
      .map(([name, value]) => [name, Number(value)] as const)
      .filter(([name, value]) => allowed.includes(name) && Number.isFinite(value)),
  );
  return { optimizer: known, learningRate, batchSize: Math.round(batchSize), l1: penalty1, l2: penalty2, parameters };
}

function writeChange(change: Change): string {
  if ('training' in change) return `${change.epoch}!${writeTraining(change.training)}`;
  const { layer, from, to, value } = change.edit;
  return `${change.epoch}!weight_${layer}_${from}_${to}_${value}`;
}

function readChange(text: string): Change | undefined {
  const [epochText, what = ''] = text.split('!');
  const epoch = Number(epochText);
  if (!(epoch >= 0)) return undefined;
  if (what.startsWith('weight_')) {
    const [layer, from, to, value] = what.slice(7).split('_').map(Number);
    return [layer, from, to, value].every(Number.isFinite) ? { epoch, edit: { layer, from, to, value } } : undefined;
  }
  const training = readTraining(what);
  return training && { epoch, training };
}

/** Points of one's own as JSON with numbers in full. */
function writeOwn({ task, classes, columns, inputs, answers }: Own): string {
  return JSON.stringify({ task, classes, columns, inputs: Array.from(inputs), answers: Array.from(answers) });
}

function readOwn(text: string): Own | undefined {
  try {
    const { task, classes, columns, inputs, answers } = JSON.parse(text);
    const numbers = [...inputs, ...answers];
    const isOwn =
      (task === 'classes' || task === 'values') &&
      inputs.length === 2 * answers.length &&
      classes.length <= MAX_CLASSES &&
      numbers.every((value: unknown) => typeof value === 'number');
    if (!isOwn) return undefined;
    return {
      task,
      classes: classes.map(String),
      columns: [String(columns[0]), String(columns[1])],
      inputs: Float64Array.from(inputs),
      answers: Float64Array.from(answers),
    };
  } catch {
    return undefined;
  }
}
