// Labels of classes: strings or whole numbers, turned into the targets of the outputs and back.

import { show } from './check.ts';
import { count, isNumberArray, type Matrix } from './data.ts';

/** The name of a class. */
export type Label = string | number;

/** A list of labels, one a row. */
export type Labels = readonly string[] | readonly number[] | ArrayLike<number>;

/** Whether `targets` is a list with one label a row, rather than rows of numbers. */
export function isLabelList(targets: unknown, outputs: number, rows: number): targets is Labels {
  if (isNumberArray(targets)) return outputs > 1 && targets.length === rows;
  if (!Array.isArray(targets) || targets.length === 0) return false;
  if (typeof targets[0] === 'string') return true;
  return outputs > 1 && targets.every((value) => typeof value !== 'object' || value === null);
}

/** The different labels, in order: numbers by size, strings by code. */
export function distinctLabels(where: string, labels: Labels): Label[] {
  const seen = new Set<Label>();
  for (let row = 0; row < labels.length; row++) seen.add(checkLabel(`${where}[${row}]`, labels[row]));
  const list = [...seen];
  if (new Set(list.map((label) => typeof label)).size > 1) {
    throw new TypeError(`${where} mixes strings and numbers; labels must be all of one kind.`);
  }
  return list.sort((a, b) => (a < b ? -1 : 1));
}

export function checkLabel(where: string, label: unknown): Label {
  if (typeof label === 'string') return label;
  if (typeof label === 'number' && Number.isSafeInteger(label)) return label;
  const message = `${where} must be a label, a string or a whole number, got ${show(label)}.`;
  throw typeof label === 'number' ? new RangeError(message) : new TypeError(message);
}

/** How many classes a network tells apart: two with a single output. */
export const classesOf = (outputs: number): number => Math.max(outputs, 2);

/** One-hot rows for labels; a single output is 1 for the second label. */
export function encodeLabels(where: string, labels: Labels, known: readonly Label[], outputs: number): Matrix {
  const numbers = new Map(known.map((label, number) => [label, number]));
  const data = new Float64Array(labels.length * outputs);
  for (let row = 0; row < labels.length; row++) {
    const number = numbers.get(checkLabel(`${where}[${row}]`, labels[row]));
    if (number === undefined) {
      throw new RangeError(
        `${where}[${row}] is ${show(labels[row])}, but the network knows ${known.map(show).join(', ')}.`,
      );
    }
    if (outputs === 1) data[row] = number;
    else data[row * outputs + number] = 1;
  }
  return { data, rows: labels.length, columns: outputs };
}

/** Checks that labels are as many as the outputs can tell apart. */
export function checkLabelCount(where: string, labels: readonly Label[], outputs: number, shown: string): void {
  const classes = classesOf(outputs);
  if (labels.length !== classes) {
    throw new RangeError(
      `${where} has ${count(labels.length, 'different label')}, but the network tells ${classes} classes apart (${shown}).`,
    );
  }
}

/** The classes that a caller names, as many as the outputs can tell apart. */
export function readLabels(where: string, labels: unknown, outputs: number, shown: string): Label[] {
  if (!Array.isArray(labels)) throw new TypeError(`${where} must be an array of labels, got ${show(labels)}.`);
  for (const [number, label] of labels.entries()) checkLabel(`${where}[${number}]`, label);
  checkLabelCount(where, distinctLabels(where, labels), outputs, shown);
  checkLabelCount(where, labels, outputs, shown);
  return labels.slice();
}

/** The number of the class that a row of outputs or one-hot targets stands for. */
export function classOf(data: ArrayLike<number>, at: number, outputs: number): number {
  if (outputs === 1) return data[at] > 0.5 ? 1 : 0;
  let best = 0;
  for (let o = 1; o < outputs; o++) if (data[at + o] > data[at + best]) best = o;
  return best;
}
