// The page: starts the worker, shows how far it is and what the network thinks, and aborts. It never trains itself.

import { NeuralNetwork } from '../../build/neurite.js'; // see worker.js for the address in a project of your own
import { networkOptions, radius, spirals, trainOptions } from './spirals.js';

const element = (id) => document.getElementById(id);
const [form, epochs, train, abort] = ['form', 'epochs', 'train', 'abort'].map(element);
const [progress, now, result] = ['progress', 'now', 'result'].map(element);
const canvas = element('picture').getContext('2d');

const { inputs, targets } = spirals();
let network = new NeuralNetwork(networkOptions);

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  if (data.error) end(data.error);
  else if (data.report) finish(data);
  else showProgress(data);
};
worker.onerror = ({ message }) => end(message || 'The worker could not be started.');

form.onsubmit = (event) => {
  event.preventDefault();
  network.free();
  network = new NeuralNetwork(networkOptions);
  const options = { ...trainOptions, epochs: epochs.valueAsNumber };
  worker.postMessage({ options: networkOptions, inputs, targets, train: options });
  progress.value = 0;
  result.textContent = 'Training has begun.';
  setRunning(true);
  abort.focus();
};

abort.onclick = () => worker.postMessage({ abort: true });

function showProgress({ progress: { epoch, epochs, loss }, weights, biases }) {
  progress.value = epoch / epochs;
  now.textContent = `Epoch ${number(epoch)} of ${number(epochs)}, loss ${loss.toFixed(4)}`;
  network.setParameters({ weights, biases });
  draw();
}

function finish({ report: { epochs, seconds, stoppedBy }, network: file }) {
  network.free();
  network = NeuralNetwork.fromJSON(file, { engine: 'auto' });
  const { loss, accuracy } = network.evaluate(inputs, targets);
  if (stoppedBy === 'epochs') progress.value = 1;
  now.textContent = `${number(epochs)} epochs in ${seconds.toFixed(1)} seconds, by the engine '${network.engine}'`;
  end(`${stoppedBy === 'signal' ? 'Aborted' : 'Done'}: loss ${loss}, ${(100 * accuracy).toFixed(1)} % right.`);
  draw();
}

function end(message) {
  result.textContent = message;
  setRunning(false);
  train.focus();
}

function setRunning(isRunning) {
  train.disabled = epochs.disabled = isRunning;
  abort.disabled = !isRunning;
}

function number(value) {
  return value.toLocaleString('en');
}

/** The middles of the cells of a grid over the picture, row by row. */
const cells = 96;
const reach = 1.1 * radius;
const place = (cell) => (2 * (cell + 0.5) * reach) / cells - reach;
const grid = Array.from({ length: cells ** 2 }, (_, i) => [place(i % cells), place(Math.floor(i / cells))]);

/** Blue for 0, orange for 1. */
const colours = [
  [37, 99, 235],
  [234, 88, 12],
];

/** Each cell in the colour that the network says, as strong as it is sure; then the points. */
function draw() {
  const { width, height } = canvas.canvas;
  const image = new ImageData(cells, cells);
  network.think(grid).forEach(([output], i) => {
    image.data.set([...colours[output > 0.5 ? 1 : 0], 200 * Math.abs(2 * output - 1)], 4 * i);
  });
  const picture = new OffscreenCanvas(cells, cells);
  picture.getContext('2d').putImageData(image, 0, 0);
  canvas.clearRect(0, 0, width, height);
  canvas.drawImage(picture, 0, 0, width, height);

  canvas.strokeStyle = getComputedStyle(document.body).color;
  inputs.forEach(([x, y], i) => {
    canvas.fillStyle = `rgb(${colours[targets[i][0]]})`;
    canvas.beginPath();
    canvas.arc((width * (x + reach)) / (2 * reach), (height * (y + reach)) / (2 * reach), 5, 0, 2 * Math.PI);
    canvas.fill();
    canvas.stroke();
  });
}

draw();
