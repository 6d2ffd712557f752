// Cross-validation: how good a network gets on rows that it was not trained on.

import { flag, type OptionTable, readOptions, wholeNumber } from './check.ts';
import type { Row, Rows } from './data.ts';
import { permutation, randomFrom } from './dataset.ts';
import { distinctLabels, isLabelList, type Label, type Labels } from './labels.ts';
import { type Evaluated, NeuralNetwork } from './network.ts';
import { type NetworkOptions, readNetworkOptions, type TrainOptions } from './options.ts';

/** What `crossValidate` takes. */
export interface CrossValidationOptions {
  /** Parts that the rows are cut into, 2 or more. Default 5. */
  folds?: number;
  /** Whether each part has its share of each class. Default: where targets are labels or one-hot rows. */
  stratified?: boolean;
  /** 0 … 2^32 - 1, for the parts. Default: the network's seed, or 0. */
  seed?: number;
  /** How each network is trained. */
  train?: TrainOptions;
}

/** What `crossValidate` finds. */
export interface CrossValidation {
  /** For each part: how good the network was that was trained on the others. */
  readonly folds: readonly Evaluated[];
  /** The means over the parts, weighted by their rows; of a confusion matrix, the sum. */
  readonly mean: Evaluated;
}

const TABLE = {
  folds: { rule: wholeNumber(2, 2 ** 31 - 1), default: 5 },
  stratified: { rule: flag },
  seed: { rule: wholeNumber(0, 2 ** 32 - 1) },
  train: {
    rule: {
      expected: 'an object',
      kind: (value: unknown) => typeof value === 'object' && value !== null,
      range: () => true,
    },
  },
} satisfies OptionTable;

/**
 * Cuts the rows into parts, trains a network on all parts but one and evaluates it on that one, for each part.
 *
 * @param network  options of the networks; each fold makes a new one from them
 * @param inputs   an array of rows
 * @param targets  an array of labels or rows
 */
export function crossValidate(
  network: NetworkOptions,
  inputs: readonly Row[],
  targets: readonly Row[] | readonly Label[],
  options: CrossValidationOptions = {},
): CrossValidation {
  const where = 'crossValidate';
  const {
    folds,
    stratified,
    seed = network?.seed ?? 0,
    train,
  } = readOptions(where, options, TABLE) as Required<CrossValidationOptions>;
  for (const [name, value] of Object.entries({ inputs, targets })) {
    if (!Array.isArray(value)) throw new TypeError(`${where}: ${name} must be an array with an item for each row.`);
  }
  if (inputs.length !== targets.length) {
    throw new RangeError(
      `${where}: inputs have ${inputs.length} rows, but targets have ${targets.length}; each row needs its target.`,
    );
  }
  if (inputs.length < folds) throw new RangeError(`${where}: ${inputs.length} rows cannot be cut into ${folds} folds.`);
  const parts = cut(targets, folds, stratified ?? hasClasses(targets), seed);
  // A rare label may be missing from the rows of a fold.
  const { layers, loss } = readNetworkOptions(where, network);
  const hasLabels =
    loss.endsWith('CrossEntropy') && isLabelList(targets, layers[layers.length - 1].units, targets.length);
  const labels = network.labels ?? (hasLabels ? distinctLabels(`${where}: targets`, targets as Labels) : undefined);
  const results: Evaluated[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const chosen = <T>(list: readonly T[], inFold: boolean) =>
      list.filter((_, row) => (parts[row] === fold) === inFold);
    const trained = new NeuralNetwork({ ...network, labels });
    try {
      trained.train(chosen(inputs, false), chosen(targets as readonly Row[], false) as Rows | Labels, train);
      results.push(trained.evaluate(chosen(inputs, true), chosen(targets as readonly Row[], true) as Rows | Labels));
    } finally {
      trained.free();
    }
  }
  const rows = Array.from({ length: folds }, (_, fold) => parts.filter((part) => part === fold).length);
  return { folds: results, mean: meanOf(results, rows) };
}

/** Whether targets are labels, or rows that are all 0 but for one 1. */
function hasClasses(targets: readonly unknown[]): boolean {
  return targets.every((target) => {
    if (typeof target === 'string') return true;
    if (typeof target === 'number') return Number.isInteger(target) && new Set(targets).size <= 20;
    const row = Array.from((target ?? []) as ArrayLike<number>);
    return (
      row.length > 1 &&
      row.every((value) => value === 0 || value === 1) &&
      row.indexOf(1) === row.lastIndexOf(1) &&
      row.includes(1)
    );
  });
}

/** The part of each row: rows are shuffled, and dealt out in turn; stratified, class by class. */
function cut(targets: readonly unknown[], folds: number, stratified: boolean, seed: number): number[] {
  const order = Array.from(permutation(targets.length, randomFrom(seed)));
  const key = (row: number) => (stratified ? JSON.stringify(Array.from([targets[row]].flat() as unknown[])) : '');
  const classes = new Map<string, number[]>();
  for (const row of order) {
    const rows = classes.get(key(row));
    if (rows) rows.push(row);
    else classes.set(key(row), [row]);
  }
  const parts = new Array<number>(targets.length);
  let next = 0;
  for (const rows of classes.values()) for (const row of rows) parts[row] = next++ % folds;
  return parts;
}

function meanOf(results: readonly Evaluated[], rows: readonly number[]): Evaluated {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const mean: Record<string, unknown> = {};
  for (const name of Object.keys(results[0]) as (keyof Evaluated)[]) {
    if (name === 'confusion') {
      mean[name] = results[0].confusion?.map((line, actual) =>
        line.map((_, answered) =>
          results.reduce((sum, { confusion }) => sum + (confusion?.[actual][answered] ?? 0), 0),
        ),
      );
    } else {
      mean[name] = results.reduce((sum, result, fold) => sum + (result[name] as number) * rows[fold], 0) / total;
    }
  }
  return mean as unknown as Evaluated;
}
