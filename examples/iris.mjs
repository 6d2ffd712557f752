// Iris: three kinds of flowers told apart by four measures.

import { readFileSync } from 'node:fs';
import { crossValidate, NeuralNetwork } from 'neurite';

const file = new URL('../test/reference/datasets/iris.json', import.meta.url);
const { X, y, classNames } = JSON.parse(readFileSync(file, 'utf8'));
const flowers = y.map((_, row) => X.data.slice(4 * row, 4 * row + 4)); // [5.1, 3.5, 1.4, 0.2], …
const names = y.map((number) => classNames[number]); // 'setosa', …

const options = { layers: [4, 16, { units: 3, activation: 'softmax' }], inputScaling: 'standard', seed: 1 };

// How good is such a network on flowers that it has not seen?
const { mean } = crossValidate(options, flowers, names, { folds: 5 });
console.log(`cross-validated accuracy ${(100 * mean.accuracy).toFixed(1)} %`);

// Train one on all flowers, and ask it about a new one.
const network = new NeuralNetwork(options);
network.train(flowers, names);
console.log('a flower of 6.1, 2.9, 4.7 and 1.4 cm is', network.classify([6.1, 2.9, 4.7, 1.4]));
console.log(network.probabilities([6.1, 2.9, 4.7, 1.4]));

// The model is plain data: a copy answers with the same bits.
const copy = NeuralNetwork.fromJSON(JSON.stringify(network));
console.log('the copy says', copy.classify([6.1, 2.9, 4.7, 1.4]));
