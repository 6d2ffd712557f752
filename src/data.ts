// Every accepted form of rows into one matrix of doubles, checked on the way: each value is read once.

import { show } from './check.ts';

/** Rows of numbers, row-major. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** @inline */
type NumberArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** One row of numbers. */
export type Row = readonly number[] | NumberArray;

/**
 * Rows of numbers: an array of rows (arrays or typed arrays), one flat typed array, or a flat array that says its shape.
 */
export type Rows =
  | readonly Row[]
  | NumberArray
  | {
      /** The values, row after row. */
      readonly data: Row;
      /** How many rows there are. */
      readonly rows: number;
      /** Values of each row. */
      readonly columns: number;
    };

/**
 * @param where     who asks, for messages: 'train: inputs'
 * @param columns   values that a row must have
 * @param because   why: 'the network has 4 inputs (layers: [4, 8, 1])'
 */
export function toMatrix(where: string, value: unknown, columns: number, because: string): Matrix {
  if (isNumberArray(value)) return fromFlat(where, value, undefined, columns, because);
  if (Array.isArray(value)) return fromRows(where, value, columns, because);
  if (isShaped(value)) return fromFlat(where, value.data, value, columns, because);
  throw new TypeError(
    `${where} must be an array of rows, a flat typed array or { data, rows, columns }, got ${show(value)}.`,
  );
}

/** Whether the value is one row rather than several. */
export function isRow(value: unknown, columns: number): value is Row {
  if (isNumberArray(value)) return value.length === columns;
  return Array.isArray(value) && !(value.length > 0 && isRowLike(value[0]));
}

/** Copies one row of `columns` numbers into `target`, checked. */
export function copyRow(
  where: string,
  row: unknown,
  target: Float64Array | Float32Array,
  at: number,
  columns: number,
  because: string | (() => string),
): void {
  if (!isRowLike(row)) throw new TypeError(`${where} must be a row of numbers, got ${show(row)}.`);
  if (row.length !== columns) {
    throw new RangeError(
      `${where} has ${count(row.length, 'value')}, but ${typeof because === 'string' ? because : because()}.`,
    );
  }
  for (let i = 0; i < columns; i++) {
    const value = row[i];
    if (!(typeof value === 'number' && value - value === 0)) refuse(`${where}[${i}]`, value, i in row);
    target[at + i] = value;
  }
}

function fromRows(where: string, rows: readonly unknown[], columns: number, because: string): Matrix {
  if (rows.length === 0) throw new RangeError(`${where} has no rows; at least 1 is needed.`);
  const data = new Float64Array(rows.length * columns);
  for (let r = 0; r < rows.length; r++) copyRow(`${where}[${r}]`, rows[r], data, r * columns, columns, because);
  return { data, rows: rows.length, columns };
}

function fromFlat(
  where: string,
  flat: unknown,
  shape: { rows: unknown; columns: unknown } | undefined,
  columns: number,
  because: string,
): Matrix {
  if (!isRowLike(flat)) throw new TypeError(`${where}.data must be a flat array of numbers, got ${show(flat)}.`);
  if (shape && shape.columns !== columns)
    throw new RangeError(`${where}.columns is ${show(shape.columns)}, but ${because}.`);
  const rows = flat.length / columns;
  if (shape && shape.rows !== rows) {
    throw new RangeError(
      `${where} says ${show(shape.rows)} rows of ${columns}, but data has ${count(flat.length, 'value')}.`,
    );
  }
  if (flat.length === 0) throw new RangeError(`${where} has no rows; at least 1 is needed.`);
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${where} has ${count(flat.length, 'value')}, which is no whole number of rows: ${because}.`);
  }
  const data = new Float64Array(flat.length);
  for (let i = 0; i < data.length; i++) {
    const value = flat[i];
    if (!(typeof value === 'number' && value - value === 0)) {
      refuse(`${where}: row ${Math.floor(i / columns)}, column ${i % columns}`, value, i in flat);
    }
    data[i] = value;
  }
  return { data, rows, columns };
}

function refuse(place: string, value: unknown, present: boolean): never {
  if (!present) throw new TypeError(`${place} is missing (a hole in the array); every value must be a finite number.`);
  if (typeof value === 'number') {
    throw new RangeError(
      `${place} is ${value}; every value must be a finite number. Remove the row or fill the value in.`,
    );
  }
  throw new TypeError(`${place} is ${show(value)}; every value must be a finite number.`);
}

export function isNumberArray(value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBigIntArray(value);
}

function isBigIntArray(value: unknown): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

function isRowLike(value: unknown): value is Row {
  return Array.isArray(value) || isNumberArray(value);
}

function isShaped(value: unknown): value is { data: unknown; rows: unknown; columns: unknown } {
  return typeof value === 'object' && value !== null && 'data' in value && 'rows' in value && 'columns' in value;
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
