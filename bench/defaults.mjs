/**
 * How good are networks with no option but `layers` and standard scaling: `npm run bench:defaults -- [--seeds N] [--only iris,wine]`.
 *
 * Five-fold cross-validation, stratified for classes, with the seed for the folds and the networks: the mean over the seeds
 * and its standard deviation, beside what scikit-learn 1.2.1's MLPClassifier and MLPRegressor reach with their defaults
 * (hidden_layer_sizes=(100,), StandardScaler) in the same way.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { crossValidate, NeuralNetwork } from 'neurite';

const PROBLEMS = {
  iris: { layers: [4, 100, { units: 3, activation: 'softmax' }], reference: 0.952 },
  wine: { layers: [13, 100, { units: 3, activation: 'softmax' }], reference: 0.982 },
  breast_cancer: { layers: [30, 100, 1], reference: 0.974 },
  digits: { layers: [64, 100, { units: 10, activation: 'softmax' }], reference: 0.979 },
  diabetes: { layers: [10, 100, { units: 1, activation: 'linear' }], reference: 0.466, targetScaling: 'standard' },
};

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10' }, only: { type: 'string' } },
});
const seeds = Number(values.seeds);
if (!(Number.isInteger(seeds) && seeds > 0))
  throw new RangeError(`--seeds must be a number above 0, got ${values.seeds}.`);
const only = values.only?.split(',') ?? [...Object.keys(PROBLEMS), 'xor'];
for (const name of only) {
  if (name !== 'xor' && !Object.hasOwn(PROBLEMS, name)) {
    throw new RangeError(`--only knows ${Object.keys(PROBLEMS).join(', ')} and xor, not '${name}'.`);
  }
}

console.log(`Defaults, five folds, ${seeds} seeds (accuracy; for diabetes R²)\n`);
console.log(`${'data'.padEnd(15)}${'neurite'.padEnd(19)}scikit-learn`);
for (const [name, { layers, reference, targetScaling }] of Object.entries(PROBLEMS)) {
  if (!only.includes(name)) continue;
  const { X, y } = JSON.parse(
    readFileSync(new URL(`../test/reference/datasets/${name}.json`, import.meta.url), 'utf8'),
  );
  const [rows, columns] = X.shape;
  const inputs = Array.from({ length: rows }, (_, row) => X.data.slice(row * columns, (row + 1) * columns));
  const scores = Array.from({ length: seeds }, (_, seed) => {
    const network = { layers, inputScaling: 'standard', targetScaling, seed };
    const { mean } = crossValidate(network, inputs, y, { stratified: targetScaling === undefined, seed });
    return mean.accuracy ?? mean.r2;
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / seeds;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / seeds);
  console.log(`${name.padEnd(15)}${`${mean.toFixed(4)} ± ${deviation.toFixed(4)}`.padEnd(19)}${reference}`);
}

if (only.includes('xor')) {
  const inputs = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const solved = Array.from({ length: 20 }, (_, seed) => {
    const network = new NeuralNetwork({ layers: [2, 4, 1], seed });
    network.train(inputs, [[0], [1], [1], [0]]);
    return network.think(inputs).every(([output], row) => output > 0.5 === (row === 1 || row === 2));
  }).filter(Boolean).length;
  console.log(`\nXOR, layers [2, 4, 1]: solved from ${solved} of 20 seeds`);
}
