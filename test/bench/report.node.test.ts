import { expect, it } from 'vitest';
import { quantity } from '../../bench/report.mjs';

it('writes quantities with three digits and an SI prefix', () => {
  expect(quantity(12_400_000)).toBe('12.4 M');
  expect(quantity(999.9)).toBe('1 k');
  expect(quantity(0.00036)).toBe('360 u');
  expect(quantity(1)).toBe('1');
  expect(quantity(Number.NaN)).toBe('-');
});
