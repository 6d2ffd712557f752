import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import * as wasmBackend from '@tensorflow/tfjs-backend-wasm';
import { uniformNumbers } from '../workloads.mjs';

/** TensorFlow.js core: float32; its layers API would be several times slower on small networks. */
export async function prepare(job, backend) {
  const { setThreadsCount, setWasmPaths } = wasmBackend.default ?? wasmBackend;
  setWasmPaths(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url)));
  setThreadsCount(1);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend '${backend}'`);
  await tf.ready();
  const version = `TensorFlow.js ${tf.version_core} ${backend}`;
  return { version, ...(job.part === 'tutorial' ? tutorial(job) : classifier(job)) };
}

function classifier({ layers, batchSize, learningRate, weights, biases, inputs, targets, rows }) {
  const count = rows.length;
  const x = tf.tensor2d(Float32Array.from(inputs), [count, layers[0]]);
  const y = tf.tensor2d(Float32Array.from(targets), [count, layers.at(-1)]);
  const dense = weights.map((values, layer) => ({
    w: tf.variable(tf.tensor2d(Float32Array.from(values), [layers[layer], layers[layer + 1]])),
    b: tf.variable(tf.tensor1d(Float32Array.from(biases[layer]))),
  }));
  const logits = (input) =>
    dense.reduce((a, { w, b }, layer) => {
      const z = tf.add(tf.matMul(a, w), b);
      return layer < dense.length - 1 ? tf.sigmoid(z) : z;
    }, input);
  const optimizer = tf.train.sgd(learningRate);
  const order = Int32Array.from({ length: count }, (_, row) => row);
  const uniform = uniformNumbers(3);
  return {
    async train(epochs) {
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let i = count - 1; i > 0; i--) {
          const j = Math.floor((i + 1) * uniform());
          [order[i], order[j]] = [order[j], order[i]];
        }
        tf.tidy(() => {
          const indices = tf.tensor1d(order, 'int32');
          const [shuffledX, shuffledY] = [tf.gather(x, indices), tf.gather(y, indices)];
          for (let start = 0; start < count; start += batchSize) {
            tf.tidy(() => {
              const batchX = tf.slice(shuffledX, start, batchSize);
              const batchY = tf.slice(shuffledY, start, batchSize);
              optimizer.minimize(() => tf.losses.softmaxCrossEntropy(batchY, logits(batchX)));
            });
          }
        });
      }
      await dense[0].b.data(); // the work is done when its numbers can be read
    },
    outputs: () => tf.tidy(() => tf.softmax(logits(x)).dataSync()),
    think: (row) => tf.tidy(() => tf.softmax(logits(tf.tensor2d(row, [1, row.length]))).dataSync()),
  };
}

function tutorial({ inputs, targets, weights, steps, question }) {
  const x = tf.tensor2d(inputs);
  const xTransposed = tf.transpose(x);
  const y = tf.tensor2d(targets);
  return {
    async tutorial() {
      const w = tf.variable(tf.tensor2d(weights, [weights.length, 1]));
      for (let step = 0; step < steps; step++) {
        tf.tidy(() => {
          const output = tf.sigmoid(tf.matMul(x, w));
          const slope = tf.mul(output, tf.sub(1, output));
          w.assign(tf.add(w, tf.matMul(xTransposed, tf.mul(tf.sub(y, output), slope))));
        });
      }
      const answer = tf.tidy(() => tf.sigmoid(tf.matMul(tf.tensor2d([question]), w)));
      const [value] = await answer.data();
      tf.dispose([w, answer]);
      return value;
    },
  };
}
