// Trains on the digits epoch by epoch, and answers questions between two epochs.

import { NeuralNetwork } from 'neurite';
import { SIDE } from './images.ts';
import type { FromWorker, Progress, ToWorker } from './protocol.ts';

const MOST_EPOCHS = 300;
const OPTIONS = { optimizer: 'adam', learningRate: 0.003, batchSize: 32, epochs: 1 } as const;
const LABELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

let network: NeuralNetwork | undefined;
let data: Extract<ToWorker, { kind: 'open' }>;
let epoch = 0;
let seconds = 0;
let playing = false;
let drawn = true;

const post = (message: FromWorker) => postMessage(message);
const turn = new MessageChannel();
turn.port1.onmessage = () => attempt(advance);
const nextTurn = () => turn.port2.postMessage(null);

addEventListener('message', ({ data: message }: MessageEvent<ToWorker>) => attempt(() => receive(message)));

function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    playing = false;
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function receive(message: ToWorker): void {
  if (message.kind === 'open') open(message);
  else if (message.kind === 'play') playing = epoch < MOST_EPOCHS;
  else if (message.kind === 'pause') {
    playing = false;
    report();
  } else if (message.kind === 'ask') answer(message.image);
  else drawn = true;
  nextTurn();
}

function open(message: typeof data): void {
  network?.free();
  data = message;
  const { units, seed } = message;
  network = new NeuralNetwork({
    layers: [SIDE * SIDE, units, { units: 10, activation: 'softmax' }],
    labels: LABELS,
    seed,
  });
  [epoch, seconds, playing, drawn] = [0, 0, false, true];
  report();
}

function advance(): void {
  if (!network || !playing || !drawn) return;
  const started = performance.now();
  network.train(data.train.inputs, data.train.labels, OPTIONS);
  seconds += (performance.now() - started) / 1000;
  epoch++;
  if (epoch === MOST_EPOCHS) playing = false;
  report();
}

function report(): void {
  if (!network) return;
  const { train, test } = data;
  const { accuracy = 0, loss, confusion = [] } = network.evaluate(test.inputs, test.labels);
  const answers = network.classify({ data: test.inputs, rows: test.labels.length, columns: SIDE * SIDE }) as number[];
  const progress: Progress = {
    kind: 'progress',
    epoch,
    playing,
    seconds,
    trainAccuracy: network.evaluate(train.inputs, train.labels).accuracy ?? 0,
    testAccuracy: accuracy,
    testLoss: loss,
    confusion,
    weights: Float64Array.from(network.weights[0]),
    mistakes: answers
      .map((given, row) => ({ row, answer: given }))
      .filter(({ row, answer: given }) => given !== test.labels[row]),
  };
  drawn = false;
  post(progress);
}

function answer(image: Float64Array): void {
  if (!network) return;
  const probabilities = Object.values(network.probabilities(image) as Record<string, number>);
  post({ kind: 'answer', probabilities });
}
