// Numbers of trusted systems: see test/reference/README.md.

/// <reference types="vite/client" />

const files = import.meta.glob('../reference/**/*.json', { import: 'default' });

/** A file of test/reference, in Node and in a browser. */
export async function reference<T>(name: string): Promise<T> {
  return (await files[`../reference/${name}.json`]()) as T;
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
