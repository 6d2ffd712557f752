// What the page and the worker tell each other.

export const ENGINES = [
  { name: 'JavaScript', colour: 'class-5' },
  { name: 'wasm scalar', colour: 'class-3' },
  { name: 'wasm SIMD', colour: 'positive' },
  { name: 'wasm SIMD float32', colour: 'class-4' },
] as const;

export type EngineTitle = (typeof ENGINES)[number]['name'];

/** A network to race on: units of each layer, inputs first. */
export interface Course {
  layers: number[];
  /** Rows of its data: they fill every batch. */
  rows: number;
  batchSize: number;
  learningRate: number;
}

export interface Result {
  engine: EngineTitle;
  /** Samples a second: lower quartile, median, upper quartile. */
  rates: [number, number, number];
  /** How many times as fast as JavaScript: the same. */
  ratios: [number, number, number];
  error?: string;
}

/** How one network was trained by all engines. */
export interface Heat {
  course: Course;
  parameters: number;
  results: Result[];
}

export type ToWorker = { kind: 'race'; courses: Course[] } | { kind: 'stop' };

export type FromWorker =
  | { kind: 'progress'; share: number; now: string }
  | { kind: 'heat'; heat: Heat }
  | { kind: 'end'; stopped: boolean; reason?: string };
