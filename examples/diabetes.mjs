// Diabetes: how far a disease has gone a year later, predicted from ten measures. A regression.

import { readFileSync } from 'node:fs';
import { NeuralNetwork } from 'neurite';

const file = new URL('../test/reference/datasets/diabetes.json', import.meta.url);
const { X, y } = JSON.parse(readFileSync(file, 'utf8'));
const patients = y.map((_, row) => X.data.slice(10 * row, 10 * row + 10));

// Inputs and targets are scaled; answers come back in the units of the targets.
const network = new NeuralNetwork({
  layers: [10, 16, { units: 1, activation: 'linear' }],
  inputScaling: 'standard',
  targetScaling: 'standard',
  seed: 1,
});
network.train(patients.slice(0, 342), y.slice(0, 342), { epochs: 100, l2: 0.01 });

const { r2, meanAbsoluteError } = network.evaluate(patients.slice(342), y.slice(342));
console.log(`on 100 other patients: R² ${r2.toFixed(2)}, off by ${meanAbsoluteError.toFixed(0)} on average`);
console.log(`one of them: ${network.think(patients[400])[0].toFixed(0)} predicted, ${y[400]} measured`);
