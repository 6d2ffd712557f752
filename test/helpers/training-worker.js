// A worker that trains: a Web Worker or a worker thread, as users would write it for either.
//
// It is sent { network, inputs, targets, options, answer }, network as toJSON gave it, and { abort: true } to stop early.
// While it trains it posts { epoch }; then { report, network } or { report, weights, biases }, which are transferred.

import { NeuralNetwork } from '../../build/neurite.js';

const port = globalThis.process?.getBuiltinModule('node:worker_threads').parentPort ?? globalThis;

let training;

port.onmessage = async ({ data }) => {
  if (data.abort) return training.abort();

  const { inputs, targets, options, answer } = data;
  training = new AbortController();
  const network = NeuralNetwork.fromJSON(data.network);
  const report = await network.trainAsync(inputs, targets, {
    ...options,
    signal: training.signal,
    onEpoch: ({ epoch }) => port.postMessage({ epoch }),
  });
  if (answer === 'toJSON') return port.postMessage({ report, network: network.toJSON() });

  const { weights, biases } = network;
  const buffers = [...weights, ...biases].map(({ buffer }) => buffer);
  port.postMessage({ report, weights, biases }, buffers);
  port.postMessage({ bytesLeft: buffers.reduce((sum, { byteLength }) => sum + byteLength, 0) });
};
