// What the page and the worker tell each other.

import type { Change, Run } from './settings.ts';

/** Epochs that may pass between two pictures; 0 stands for as many as the machine can. */
export type Speed = 1 | 10 | 0;

export type ToWorker =
  /** Makes the network and trains it as far as the run went. */
  | { kind: 'open'; run: Run }
  | { kind: 'play' }
  | { kind: 'pause' }
  | { kind: 'step' }
  | { kind: 'speed'; speed: Speed }
  | { kind: 'change'; change: Change['epoch'] extends number ? WithoutEpoch<Change> : never }
  /** Which hidden layer's view of the points is wanted; -1 for none. */
  | { kind: 'watch'; layer: number }
  /** The last picture is on the screen: the next may come. */
  | { kind: 'drawn' }
  | { kind: 'export' };

type WithoutEpoch<T> = T extends unknown ? Omit<T, 'epoch'> : never;

export interface Measured {
  loss: number;
  accuracy?: number;
  r2?: number;
}

/** The network as it is now. */
export interface Picture {
  kind: 'picture';
  /** Counts networks: pictures of an earlier one are old. */
  epoch: number;
  playing: boolean;
  /** Whether the run of the address is still being repeated. */
  catchingUp: boolean;
  epochsPerSecond: number;
  train: Measured;
  test?: Measured;
  weights: Float64Array[];
  biases: Float64Array[];
  /** Outputs on a grid over the plane [GRID, GRID, outputs], from the top left. */
  answer: Float32Array;
  /** Activations of each layer on a coarser grid [MAP, MAP, units]. */
  maps: Float32Array[];
  /** Activations of the watched layer at the points [rows, units]. */
  watched?: Float32Array;
  changes: Change[];
  problem?: string;
}

export type FromWorker = Picture | { kind: 'exported'; model: unknown } | { kind: 'failed'; message: string };

export const GRID = 96;
export const MAP = 20;
