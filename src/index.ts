// Public names, nothing else.

export type { Activation, Initializer, Loss, Optimizer } from './catalog.ts';
export type { Row, Rows } from './data.ts';
export type { EngineName } from './engine.ts';
export { DivergenceError, EnvironmentError } from './errors.ts';
export { init } from './init.ts';
export { NeuralNetwork, type Parameters, type TrainingReport } from './network.ts';
export type { LayerOptions, NetworkOptions, TrainOptions } from './options.ts';
export { sigmoid, sigmoidDerivative } from './sigmoid.ts';
