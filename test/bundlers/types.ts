// Type-checked with the packed package, under each kind of resolution.

import {
  DivergenceError,
  type EngineName,
  EnvironmentError,
  type init,
  NeuralNetwork,
  type TrainingReport,
  type TrainOptions,
} from 'neurite';
import * as javascript from 'neurite/javascript';
import * as slim from 'neurite/slim';

const options: TrainOptions = { epochs: 10, onEpoch: ({ epoch, loss }) => console.log(epoch + loss) };
const network = new NeuralNetwork({ layers: [2, { units: 4, activation: 'tanh' }, 1], engine: 'auto' });
const report: TrainingReport = network.train([[0, 1]], [[1]], options);
const engine: EngineName = network.engine;
const answer: Float64Array | Float32Array = network.think([0, 1]);
const sources: Parameters<typeof init> = [new URL('https://example.org/neurite.wasm'), 'float32'];

// @ts-expect-error: there is no such activation
new NeuralNetwork({ layers: [2, { units: 1, activation: 'step' }] });
// @ts-expect-error: there is no such option
network.train([[0, 1]], [[1]], { epoch: 10 });

export const entries: typeof import('neurite')[] = [javascript, slim];
export const used = [DivergenceError, EnvironmentError, report.losses, engine, answer, sources];
