// One neuron learns that the answer is the first of its three inputs.

import { NeuralNetwork } from 'neurite';

const inputs = [
  [0, 0, 1],
  [1, 1, 1],
  [1, 0, 1],
  [0, 1, 1],
];
const targets = [[0], [1], [1], [0]];

const network = new NeuralNetwork({
  layers: [3, 1],
  bias: false,
  initializer: 'uniform',
  loss: 'squaredError',
  seed: 1,
});
console.log('beginning weights', network.weights[0]);

network.train(inputs, targets, {
  epochs: 15_000,
  batchSize: 'full',
  optimizer: 'sgd',
  learningRate: 1,
  reduction: 'sum',
});
console.log('ending weights', network.weights[0]);

console.log('thinks of 1 0 0', network.think([1, 0, 0])[0]);
