import brain from 'brain.js';
import { versionOf } from './version.mjs';

/**
 * brain.js has neither mini-batches nor shuffling nor softmax: it updates after each row, has sigmoid outputs and the
 * squared error, and wants a momentum above 0. It is not asked for its error, which costs time.
 */
export function prepare({ layers, weights, rows, targetRows }) {
  const network = new brain.NeuralNetwork({
    inputSize: layers[0],
    hiddenLayers: layers.slice(1, -1),
    outputSize: layers.at(-1),
    activation: 'sigmoid',
  });
  network.initialize();
  for (let layer = 0; layer < weights.length; layer++) {
    const [fanIn, fanOut] = [layers[layer], layers[layer + 1]];
    network.biases[layer + 1].fill(0);
    for (let o = 0; o < fanOut; o++) {
      for (let i = 0; i < fanIn; i++) network.weights[layer + 1][o][i] = weights[layer][i * fanOut + o];
    }
  }
  network.errorCheckInterval = Number.MAX_SAFE_INTEGER;
  const data = rows.map((input, row) => ({ input, output: targetRows[row] }));
  return {
    version: `brain.js ${versionOf('brain.js')}`,
    train(iterations) {
      network.train(data, { iterations, learningRate: 0.2, momentum: 0.1, errorThresh: 1e-12 });
    },
    outputs: () => rows.flatMap((row) => Array.from(network.run(row))),
    think: (row) => network.run(row),
  };
}
