// From what callers hand in to examples that a training understands: labels encoded, rows weighted, some held out.

import { RANDOM_BYTES } from '../assembly/layout.ts';
import { above0, atLeast0, check, plainObject, show } from './check.ts';
import { copyRow, count, type Matrix, type Rows, toMatrix } from './data.ts';
import { javascript } from './engines/javascript/index.ts';
import type { Random } from './engines/javascript/random.ts';
import {
  checkLabelCount,
  classesOf,
  classOf,
  distinctLabels,
  encodeLabels,
  isLabelList,
  type Label,
  type Labels,
} from './labels.ts';
import type { Examples } from './network-block.ts';
import type { ValidationData } from './options.ts';

/** What the network expects of rows. */
export interface Expectation {
  readonly inputs: number;
  readonly outputs: number;
  /** 'layers: [4, 8, 3]', for messages. */
  readonly shown: string;
  /** Whether targets must lie in 0 … 1, as both cross-entropies ask, and may be labels. */
  readonly classifies: boolean;
  readonly labels: readonly Label[] | undefined;
}

/** Inputs and targets as matrices, and the labels that were found where the targets are labels. */
export function readExamples(
  where: string,
  inputs: Rows,
  targets: Rows | Labels,
  expected: Expectation,
): { inputs: Matrix; targets: Matrix; labels: readonly Label[] | undefined } {
  const x = toMatrix(
    `${where}: inputs`,
    inputs,
    expected.inputs,
    `the network has ${count(expected.inputs, 'input')} (${expected.shown})`,
  );
  const { targets: y, labels } = readTargets(where, targets, expected, x.rows);
  if (x.rows !== y.rows) {
    throw new RangeError(
      `${where}: inputs have ${count(x.rows, 'row')}, but targets have ${y.rows}; each row needs its target.`,
    );
  }
  return { inputs: x, targets: y, labels };
}

function readTargets(
  where: string,
  targets: Rows | Labels,
  expected: Expectation,
  rows: number,
): { targets: Matrix; labels: readonly Label[] | undefined } {
  const { outputs, shown, classifies } = expected;
  const name = `${where}: targets`;
  if (isLabelList(targets, outputs, rows) || isTwoLabels(targets, expected)) {
    if (!classifies)
      throw new TypeError(
        `${name} are labels, but the network predicts numbers (its output is neither sigmoid nor softmax with cross-entropy).`,
      );
    const list = targets as Labels;
    const labels = expected.labels ?? distinctLabels(name, list);
    checkLabelCount(name, labels, outputs, shown);
    return { targets: encodeLabels(name, list, labels, outputs), labels };
  }
  const matrix = toMatrix(
    name,
    nested(targets as Rows, outputs),
    outputs,
    `the network has ${count(outputs, 'output')} (${shown})`,
  );
  if (classifies) {
    matrix.data.forEach((value, at) => {
      if (value < 0 || value > 1) {
        throw new RangeError(
          `${name}: row ${Math.floor(at / outputs)}, column ${at % outputs} is ${value}; cross-entropy needs targets from 0 to 1, or labels.`,
        );
      }
    });
  }
  return { targets: matrix, labels: expected.labels };
}

/** Whether numbers for a single output are the network's two labels, or two whole numbers that are not 0 and 1. */
function isTwoLabels(targets: unknown, { outputs, classifies, labels }: Expectation): boolean {
  if (outputs !== 1 || !classifies || !Array.isArray(targets) || !targets.every(Number.isInteger)) return false;
  if (labels) return typeof labels[0] === 'number';
  const distinct = new Set<number>(targets);
  return distinct.size === 2 && !(distinct.has(0) && distinct.has(1));
}

/** Targets of one output may be a plain list of numbers. */
function nested(targets: Rows, outputs: number): Rows {
  if (outputs !== 1 || !Array.isArray(targets) || targets.some((row) => typeof row === 'object' && row !== null))
    return targets;
  return targets.map((value) => [value]);
}

