// Numbers as people read them.

const MINUS = '−';

/** A number with so many decimals and a true minus sign. */
export function decimals(value: number, places: number): string {
  const text = value.toFixed(places);
  return text.startsWith('-') ? MINUS + text.slice(1) : text;
}

/** A number with its sign always shown, for weights. */
export function signed(value: number, places = 3): string {
  return value < 0 ? decimals(value, places) : `+${value.toFixed(places)}`;
}

/** Small and large numbers in a few letters: 0.0123, 1.2e-7. */
export function short(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(1).replaceAll('-', MINUS).replace('e+', 'e');
  return decimals(value, size < 0.1 ? 4 : size < 10 ? 3 : 1);
}

/** A tick of an axis: no more digits than it needs. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6))
    return value.toExponential().replaceAll('-', MINUS).replace('e+', 'e');
  return String(+value.toPrecision(6)).replace('-', MINUS);
}

/** Large numbers with their unit: 950, 12.3 k, 4.56 M. */
export function large(value: number): string {
  if (!Number.isFinite(value)) return '–';
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= size) return `${(value / size).toPrecision(3)} ${unit}`;
  }
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}

const whole = new Intl.NumberFormat('en');
/** 15000 → 15,000 */
export const thousands = (value: number) => whole.format(value);

export const percent = (share: number, places = 1) => `${(100 * share).toFixed(places)} %`;
