// The precision of the JavaScript engine where networks are float32; see precision.ts.
//
// The sum, difference, product, quotient or square root of two float32 numbers, computed as a double and rounded
// once more, is the correctly rounded float32 result: 53 bits are at least 2 · 24 + 2 (Figueroa, When is double rounding innocuous?, 1995).

/** Rounds the result of each operation to the precision. */
export const round = Math.fround;

/** Bytes of one real. */
export const REAL_BYTES: 4 | 8 = 4;