/** The weight of each row from sampleWeights and classWeights; undefined where all are 1. */
export function rowWeights(
  where: string,
  sampleWeights: unknown,
  classWeights: unknown,
  targets: Matrix,
  labels: readonly Label[] | undefined,
  classifies: boolean,
): Float64Array | undefined {
  if (sampleWeights === undefined && classWeights === undefined) return undefined;
  const { rows, columns, data } = targets;
  const weights = new Float64Array(rows).fill(1);
  if (sampleWeights !== undefined) {
    copyRow(`${where}: sampleWeights`, sampleWeights, weights, 0, rows, `there are ${count(rows, 'row')}`);
    weights.forEach((weight, row) => {
      check(`${where}: sampleWeights[${row}]`, weight, atLeast0);
    });
  }
  if (classWeights !== undefined) {
    if (!classifies) throw new TypeError(`${where}: classWeights need a network that tells classes apart.`);
    const byClass = readClassWeights(`${where}: classWeights`, classWeights, targets, labels);
    for (let row = 0; row < rows; row++) weights[row] *= byClass[classOf(data, row * columns, columns)];
  }
  return weights;
}

function readClassWeights(
  where: string,
  given: unknown,
  targets: Matrix,
  labels: readonly Label[] | undefined,
): number[] {
  const { rows, columns, data } = targets;
  const classes = classesOf(columns);
  const names = labels ?? Array.from({ length: classes }, (_, number) => number);
  if (given === 'balanced') {
    const counts = new Array<number>(classes).fill(0);
    for (let row = 0; row < rows; row++) counts[classOf(data, row * columns, columns)]++;
    return counts.map((rowsOfClass) => (rowsOfClass === 0 ? 0 : rows / (classes * rowsOfClass)));
  }
  if (typeof given === 'string')
    throw new RangeError(`${where} must be 'balanced' or an object of weights by label, got ${show(given)}.`);
  const byLabel = plainObject(where, 'the value', given);
  const known = new Set(names.map(String));
  for (const label of Object.keys(byLabel)) {
    if (!known.has(label))
      throw new RangeError(`${where} has ${show(label)}, but the classes are ${names.map(show).join(', ')}.`);
  }
  return names.map((name) =>
    Object.hasOwn(byLabel, String(name)) ? check(`${where}: ${show(name)}`, byLabel[String(name)], atLeast0) : 1,
  );
}

/** The rows with these numbers. */
export function pick({ inputs, targets, weights }: Examples, rows: Int32Array): Examples {
  return {
    inputs: pickRows(inputs, rows),
    targets: pickRows(targets, rows),
    weights: weights && Float64Array.from(rows, (row) => weights[row]),
  };
}

function pickRows({ data, columns }: Matrix, rows: Int32Array): Matrix {
  const picked = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => {
    picked.set(data.subarray(row * columns, (row + 1) * columns), at * columns);
  });
  return { data: picked, rows: rows.length, columns };
}

/** A generator of its own, started from `seed`. */
export function randomFrom(seed: number): Random {
  const { Random } = javascript();
  return new Random({ buffer: new ArrayBuffer(RANDOM_BYTES) }, 0).seed(seed);
}

/** 0 … length - 1, shuffled by a generator of its own. */
export function permutation(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, row) => row);
  random.shuffle(order);
  return order;
}

/** The rows to train on, and those to watch: a share of all, or rows of their own. */
export function readValidation(
  where: string,
  all: Examples,
  validation: unknown,
  expected: Expectation,
  seed: number,
): { kept: Examples; held?: Examples } {
  if (validation === undefined) return { kept: all };
  if (typeof validation === 'number') return holdOut(where, all, validation, seed);
  if (validation === null || typeof validation !== 'object') {
    throw new TypeError(
      `${where}: validation must be a share of the rows or { inputs, targets }, got ${show(validation)}.`,
    );
  }
  const { inputs, targets } = validation as ValidationData;
  return { kept: all, held: readExamples(`${where}: validation`, inputs, targets, expected) };
}

/**
 * Holds a share of the rows out, rounded up: the same rows for the same seed, whatever was drawn before. What is left keeps its order.
 */
export function holdOut(
  where: string,
  examples: Examples,
  share: number,
  seed: number,
): { kept: Examples; held: Examples } {
  const { rows } = examples.inputs;
  check(`${where}: validation`, share, above0);
  const held = Math.ceil(rows * share);
  if (share >= 1 || held >= rows) {
    throw new RangeError(
      `${where}: validation must be a share below 1 that leaves rows to train on; ${share} of ${count(rows, 'row')} leaves none.`,
    );
  }
  const order = permutation(rows, randomFrom(seed));
  return { held: pick(examples, order.slice(0, held)), kept: pick(examples, order.slice(held).sort()) };
}
