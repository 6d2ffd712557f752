/** 2^e for every e a double has: a product with it is faster than putting e into the bits of a double. */
export const powersOf2 = new Float64Array(1074 + 1 + 1023);

/** The index of 2^0. */
export const EXPONENT_0 = 1074;

powersOf2[0] = 2 ** -1074;
for (let i = 1; i < powersOf2.length; i++) powersOf2[i] = 2 * powersOf2[i - 1];
