// The precision of the JavaScript engine: float64 here, float32 in precision32.ts, which the build puts in the place of
// this file to make the second engine from the same sources.

/** Rounds the result of each operation to the precision. */
export const round = (x: number): number => x;

/** Bytes of one real. */
export const REAL_BYTES: 4 | 8 = 8;
