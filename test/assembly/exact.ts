// Functions in whole-number arithmetic of 200 bits: the truth that assembly/math.ts is measured against. For 2^-60 < |x| and
// results not below 2^-1100 more than 80 of the bits are right.

/** The number mantissa · 2^exponent. */
export interface Exact {
  mantissa: bigint;
  exponent: number;
}

const BITS = 200;

function trimmed(mantissa: bigint, exponent: number): Exact {
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const excess = 4 * magnitude.toString(16).length - BITS;
  return excess > 0 ? { mantissa: mantissa >> BigInt(excess), exponent: exponent + excess } : { mantissa, exponent };
}

/** A finite float64 or float32, exactly. */
export function exact(x: number): Exact {
  if (!Number.isFinite(x)) throw new RangeError(`${x} is not a finite number`);
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2 ** 52;
    exponent -= 52;
  }
  return { mantissa: BigInt(mantissa), exponent };
}

export function plus(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  return trimmed(
    (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent)),
    exponent,
  );
}

export function times(a: Exact, b: Exact): Exact {
  return trimmed(a.mantissa * b.mantissa, a.exponent + b.exponent);
}

export function over(a: Exact, b: Exact): Exact {
  const shift = 2 * BITS;
  return trimmed((a.mantissa << BigInt(shift)) / b.mantissa, a.exponent - b.exponent - shift);
}

export function negative(a: Exact): Exact {
  return { mantissa: -a.mantissa, exponent: a.exponent };
}

/** a as a whole number of 2^-BITS. */
function fixed(a: Exact): bigint {
  const shift = a.exponent + BITS;
  return shift >= 0 ? a.mantissa << BigInt(shift) : a.mantissa >> BigInt(-shift);
}

const ONE = 1n << BigInt(BITS);
const one = exact(1);

/** Arctangent (sign -1) or its hyperbolic kin (sign 1) of 1 / n: 1/n ± 1/3n³ + 1/5n⁵ … */
function arc(n: bigint, sign: bigint): bigint {
  let sum = 0n;
  let power = ONE / n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k;
    power = (sign * power) / (n * n);
  }
  return sum;
}

const LN2 = 2n * arc(3n, 1n);
const PI: Exact = { mantissa: 16n * arc(5n, -1n) - 4n * arc(239n, -1n), exponent: -BITS };

export function exp(x: Exact): Exact {
  const k = fixed(x) / LN2;
  const r = fixed(x) - k * LN2;
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * r) >> BigInt(BITS)) / n;
    sum += term;
  }
  return { mantissa: sum, exponent: Number(k) - BITS };
}

/** ln x by one step of Newton's rule with three terms, from the host's double, which is right to some 50 bits. */
export function log(x: Exact): Exact {
  const size = x.mantissa.toString(16).length * 4;
  const leading = Number(x.mantissa >> BigInt(Math.max(0, size - 64))) * 2 ** (Math.max(0, size - 64) - size);
  const guess = plus(exact(Math.log(leading)), times(exact(size + x.exponent), { mantissa: LN2, exponent: -BITS }));
  const rest = plus(times(x, exp(negative(guess))), exact(-1));
  const square = times(rest, rest);
  return plus(guess, plus(rest, plus(times(exact(-0.5), square), over(times(square, rest), exact(3)))));
}

function absolute(x: Exact): Exact {
  return x.mantissa < 0n ? negative(x) : x;
}

export function expm1(x: Exact): Exact {
  return plus(exp(x), exact(-1));
}

export function log1p(x: Exact): Exact {
  return log(plus(one, x));
}

export function sigmoid(x: Exact): Exact {
  return over(one, plus(one, exp(negative(x))));
}

export function tanh(x: Exact): Exact {
  const grown = expm1(plus(x, x));
  return over(grown, plus(grown, exact(2)));
}

export function softplus(x: Exact): Exact {
  if (fixed(x) < -100n * ONE) return exp(x); // all but 1 part in e^100
  const rest = log1p(exp(negative(absolute(x))));
  return x.mantissa > 0n ? plus(x, rest) : rest;
}

/** √a for a > 0. */
function root(a: Exact): Exact {
  const n = fixed(a) << BigInt(BITS);
  let guess = n;
  for (let next = (guess + ONE) / 2n; next < guess; next = (guess + n / guess) / 2n) guess = next;
  return { mantissa: guess, exponent: -BITS };
}

const ROOT_2PI = root(times(exact(2), PI));

/** φ(x) = e^(-x²/2) / √(2π). */
function density(x: Exact): Exact {
  return over(exp(times(exact(-0.5), times(x, x))), ROOT_2PI);
}

/** Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …). */
function cumulative(x: Exact): Exact {
  const square = times(x, x);
  let sum = x;
  let term = x;
  for (let n = 3; fixed(term) !== 0n && fixed(term) !== -1n; n += 2) {
    term = over(times(term, square), exact(n));
    sum = plus(sum, term);
  }
  return plus(exact(0.5), times(density(x), sum));
}

export function gelu(x: Exact): Exact {
  return times(x, cumulative(x));
}

export function geluSlope(x: Exact): Exact {
  return plus(cumulative(x), times(x, density(x)));
}

/** |y - truth| in units in the last place of the truth, in a format of `digits` bits whose smallest number is 2^lowest. */
export function ulps(y: number, truth: Exact, digits: number, lowest: number): number {
  const length = absolute(truth).mantissa.toString(2).length;
  return distance(y, truth, Math.max(length + truth.exponent - digits, lowest));
}

/** |y - truth| in units of 2^unit. */
export function distance(y: number, truth: Exact, unit: number): number {
  const difference = absolute(plus(exact(y), negative(truth)));
  const shift = difference.exponent - unit + 40;
  const scaled = shift >= 0 ? difference.mantissa << BigInt(shift) : difference.mantissa >> BigInt(-shift);
  return Number(scaled) / 2 ** 40;
}
