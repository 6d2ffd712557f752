// Seeded random numbers for the tests.

import { RANDOM_BYTES } from '../../assembly/layout.ts';
import { createBlock } from '../../src/engines/javascript/block.ts';
import { Random } from '../../src/engines/javascript/random.ts';

export class Draws {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(createBlock(RANDOM_BYTES), 0).seed(seed);
  }

  /** In [0, 1). */
  share(): number {
    return this.random.random();
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.share();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + this.random.integer(high - low);
  }

  /** A whole number, small ones as likely as large ones. */
  magnitude(low: number, high: number): number {
    return Math.floor(low * ((high + 1) / low) ** this.share());
  }

  flag(): boolean {
    return this.share() < 0.5;
  }

  oneOf<T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)];
  }

  normal(): number {
    return this.random.normal();
  }

  /** Rows of normal numbers. */
  matrix(rows: number, columns: number): number[][] {
    return Array.from({ length: rows }, () => Array.from({ length: columns }, () => this.normal()));
  }
}
