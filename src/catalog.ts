// The names that callers use, the numbers that the engines know them by, and what belongs to each.
// Formulas are not here: they stand in assembly/ and in src/engines/javascript/, under the same numbers.

/** Activations of a layer. Slopes and accuracy: assembly/activations.ts. */
export const ACTIVATIONS = {
  linear: { number: 0, initializer: 'glorotUniform' },
  sigmoid: { number: 1, initializer: 'glorotUniform' },
  tanh: { number: 2, initializer: 'glorotUniform' },
  relu: { number: 3, initializer: 'heUniform' },
  softmax: { number: 4, initializer: 'glorotUniform' },
} as const;

export type Activation = keyof typeof ACTIVATIONS;

/** Losses, each with the output activation that it needs, if any. */
export const LOSSES = {
  squaredError: { number: 0, output: undefined },
  binaryCrossEntropy: { number: 1, output: 'sigmoid' },
  categoricalCrossEntropy: { number: 2, output: 'softmax' },
} as const;

export type Loss = keyof typeof LOSSES;

/** The loss that belongs to an output activation. */
export function defaultLoss(output: Activation): Loss {
  if (output === 'softmax') return 'categoricalCrossEntropy';
  return output === 'sigmoid' ? 'binaryCrossEntropy' : 'squaredError';
}

/** Update rules: state kept for each parameter, parameters with their defaults. */
export const OPTIMIZERS = {
  sgd: { number: 0, slots: 0, learningRate: 0.1, parameters: {} },
} as const;

export type Optimizer = keyof typeof OPTIMIZERS;

/**
 * How first weights are drawn, for a layer of fanIn inputs and fanOut outputs. Biases start at 0, except with 'sklearn'.
 *
 * Sources: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010); He et al.,
 * Delving deep into rectifiers (2015); LeCun et al., Efficient backprop (1998).
 */
export const INITIALIZERS = {
  uniform: { draw: 'uniform', scale: () => 1 },
  glorotUniform: { draw: 'uniform', scale: (fanIn: number, fanOut: number) => Math.sqrt(6 / (fanIn + fanOut)) },
  glorotNormal: { draw: 'normal', scale: (fanIn: number, fanOut: number) => Math.sqrt(2 / (fanIn + fanOut)) },
  heUniform: { draw: 'uniform', scale: (fanIn: number) => Math.sqrt(6 / fanIn) },
  heNormal: { draw: 'normal', scale: (fanIn: number) => Math.sqrt(2 / fanIn) },
  lecunNormal: { draw: 'normal', scale: (fanIn: number) => Math.sqrt(1 / fanIn) },
  zeros: { draw: 'none', scale: () => 0 },
} as const;

export type Initializer = keyof typeof INITIALIZERS;
