// The precision of the JavaScript engine: float64 here, float32 in precision32.ts. The build makes both engines from the same
// sources, and hands each of them what one of these files says.

/** Rounds the result of each operation to the precision. */
export const round = (x: number): number => x;

/** Bytes of one real. */
export const REAL_BYTES: 4 | 8 = 8;
