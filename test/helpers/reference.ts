// Numbers of trusted systems: see test/reference/README.md.

import { readFileSync } from 'node:fs';

/** A file of test/reference. */
export function reference<T>(name: string): T {
  return JSON.parse(readFileSync(`test/reference/${name}.json`, 'utf8')) as T;
}

/** An array with its shape, row-major. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** The rows of a matrix. */
export function rowsOf({ shape: [rows, columns], data }: Shaped): number[][] {
  return Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns));
}
