// The Mersenne Twister MT19937, drawing exactly as numpy's RandomState does: same seed, same numbers.
//
// Source: Matsumoto and Nishimura, Mersenne Twister: a 623-dimensionally equidistributed uniform pseudorandom number
// generator (1998); the draws on top of it: numpy, legacy distributions.

import { log } from './math';
import { RANDOM_HAS_NORMAL, RANDOM_NORMAL, RANDOM_POSITION, RANDOM_WORDS } from './layout';

/** Starts the generator at `state` from one integer. */
export function seedRandom(state: usize, seed: u32): void {
  let word = seed;
  for (let i: u32 = 0; i < <u32>RANDOM_WORDS; i++) {
    store<u32>(state + (<usize>i << 2), word);
    word = 1812433253 * (word ^ (word >> 30)) + i + 1;
  }
  store<i32>(state, RANDOM_WORDS, RANDOM_POSITION);
  store<i32>(state, 0, RANDOM_HAS_NORMAL);
  store<f64>(state, 0, RANDOM_NORMAL);
}

/** The word `i` places on, from three words of the state before. */
// @ts-ignore: decorator
@inline function twist(word: u32, next: u32, far: u32): u32 {
  const mixed = (word & 0x80000000) | (next & 0x7fffffff);
  return far ^ (mixed >> 1) ^ (-(next & 1) & 0x9908b0df);
}

function refill(state: usize): void {
  const end = state + RANDOM_WORDS * 4;
  for (let at = state; at < end; at += 4) {
    const next = at + 4 == end ? state : at + 4;
    const far = at + 397 * 4 < end ? at + 397 * 4 : at - (RANDOM_WORDS - 397) * 4;
    store<u32>(at, twist(load<u32>(at), load<u32>(next), load<u32>(far)));
  }
}

/** 32 random bits. */
export function randomWord(state: usize): u32 {
  let position = load<i32>(state, RANDOM_POSITION);
  if (position == RANDOM_WORDS) {
    refill(state);
    position = 0;
  }
  store<i32>(state, position + 1, RANDOM_POSITION);
  let word = load<u32>(state + (<usize>position << 2));
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680;
  word ^= (word << 15) & 0xefc60000;
  return word ^ (word >> 18);
}

/** A number in [0, 1), a multiple of 2^-53. */
export function random(state: usize): f64 {
  const high = <f64>(randomWord(state) >> 5);
  return (high * 67108864.0 + <f64>(randomWord(state) >> 6)) / 9007199254740992.0;
}

/** Standard normal, by the polar method; the second of each pair is kept for the next call. */
export function randomNormal(state: usize): f64 {
  if (load<i32>(state, RANDOM_HAS_NORMAL) != 0) {
    store<i32>(state, 0, RANDOM_HAS_NORMAL);
    return load<f64>(state, RANDOM_NORMAL);
  }
  let x: f64, y: f64, squared: f64;
  do {
    x = 2.0 * random(state) - 1.0;
    y = 2.0 * random(state) - 1.0;
    squared = x * x + y * y;
  } while (squared >= 1.0 || squared == 0.0);
  const factor = Math.sqrt(-2.0 * log<f64>(squared) / squared);
  store<f64>(state, factor * x, RANDOM_NORMAL);
  store<i32>(state, 1, RANDOM_HAS_NORMAL);
  return factor * y;
}

/** A whole number in 0 … last: words under the smallest mask that holds `last`, until one is not above it. */
export function randomInteger(state: usize, last: u32): u32 {
  if (last == 0) return 0;
  const mask = <u32>-1 >> clz<u32>(last);
  let word: u32;
  do {
    word = randomWord(state) & mask;
  } while (word > last);
  return word;
}

/** Shuffles 32-bit integers where they lie (Fisher and Yates, from the end). */
export function shuffle(state: usize, values: usize, length: i32): void {
  for (let i = length - 1; i > 0; i--) {
    const a = values + (<usize>i << 2);
    const b = values + (<usize>randomInteger(state, i) << 2);
    const kept = load<i32>(a);
    store<i32>(a, load<i32>(b));
    store<i32>(b, kept);
  }
}

/** Writes `length` reals: low + (high - low) · random. */
export function fillUniform(state: usize, target: usize, length: i32, low: f64, high: f64): void {
  for (let i: usize = 0; i < <usize>length; i++) {
    store<real>(target + i * sizeof<real>(), <real>(low + (high - low) * random(state)));
  }
}

/** Writes `length` reals: mean + deviation · standard normal. */
export function fillNormal(state: usize, target: usize, length: i32, mean: f64, deviation: f64): void {
  for (let i: usize = 0; i < <usize>length; i++) {
    store<real>(target + i * sizeof<real>(), <real>(mean + deviation * randomNormal(state)));
  }
}
