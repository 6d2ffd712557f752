// A pasted table: columns of numbers to choose from, and one to predict.

import Papa from 'papaparse';
import type { Own, Task } from './datasets.ts';
import { MAX_CLASSES } from './settings.ts';

export interface Table {
  columns: string[];
  /** Each row's cells as text. */
  rows: string[][];
}

/** @throws Error that says what is wrong with the text */
export function readTable(text: string): Table {
  const { data, errors } = Papa.parse<string[]>(text.trim(), { skipEmptyLines: 'greedy' });
  if (errors.length > 0 && data.length < 2) throw new Error(`The table can't be read: ${errors[0].message}.`);
  const [first = [], ...rest] = data.map((row) => row.map((cell) => cell.trim()));
  if (first.length < 3) throw new Error('A table needs at least three columns: two inputs and a target.');
  const hasNames = first.some((cell) => !isNumber(cell)) && rest.some((row) => row.some(isNumber));
  const columns = hasNames
    ? first.map((cell, index) => cell || `column ${index + 1}`)
    : first.map((_, index) => `column ${index + 1}`);
  const rows = (hasNames ? rest : [first, ...rest]).filter((row) => row.length === first.length);
  if (rows.length < 4) throw new Error('A table needs at least four full rows.');
  return { columns, rows };
}

const isNumber = (cell: string) => cell !== '' && Number.isFinite(Number(cell));

/** Columns whose cells are numbers, but for a few. */
export function numericColumns({ columns, rows }: Table): number[] {
  return Array.from(columns.keys()).filter(
    (column) => rows.filter((row) => isNumber(row[column])).length > 0.5 * rows.length,
  );
}

/** Whether a column looks like classes: words, or few different numbers. */
export function taskOf(table: Table, column: number): Task {
  const different = new Set(table.rows.map((row) => row[column]));
  const numbers = numericColumns(table).includes(column);
  return !numbers || (different.size <= MAX_CLASSES && different.size < table.rows.length / 3) ? 'classes' : 'values';
}

/** The points of two columns with their targets. Rows without all three are left out. @throws Error where there are too few or too many classes */
export function pointsOf(table: Table, [x, y]: [number, number], target: number): Own {
  const task = taskOf(table, target);
  const rows = table.rows.filter(
    (row) => isNumber(row[x]) && isNumber(row[y]) && (task === 'classes' ? row[target] !== '' : isNumber(row[target])),
  );
  const classes = task === 'classes' ? [...new Set(rows.map((row) => row[target]))].sort() : [];
  if (rows.length < 4) throw new Error('Fewer than four rows have numbers in these columns.');
  if (task === 'classes' && (classes.length < 2 || classes.length > MAX_CLASSES)) {
    throw new Error(`The target has ${classes.length} different values; 2 to ${MAX_CLASSES} classes can be shown.`);
  }
  return {
    task,
    classes,
    columns: [table.columns[x], table.columns[y]],
    inputs: Float64Array.from(rows.flatMap((row) => [Number(row[x]), Number(row[y])])),
    answers: Float64Array.from(rows, (row) =>
      task === 'classes' ? classes.indexOf(row[target]) : Number(row[target]),
    ),
  };
}
