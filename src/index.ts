// Public names, nothing else.

export { init } from './init.ts';

// That one first: so the bundle has its WebAssembly before all JavaScript, which gzip shrinks best in one piece.

export type { Activation, Initializer, Loss, Optimizer } from './catalog.ts';
export { type CrossValidation, type CrossValidationOptions, crossValidate } from './cross-validation.ts';
export type { Row, Rows } from './data.ts';
export type { EngineChoice, EngineName, Precision } from './engine.ts';
export type { WasmSource } from './engines/wasm.ts';
export { DivergenceError, EnvironmentError } from './errors.ts';
export type { Label, Labels } from './labels.ts';
export type { TrainingReport } from './learning.ts';
export type { ClassificationMetrics, RegressionMetrics } from './metrics.ts';
export type { ModelFile } from './model-file.ts';
export { type Evaluated, NeuralNetwork, type Parameters, type Reals } from './network.ts';
export type {
  EarlyStopping,
  EpochProgress,
  LayerOptions,
  NetworkOptions,
  TrainOptions,
  ValidationData,
} from './options.ts';
export type { Scaling } from './scaling.ts';
export type { LearningRateSchedule } from './schedule.ts';
export { sigmoid, sigmoidDerivative } from './sigmoid.ts';
