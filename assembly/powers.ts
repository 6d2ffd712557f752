// The table behind exp: 2^(j/128) for j = 0 … 127, each as a double and the tail that the double leaves off.
//
// Compiled by AssemblyScript and by TypeScript from this one file, so that no list of digits has to be trusted or
// kept in step. Each power is a product of at most seven square roots of 2 (2^(1/2), 2^(1/4) … 2^(1/128)), taken in
// double-double arithmetic: unevaluated sums high + low with an error below 2^-100.
// Source: Dekker, A floating-point technique for extending the available precision (1971).

export const POWERS: number = 128;

/** The double nearest to the last power asked for. */
export let high: number = 1;
/** What `high` leaves off: the power is high + low. */
export let low: number = 0;

/** Sets `high` and `low` to 2^(j/128). @param j a whole number, 0 … 127 */
export function powerOfTwo(j: number): void {
  let rootHigh: number = 2;
  let rootLow: number = 0;
  let rest = j;
  high = 1;
  low = 0;
  for (let bit: number = 64; bit >= 1; bit = bit / 2) {
    const root = Math.sqrt(rootHigh);
    const residual = rootHigh - root * root - productError(root, root) + rootLow;
    const correction = residual / (root + root);
    rootHigh = root + correction;
    rootLow = root - rootHigh + correction;
    if (rest >= bit) {
      rest = rest - bit;
      multiply(high, low, rootHigh, rootLow);
    }
  }
}

/** Sets `high` and `low` to the product of two such sums. */
export function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  const product = aHigh * bHigh;
  const error = productError(aHigh, bHigh) + (aHigh * bLow + aLow * bHigh);
  high = product + error;
  low = product - high + error;
}

/** a · b - fl(a · b), exactly (Dekker). */
function productError(a: number, b: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - a * b + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** The upper 26 bits of a (Veltkamp's splitting). */
function upperHalf(a: number): number {
  const shifted = a * 134217729;
  return shifted - (shifted - a);
}
