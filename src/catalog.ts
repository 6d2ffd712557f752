// The names that callers use, the numbers that the engines know them by, and what belongs to each.
// Formulas are not here: they stand in assembly/ and in src/engines/javascript/, under the same numbers.

/** Activations of a layer. Slopes and accuracy: assembly/activations.ts. */
export const ACTIVATIONS = {
  linear: { number: 0, initializer: 'glorotUniform' },
  sigmoid: { number: 1, initializer: 'glorotUniform' },
  tanh: { number: 2, initializer: 'glorotUniform' },
  relu: { number: 3, initializer: 'heUniform' },
  softmax: { number: 4, initializer: 'glorotUniform' },
  leakyRelu: { number: 5, initializer: 'heUniform' },
  elu: { number: 6, initializer: 'heUniform' },
  selu: { number: 7, initializer: 'lecunNormal' },
  gelu: { number: 8, initializer: 'heUniform' },
  softplus: { number: 9, initializer: 'glorotUniform' },
  softsign: { number: 10, initializer: 'glorotUniform' },
  swish: { number: 11, initializer: 'glorotUniform' },
} as const;

/** An activation of a layer, by name. @useDeclaredType */
export type Activation = keyof typeof ACTIVATIONS;

/** Losses, each with the output activation that it needs, if any. */
export const LOSSES = {
  squaredError: { number: 0, output: undefined },
  binaryCrossEntropy: { number: 1, output: 'sigmoid' },
  categoricalCrossEntropy: { number: 2, output: 'softmax' },
  absoluteError: { number: 3, output: undefined },
  huber: { number: 4, output: undefined },
} as const;

/** A loss, by name. @useDeclaredType */
export type Loss = keyof typeof LOSSES;

/** The loss that belongs to an output activation. */
export function defaultLoss(output: Activation): Loss {
  if (output === 'softmax') return 'categoricalCrossEntropy';
  return output === 'sigmoid' ? 'binaryCrossEntropy' : 'squaredError';
}

/**
 * Update rules: the numbers that each keeps for every parameter, its default learning rate, and its own parameters with
 * their defaults. Formulas and sources: assembly/optimizers.ts. Defaults are PyTorch's, where it has one.
 */
export const OPTIMIZERS = {
  sgd: { number: 0, slots: 0, learningRate: 0.1, parameters: { weightDecay: 0 } },
  momentum: { number: 1, slots: 1, learningRate: 0.01, parameters: { momentum: 0.9, weightDecay: 0 } },
  nesterov: { number: 2, slots: 1, learningRate: 0.01, parameters: { momentum: 0.9, weightDecay: 0 } },
  rmsprop: {
    number: 3,
    slots: 3,
    learningRate: 0.001,
    parameters: { beta2: 0.99, epsilon: 1e-8, momentum: 0, centered: false, weightDecay: 0 },
  },
  adagrad: {
    number: 4,
    slots: 1,
    learningRate: 0.01,
    parameters: { epsilon: 1e-10, initialAccumulator: 0, weightDecay: 0 },
  },
  adam: {
    number: 5,
    slots: 2,
    learningRate: 0.001,
    parameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  },
  adamW: {
    number: 6,
    slots: 2,
    learningRate: 0.001,
    parameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  },
  rprop: {
    number: 7,
    slots: 2,
    learningRate: 0.01,
    parameters: { etaMinus: 0.5, etaPlus: 1.2, stepMin: 1e-6, stepMax: 50, weightDecay: 0 },
  },
} as const;

/** An update rule, by name. @useDeclaredType */
export type Optimizer = keyof typeof OPTIMIZERS;

/**
 * How first weights are drawn, for a layer of fanIn inputs and fanOut outputs. Biases start at 0, except with 'sklearn', which
 * draws them after the weights of their layer, in the same range, as scikit-learn's MLP does: a seed gives its numbers.
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
  sklearn: {
    draw: 'uniform',
    scale: (fanIn: number, fanOut: number, hidden: Activation) =>
      Math.sqrt((hidden === 'sigmoid' ? 2 : 6) / (fanIn + fanOut)),
  },
} as const;

/**
 * How first weights are drawn, by name, for a layer of fanIn inputs and fanOut outputs: uniformly within ±1 (`uniform`),
 * ±√(6 / (fanIn + fanOut)) (`glorotUniform`) or ±√(6 / fanIn) (`heUniform`); normally with the variance 2 / (fanIn + fanOut)
 * (`glorotNormal`), 2 / fanIn (`heNormal`) or 1 / fanIn (`lecunNormal`); all 0 (`zeros`); or as scikit-learn's MLP does,
 * biases included (`sklearn`).
 *
 * @useDeclaredType
 */
export type Initializer = keyof typeof INITIALIZERS;
