// Comparing numbers by their bits.

import { expect } from 'vitest';

/** The number as a string that shows every bit: 0 and -0 differ. */
function shown(value: number): string {
  const [word] = new BigUint64Array(Float64Array.of(value).buffer);
  return `${Object.is(value, -0) ? '-0' : value} (0x${word.toString(16).padStart(16, '0')})`;
}

/** Expects the same numbers to the last bit, the sign of zero too. */
export function expectSameBits(actual: ArrayLike<number>, expected: ArrayLike<number>, what = ''): void {
  if (actual.length !== expected.length) {
    expect.fail(`${what}: ${actual.length} numbers instead of ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      expect.fail(`${what}: number ${i} is ${shown(actual[i])} instead of ${shown(expected[i])}`);
    }
  }
}

/** Expects |actual - expected| <= absolute + relative · |expected| everywhere. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute = 0, relative = 0 }: { absolute?: number; relative?: number },
  what = '',
): void {
  if (actual.length !== expected.length) {
    expect.fail(`${what}: ${actual.length} numbers instead of ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    if (!(error <= absolute + relative * Math.abs(expected[i]))) {
      expect.fail(`${what}: number ${i} is ${actual[i]} instead of ${expected[i]}, off by ${error}`);
    }
  }
}
