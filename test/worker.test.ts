// A network that learns off the main thread, in a worker thread of Node or in a Web Worker, ends in the same bits.

import { describe, expect, it } from 'vitest';
import { type ModelFile, NeuralNetwork, type Reals, type TrainingReport, type TrainOptions } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { Draws } from './helpers/draws.ts';

/** What test/helpers/training-worker.js posts: some of these. */
interface Message {
  epoch?: number;
  report?: TrainingReport;
  network?: ModelFile;
  weights?: Reals[];
  biases?: Reals[];
  bytesLeft?: number;
}

interface TrainingWorker {
  post(message: object, transferred?: ArrayBuffer[]): void;
  /** The next message that has what is asked for. */
  next(key: keyof Message): Promise<Message>;
  end(): void;
}

async function startWorker(): Promise<TrainingWorker> {
  const waiting = new Map<string, (message: Message) => void>();
  const failing: ((error: unknown) => void)[] = [];
  const receive = (message: Message) => {
    for (const key of Object.keys(message)) waiting.get(key)?.(message);
  };
  const fail = (error: unknown) => {
    for (const reject of failing) reject(error);
  };

  let worker: { postMessage(message: object, transferred: ArrayBuffer[]): void; terminate(): unknown };
  if (globalThis.Worker) {
    worker = new Worker(new URL('./helpers/training-worker.js', import.meta.url), { type: 'module' });
    (worker as Worker).onmessage = ({ data }) => receive(data);
    (worker as Worker).onerror = ({ message }) => fail(new Error(message));
  } else {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    worker = new Worker(new URL('./helpers/training-worker.js', import.meta.url))
      .on('message', receive)
      .on('error', fail);
  }

  return {
    post: (message, transferred = []) => worker.postMessage(message, transferred),
    next: (key) =>
      new Promise((resolve, reject) => {
        waiting.set(key, resolve);
        failing.push(reject);
      }),
    end: () => worker.terminate(),
  };
}

const ROWS = 40;
const COLUMNS = 3;

/** Rows and labels; the rows in one buffer, which can be transferred. */
function problem() {
  const draws = new Draws(1);
  const rows = draws.matrix(ROWS, COLUMNS);
  return { inputs: Float64Array.from(rows.flat()), targets: rows.map(([a, b]) => (a > b ? 'more' : 'less')) };
}

const make = (precision: 'float64' | 'float32') =>
  new NeuralNetwork({
    layers: [COLUMNS, { units: 8, activation: 'tanh', dropout: 0.25 }, 1],
    inputScaling: 'standard',
    seed: 5,
    precision,
  });

const OPTIONS: TrainOptions = { epochs: 30, batchSize: 7 };

/** What the main thread ends with. */
function trainHere(precision: 'float64' | 'float32', options = OPTIONS) {
  const network = make(precision);
  const { inputs, targets } = problem();
  return { network, report: network.train(inputs, targets, options) };
}

/** Runs `use` with a worker that has begun to train; the rows go there without being copied. */
async function withTraining(
  precision: 'float64' | 'float32',
  answer: 'toJSON' | 'parameters',
  options: TrainOptions,
  use: (worker: TrainingWorker) => Promise<void>,
) {
  const worker = await startWorker();
  try {
    const { inputs, targets } = problem();
    worker.post({ network: make(precision).toJSON(), inputs, targets, options, answer }, [inputs.buffer]);
    expect(inputs.length, 'the rows went away').toBe(0);
    await use(worker);
  } finally {
    worker.end();
  }
}

describe.each(['float64', 'float32'] as const)('a network trained in a worker, %s', (precision) => {
  it('comes back by structured clone of toJSON', async () => {
    const expected = trainHere(precision);
    await withTraining(precision, 'toJSON', OPTIONS, async (worker) => {
      const { report, network: file } = await worker.next('network');
      expectSameBits(report?.losses ?? [], expected.report.losses);
      const network = NeuralNetwork.fromJSON(file);
      expect(JSON.stringify(network)).toBe(JSON.stringify(expected.network));
      // Optimizer and generator came along: it goes on as if it had never been away.
      const { inputs, targets } = problem();
      const [a, b] = [network, expected.network].map((each) => each.train(inputs, targets, OPTIONS).losses);
      expectSameBits(a, b);
      expect(network.classify([1, 0, 0])).toBe('more');
    });
  });

  it('comes back by transfer of its parameters', async () => {
    const { network } = trainHere(precision);
    await withTraining(precision, 'parameters', OPTIONS, async (worker) => {
      const left = worker.next('bytesLeft');
      const { weights = [], biases = [] } = await worker.next('weights');
      expect((await left).bytesLeft, 'nothing was copied').toBe(0);
      const back = make(precision);
      back.setParameters({ weights, biases });
      for (const [layer, expected] of network.weights.entries()) expectSameBits(back.weights[layer], expected);
      for (const [layer, expected] of network.biases.entries()) expectSameBits(back.biases[layer], expected);
    });
  });

  it('stops when it is told to, after a whole epoch', async () => {
    await withTraining(precision, 'toJSON', { ...OPTIONS, epochs: 1e7 }, async (worker) => {
      const ended = worker.next('network');
      await worker.next('epoch');
      worker.post({ abort: true });
      const { report, network } = await ended;
      const epochs = report?.epochs ?? 0;
      expect(report?.stoppedBy).toBe('signal');
      expect(epochs).toBeGreaterThan(0);
      const here = make(precision);
      const { inputs, targets } = problem();
      here.train(inputs, targets, { ...OPTIONS, epochs });
      expect(JSON.stringify(NeuralNetwork.fromJSON(network))).toBe(JSON.stringify(here));
    });
  });
});
