// Trains what it is sent: { options, inputs, targets, train }. { abort: true } ends the training after a whole epoch.
//
// Posts { progress } a few times a second, with a copy of the parameters that moves to the page, and at the end
// { report, network } or { error }.

// In a project that has installed neurite, its bundler finds 'neurite'; without a bundler it is
// './node_modules/neurite/build/neurite.js'.
import { NeuralNetwork } from '../../build/neurite.js';

const millisecondsBetween = 100;

let training;

self.onmessage = async ({ data }) => {
  if (data.abort) training?.abort();
  else await learn(data).catch(({ message }) => self.postMessage({ error: message }));
};

async function learn({ options, inputs, targets, train }) {
  training = new AbortController();
  const network = new NeuralNetwork(options);
  let told = performance.now();
  const report = await network.trainAsync(inputs, targets, {
    ...train,
    signal: training.signal,
    onEpoch(progress) {
      if (performance.now() - told < millisecondsBetween) return;
      told = performance.now();
      const { weights, biases } = network;
      const buffers = [...weights, ...biases].map(({ buffer }) => buffer);
      self.postMessage({ progress, weights, biases }, buffers);
    },
  });
  self.postMessage({ report, network: network.toJSON() });
  network.free();
}
