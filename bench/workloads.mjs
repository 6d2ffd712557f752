/**
 * The work that every contestant of the bench does: the tutorial's network, and classifiers of five sizes with sigmoid
 * hidden layers, softmax and cross-entropy, trained by plain gradient descent on shuffled mini-batches. Data and first
 * weights are drawn from a seed with + - * / alone, so that they have the same bits wherever the bench runs.
 */

/** The tutorial: one sigmoid neuron, the output is the first input, 15,000 full-batch steps. */
export const tutorial = {
  name: 'tutorial',
  layers: [3, 1],
  inputs: [
    [0, 0, 1],
    [1, 1, 1],
    [1, 0, 1],
    [0, 1, 1],
  ],
  targets: [[0], [1], [1], [0]],
  /** 2 * uniform - 1 from numpy's seed 1. */
  weights: [-0.165955990594852, 0.4406489868843162, -0.9997712503653102],
  steps: 15_000,
  question: [1, 0, 0],
  /** What think([1, 0, 0]) answers after training, to the digits the tutorial prints. */
  answer: 0.9999584,
};

/**
 * `rows` fill every batch. `epochs` is how long the check that a contestant learns may train: the loss must come below half of what guessing
 * costs. `learningRate` is for the mean gradient of a mini-batch.
 */
export const networks = [
  { name: '4-16-3', layers: [4, 16, 3], rows: 1024, batchSize: 16, learningRate: 0.5, epochs: 20 },
  { name: '64-32-10', layers: [64, 32, 10], rows: 1024, batchSize: 32, learningRate: 0.5, epochs: 20 },
  { name: '784-128-10', layers: [784, 128, 10], rows: 512, batchSize: 32, learningRate: 0.1, epochs: 3 },
  { name: '784-1024-10', layers: [784, 1024, 10], rows: 512, batchSize: 128, learningRate: 0.1, epochs: 3 },
  { name: '64-64-64-64-10', layers: [64, 64, 64, 64, 10], rows: 1024, batchSize: 32, learningRate: 0.2, epochs: 20 },
];

/** Share of rows whose label is drawn at random, so that the loss does not run to zero while the clock runs. */
const LABEL_NOISE = 0.05;

/** Uniform numbers in [0, 1): the 32-bit generator mulberry32. */
export function uniformNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Rows around one centre for each class.
 *
 * @returns inputs  Float64Array [rows, layers[0]], row-major
 * @returns labels  Int32Array [rows]
 * @returns targets Float64Array [rows, classes], one-hot
 */
export function makeData({ layers, rows }, seed = 1) {
  const uniform = uniformNumbers(seed);
  const columns = layers[0];
  const classes = layers[layers.length - 1];
  const centres = Float64Array.from({ length: classes * columns }, () => 2 * uniform() - 1);
  const inputs = new Float64Array(rows * columns);
  const labels = new Int32Array(rows);
  const targets = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const kind = row % classes;
    for (let column = 0; column < columns; column++) {
      const noise = uniform() + uniform() - 1;
      inputs[row * columns + column] = centres[kind * columns + column] + noise;
    }
    labels[row] = uniform() < LABEL_NOISE ? Math.floor(classes * uniform()) : kind;
    targets[row * classes + labels[row]] = 1;
  }
  return { rows, columns, classes, inputs, labels, targets };
}

/**
 * First parameters: Glorot's uniform range, four times as wide between two sigmoid layers (Glorot and Bengio 2010),
 * so that the deep network learns too. Weights [fanIn, fanOut] row-major, biases zero.
 */
export function makeParameters({ layers }, seed = 2) {
  const uniform = uniformNumbers(seed);
  const weights = [];
  const biases = [];
  for (let layer = 1; layer < layers.length; layer++) {
    const [fanIn, fanOut] = [layers[layer - 1], layers[layer]];
    const gain = layer > 1 && layer < layers.length - 1 ? 4 : 1;
    const limit = gain * Math.sqrt(6 / (fanIn + fanOut));
    weights.push(Float64Array.from({ length: fanIn * fanOut }, () => limit * (2 * uniform() - 1)));
    biases.push(new Float64Array(fanOut));
  }
  return { weights, biases };
}

/** A flat matrix as an array of arrays, as most libraries take it. */
export function toRows(flat, columns) {
  return Array.from({ length: flat.length / columns }, (_, row) =>
    Array.from(flat.subarray(row * columns, (row + 1) * columns)),
  );
}

/** Number of weights and biases. */
export function parameterCount(layers) {
  let count = 0;
  for (let layer = 1; layer < layers.length; layer++) count += (layers[layer - 1] + 1) * layers[layer];
  return count;
}

/**
 * Multiplications and additions that one training sample needs: two for each weight forward, two for its gradient, and
 * two to hand the gradient on, which the first layer need not do. Activations, biases and the update are not counted.
 */
export function flopsPerSample(layers) {
  let flops = 0;
  for (let layer = 1; layer < layers.length; layer++) {
    flops += (layer === 1 ? 4 : 6) * layers[layer - 1] * layers[layer];
  }
  return flops;
}

/**
 * Did it learn? One formula for every contestant, from its outputs alone.
 *
 * @param outputs [rows, classes]; a row need not add up to 1 (brain.js and synaptic have no softmax)
 * @returns loss      mean of -log of the share that the right class has of its row's outputs
 * @returns accuracy  share of rows whose largest output is the right class
 * @returns learned   the loss is below half of what guessing costs
 */
export function judge(outputs, { rows, classes, labels }) {
  let loss = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let best = 0;
    for (let k = 0; k < classes; k++) {
      const output = outputs[row * classes + k];
      sum += output;
      if (output > outputs[row * classes + best]) best = k;
    }
    loss -= Math.log(Math.max(outputs[row * classes + labels[row]] / sum, 1e-12));
    if (best === labels[row]) right++;
  }
  loss /= rows;
  return { loss, accuracy: right / rows, learned: loss < 0.5 * Math.log(classes) };
}
