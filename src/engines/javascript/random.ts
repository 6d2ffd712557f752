// The Mersenne Twister of assembly/random.ts in JavaScript: MT19937, drawing exactly as numpy's RandomState does.
//
// Source: Matsumoto and Nishimura (1998); the draws on top of it: numpy, legacy distributions.

import { RANDOM_HAS_NORMAL, RANDOM_NORMAL, RANDOM_POSITION, RANDOM_WORDS } from '../../../assembly/layout.ts';
import type { Block, Reals } from './block.ts';
import { log64 } from './math.ts';

const HIGH_BIT = 0x80000000;

/** A generator whose state lies in a block, `state` bytes from its start. */
export class Random {
  private readonly words: Int32Array;
  private readonly position: Int32Array;
  private readonly kept: Float64Array;

  constructor(block: Pick<Block, 'buffer'>, state: number) {
    this.words = new Int32Array(block.buffer, state, RANDOM_WORDS);
    this.position = new Int32Array(
      block.buffer,
      state + RANDOM_POSITION,
      (RANDOM_HAS_NORMAL - RANDOM_POSITION) / 4 + 1,
    );
    this.kept = new Float64Array(block.buffer, state + RANDOM_NORMAL, 1);
  }

  /** Starts from one integer, 0 … 2^32 - 1. */
  seed(seed: number): this {
    let word = seed | 0;
    for (let i = 0; i < RANDOM_WORDS; i++) {
      this.words[i] = word;
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i + 1) | 0;
    }
    this.position[0] = RANDOM_WORDS;
    this.position[1] = 0;
    this.kept[0] = 0;
    return this;
  }

  /** 32 random bits, as a number 0 … 2^32 - 1. */
  word(): number {
    if (this.position[0] === RANDOM_WORDS) this.refill();
    let word = this.words[this.position[0]++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  private refill(): void {
    const words = this.words;
    for (let i = 0; i < RANDOM_WORDS; i++) {
      const next = words[i + 1 === RANDOM_WORDS ? 0 : i + 1];
      const far = words[i + 397 < RANDOM_WORDS ? i + 397 : i + 397 - RANDOM_WORDS];
      const mixed = (words[i] & HIGH_BIT) | (next & ~HIGH_BIT);
      words[i] = far ^ (mixed >>> 1) ^ (-(next & 1) & 0x9908b0df);
    }
    this.position[0] = 0;
  }

  /** A number in [0, 1), a multiple of 2^-53. */
  random(): number {
    const high = this.word() >>> 5;
    return (high * 67108864 + (this.word() >>> 6)) / 9007199254740992;
  }

  /** Standard normal, by the polar method; the second of each pair is kept for the next call. */
  normal(): number {
    if (this.position[1] !== 0) {
      this.position[1] = 0;
      return this.kept[0];
    }
    let x: number;
    let y: number;
    let squared: number;
    do {
      x = 2 * this.random() - 1;
      y = 2 * this.random() - 1;
      squared = x * x + y * y;
    } while (squared >= 1 || squared === 0);
    const factor = Math.sqrt((-2 * log64(squared)) / squared);
    this.kept[0] = factor * x;
    this.position[1] = 1;
    return factor * y;
  }

  /** A whole number in 0 … last. */
  integer(last: number): number {
    if (last === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(last);
    let word: number;
    do {
      word = (this.word() & mask) >>> 0;
    } while (word > last);
    return word;
  }

  /** Shuffles in place (Fisher and Yates, from the end). */
  shuffle(values: Int32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i);
      const kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }

  /** low + (high - low) · random */
  fillUniform(target: Reals, low: number, high: number): void {
    for (let i = 0; i < target.length; i++) target[i] = low + (high - low) * this.random();
  }

  /** mean + deviation · standard normal */
  fillNormal(target: Reals, mean: number, deviation: number): void {
    for (let i = 0; i < target.length; i++) target[i] = mean + deviation * this.normal();
  }
}
