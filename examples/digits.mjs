// Digits: handwritten numerals as 8 x 8 grey values, watched while the network learns them.

import { readFileSync } from 'node:fs';
import { NeuralNetwork } from 'neurite';

const file = new URL('../test/reference/datasets/digits.json', import.meta.url);
const { X, y } = JSON.parse(readFileSync(file, 'utf8'));
const images = y.map((_, row) => X.data.slice(64 * row, 64 * row + 64).map((grey) => grey / 16));

// The last 300 are kept for the test.
const [trainImages, testImages] = [images.slice(0, -300), images.slice(-300)];
const [trainDigits, testDigits] = [y.slice(0, -300), y.slice(-300)];

const network = new NeuralNetwork({
  layers: [64, { units: 64, activation: 'relu', dropout: 0.2 }, { units: 10, activation: 'softmax' }],
  seed: 1,
});
const report = await network.trainAsync(trainImages, trainDigits, {
  epochs: 60,
  validation: 0.1,
  earlyStopping: { patience: 10 },
  onEpoch({ epoch, loss, validationLoss, validationAccuracy }) {
    if (epoch % 10 !== 0) return;
    const [a, b] = [loss, validationLoss].map((value) => value.toFixed(3));
    console.log(
      `epoch ${epoch}: loss ${a}, on held-out rows ${b}, accuracy ${(100 * validationAccuracy).toFixed(1)} %`,
    );
  },
});
console.log(`stopped by ${report.stoppedBy} after ${report.epochs} epochs; best was ${report.bestEpoch}`);

const { accuracy, confusion } = network.evaluate(testImages, testDigits);
console.log(`accuracy on the test images ${(100 * accuracy).toFixed(1)} %`);
const answers = confusion[8].flatMap((times, digit) => (times > 0 ? [`${digit} (${times} times)`] : []));
console.log('its answers to an 8:', answers.join(', '));
