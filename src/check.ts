// Checking what callers hand in: each rule says what it expects, and the error says where, what was given and what to do.

/** A value as an error message shows it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'bigint') return `${value}n (a BigInt)`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  if (typeof name !== 'string' || name === 'Object') return 'an object';
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** What an option accepts. */
export interface Rule<T> {
  /** Completes the sentence 'learningRate must be …'. */
  readonly expected: string;
  /** Whether the value is of the right kind; if not, the error is a TypeError. */
  readonly kind: (value: unknown) => boolean;
  /** Whether a value of the right kind is in range; if not, the error is a RangeError. */
  readonly range: (value: T) => boolean;
}

/** The value itself, checked. @param name as the message names it */
export function check<T>(name: string, value: unknown, rule: Rule<T>): T {
  if (!rule.kind(value)) throw new TypeError(`${name} must be ${rule.expected}, got ${show(value)}.`);
  if (!rule.range(value as T)) throw new RangeError(`${name} must be ${rule.expected}, got ${show(value)}.`);
  return value as T;
}

const isNumber = (value: unknown) => typeof value === 'number';

export const above0: Rule<number> = {
  expected: 'a finite number above 0',
  kind: isNumber,
  range: (value) => value > 0 && value < Infinity,
};

export const atLeast0: Rule<number> = {
  expected: 'a finite number of at least 0',
  kind: isNumber,
  range: (value) => value >= 0 && value < Infinity,
};

/** At least 0 and below 1. */
export const share: Rule<number> = {
  expected: 'a number of at least 0 and below 1',
  kind: isNumber,
  range: (value) => value >= 0 && value < 1,
};

export const finite: Rule<number> = {
  expected: 'a finite number',
  kind: isNumber,
  range: Number.isFinite,
};

export function wholeNumber(least: number, most: number): Rule<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    kind: isNumber,
    range: (value) => Number.isInteger(value) && value >= least && value <= most,
  };
}

export const flag: Rule<boolean> = {
  expected: 'true or false',
  kind: (value) => typeof value === 'boolean',
  range: () => true,
};

export const callback: Rule<(...values: never[]) => unknown> = {
  expected: 'a function',
  kind: (value) => typeof value === 'function',
  range: () => true,
};

/** One of some names. */
export function oneOf<T extends string>(names: readonly T[]): Rule<T> {
  return {
    expected: `one of ${names.map((name) => `'${name}'`).join(', ')}`,
    kind: (value) => typeof value === 'string',
    range: (value) => names.includes(value),
  };
}

/** One or the other. */
export function either<A, B>(a: Rule<A>, b: Rule<B>): Rule<A | B> {
  return {
    expected: `${a.expected} or ${b.expected}`,
    kind: (value) => a.kind(value) || b.kind(value),
    range: (value) => (a.kind(value) && a.range(value as A)) || (b.kind(value) && b.range(value as B)),
  };
}

/** A table of options: for each its rule, and its default where it has one. */
export type OptionTable = Record<string, { readonly rule: Rule<never>; readonly default?: unknown }>;

/**
 * Reads options by a table: an unknown one is refused with the nearest known name, a missing or undefined one has its default.
 *
 * @param where  who asks, for the message: 'train' or 'new NeuralNetwork'
 */
export function readOptions(where: string, given: unknown, table: OptionTable): Record<string, unknown> {
  const options = plainObject(where, 'options', given ?? {});
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(table, name))
      throw new TypeError(`${where}: unknown option '${name}'${suggestion(name, Object.keys(table))}`);
  }
  return Object.fromEntries(
    Object.entries(table).map(([name, { rule, default: preset }]) => {
      const value = Object.hasOwn(options, name) ? options[name] : undefined;
      return [name, value === undefined ? preset : check(`${where}: ${name}`, value, rule)];
    }),
  );
}

/** An object that is no array, function or null. */
export function plainObject(where: string, what: string, value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new TypeError(`${where}: ${what} must be an object, got ${show(value)}.`);
  }
  return value as Record<string, unknown>;
}

function suggestion(name: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (nearest && nearest.distance <= Math.max(2, name.length / 3)) return `; did you mean '${nearest.candidate}'?`;
  return `; known are ${known.join(', ')}.`;
}

/** Insertions, deletions and replacements from a to b (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
