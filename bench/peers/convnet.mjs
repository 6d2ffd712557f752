import convnet from 'convnetjs';
import { uniformNumbers } from '../workloads.mjs';
import { versionOf } from './version.mjs';

/** ConvNetJS: one row after another, an update after each batch. Shuffling is the caller's business. */
export function prepare({ layers, batchSize, learningRate, weights, inputs, labels }) {
  const net = new convnet.Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: layers[0] },
    ...layers.slice(1, -1).map((num_neurons) => ({ type: 'fc', num_neurons, activation: 'sigmoid' })),
    { type: 'softmax', num_classes: layers.at(-1) },
  ]);
  const dense = net.layers.filter(({ layer_type }) => layer_type === 'fc');
  for (const [layer, { filters, biases }] of dense.entries()) {
    biases.w.fill(0);
    for (const [o, filter] of filters.entries()) {
      for (let i = 0; i < filter.w.length; i++) filter.w[i] = weights[layer][i * filters.length + o];
    }
  }
  const toVolume = (values) => {
    const volume = new convnet.Vol(1, 1, layers[0], 0);
    volume.w.set(values);
    return volume;
  };
  const trainer = new convnet.SGDTrainer(net, { batch_size: batchSize, learning_rate: learningRate, momentum: 0 });
  const volumes = Array.from(labels, (_, row) => toVolume(inputs.subarray(row * layers[0], (row + 1) * layers[0])));
  const order = Array.from(labels.keys());
  const uniform = uniformNumbers(3);
  return {
    version: `ConvNetJS ${versionOf('convnetjs')}`,
    train(epochs) {
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let i = order.length - 1; i > 0; i--) {
          const j = Math.floor((i + 1) * uniform());
          [order[i], order[j]] = [order[j], order[i]];
        }
        for (const row of order) trainer.train(volumes[row], labels[row]);
      }
    },
    outputs: () => volumes.flatMap((volume) => Array.from(net.forward(volume).w)),
    think: (row) => net.forward(toVolume(row)).w,
  };
}
