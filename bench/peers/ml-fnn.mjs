import { createRequire } from 'node:module';
import { versionOf } from './version.mjs';

const require = createRequire(import.meta.url);
const FeedForwardNeuralNetwork = require('ml-fnn');
const { Matrix } = createRequire(require.resolve('ml-fnn'))('ml-matrix');

/**
 * ml-fnn trains on the whole data as one batch, with summed gradients; it has no mini-batches. Its hidden layers are
 * tanh whatever its option says.
 */
export function prepare({ layers, rows, labels, weights }) {
  const options = {
    hiddenLayers: layers.slice(1, -1),
    activation: 'logistic',
    learningRate: 0.5 / rows.length,
    regularization: 1e-12, // 0 would mean its default
  };
  const network = new FeedForwardNeuralNetwork({ ...options, iterations: 1 });
  const features = new Matrix(rows);
  const classes = Array.from(labels);
  network.train(features, classes);
  network.model.forEach((layer, index) => {
    const fanOut = layers[index + 1];
    layer.W = new Matrix(layers[index], fanOut).apply(function (i, o) {
      this.set(i, o, weights[index][i * fanOut + o]);
    });
    layer.b = Matrix.zeros(1, fanOut);
  });
  /** Its columns stand in the order in which the classes came up. */
  const inOrder = (probabilities) => {
    const { inputs: column } = network.dicts;
    return probabilities.to2DArray().flatMap((row) => row.map((_, label) => row[column[label]]));
  };
  return {
    version: `ml-fnn ${versionOf('ml-fnn')}`,
    train(epochs) {
      network.iterations = epochs;
      network.train(features, classes);
    },
    outputs: () => inOrder(network.propagate(features)),
    think: (row) => inOrder(network.propagate(new Matrix([row]))),
  };
}
