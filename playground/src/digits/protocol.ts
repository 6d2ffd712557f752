// What the page and the worker tell each other.

import type { Images } from './images.ts';

export type ToWorker =
  | { kind: 'open'; train: Images; test: Images; units: number; seed: number }
  | { kind: 'play' }
  | { kind: 'pause' }
  /** The last progress is on the screen. */
  | { kind: 'drawn' }
  /** What does the network make of this image? */
  | { kind: 'ask'; image: Float64Array };

export interface Progress {
  kind: 'progress';
  epoch: number;
  playing: boolean;
  /** Seconds of training, without those that pictures took. */
  seconds: number;
  trainAccuracy: number;
  testAccuracy: number;
  testLoss: number;
  /** Held-out images by digit and answer: [digit][answer]. */
  confusion: number[][];
  /** Weights of the hidden layer: [64, units]. */
  weights: Float64Array;
  /** Held-out images that the network gets wrong: row and answer. */
  mistakes: { row: number; answer: number }[];
}

export type FromWorker = Progress | { kind: 'answer'; probabilities: number[] } | { kind: 'failed'; message: string };
