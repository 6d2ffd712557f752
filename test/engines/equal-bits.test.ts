// The scalar build, the SIMD build and the JavaScript engine end in the same bits, after many epochs and on odd shapes.

import { afterEach, describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation, LOSSES, type Loss, OPTIMIZERS, type Optimizer } from '../../src/catalog.ts';
import {
  createWasmEngine,
  type NetworkOptions,
  NeuralNetwork,
  replaceEngine,
  type TrainOptions,
} from '../../src/development.ts';
import { expectSameBits } from '../helpers/bits.ts';
import { wasmBytes } from '../helpers/built.ts';
import { Draws } from '../helpers/draws.ts';

const PRECISIONS = ['float64', 'float32'] as const;

const SCALAR = {
  float64: createWasmEngine(await wasmBytes('float64-scalar.wasm'), 'float64'),
  float32: createWasmEngine(await wasmBytes('float32-scalar.wasm'), 'float32'),
};

afterEach(() => {
  for (const precision of PRECISIONS) replaceEngine('wasm', undefined, precision);
});

interface Job {
  readonly network: NetworkOptions;
  readonly train: TrainOptions;
  readonly rows: number;
}

const activations = Object.keys(ACTIVATIONS) as Activation[];
const hiddenActivations = activations.filter((name) => name !== 'softmax');
const losses = Object.keys(LOSSES) as Loss[];
const optimizers = Object.keys(OPTIMIZERS) as Optimizer[];
const outputsOf = (loss: Loss) => activations.filter((output) => (LOSSES[loss].output ?? output) === output);

/** Targets that a loss can have: any numbers, shares, or one of the outputs. */
function drawTargets(draws: Draws, loss: Loss, rows: number, outputs: number): number[][] {
  return Array.from({ length: rows }, () => {
    const chosen = draws.whole(0, outputs - 1);
    return Array.from({ length: outputs }, (_, o) => {
      if (loss === 'categoricalCrossEntropy') return o === chosen ? 1 : 0;
      return loss === 'binaryCrossEntropy' ? draws.share() : draws.normal();
    });
  });
}

/** Everything that a training leaves behind. */
function run(job: Job, engine: 'wasm' | 'javascript'): ArrayLike<number>[] {
  const draws = new Draws(1);
  const network = new NeuralNetwork({ ...job.network, engine });
  const [inputs, ...layers] = network.layers;
  const x = draws.matrix(job.rows, inputs);
  const y = drawTargets(draws, network.loss, job.rows, layers[layers.length - 1].units);
  const report = network.train(x, y, job.train);
  const results = [
    report.losses,
    ...network.weights,
    ...network.biases,
    [network.evaluate(x, y).loss],
    ...network.think(x),
    network.think(x[0]),
  ];
  network.free();
  return results;
}

function expectEqualBits(job: Job): void {
  const { precision = 'float64' } = job.network;
  const javascript = run(job, 'javascript');
  const name = JSON.stringify(job);
  expect(
    javascript.every((part) => Array.from(part).every(Number.isFinite)),
    `${name} stays finite`,
  ).toBe(true);
  for (const [build, engine] of [
    ['scalar', SCALAR[precision]],
    ['SIMD', undefined],
  ] as const) {
    replaceEngine('wasm', engine, precision);
    run(job, 'wasm').forEach((part, i) => {
      expectSameBits(part, javascript[i], `${name}, ${build}, part ${i}`);
    });
  }
}

const WIDTHS = [1, 2, 3, 5, 10, 13];
const BATCHES = [1, 3, 4, 7];

describe.each(PRECISIONS)('equal bits of scalar, SIMD and JavaScript, %s', (precision) => {
  it.each(WIDTHS)('inputs %i, with every width of a hidden layer and of the output', (inputs) => {
    for (const [i, hidden] of WIDTHS.entries()) {
      for (const [j, outputs] of WIDTHS.entries()) {
        const batchSize = BATCHES[(i + j) % BATCHES.length];
        expectEqualBits({
          network: {
            layers: [inputs, hidden, outputs],
            bias: (i + j) % 3 !== 0,
            loss: 'binaryCrossEntropy',
            seed: 1,
            precision,
          },
          // A last batch that is short, and one that is not.
          rows: 2 * batchSize + (j % 2 === 0 ? 0 : 2),
          train: { epochs: 20, batchSize, learningRate: 0.05 },
        });
      }
    }
  });

  it.each([[[]], [[5]], [[3, 13]], [[10, 1, 2]], [[2, 3, 5, 10, 13]]])('hidden layers %j', (hidden) => {
    for (const batchSize of [...BATCHES, 'full' as const]) {
      expectEqualBits({
        network: {
          layers: [3, ...hidden, { units: 5, activation: 'softmax' }],
          loss: 'categoricalCrossEntropy',
          seed: 2,
          precision,
        },
        rows: 17,
        train: { epochs: 60, batchSize, optimizer: 'sgd', learningRate: 0.1 },
      });
    }
  });

  it.each(hiddenActivations)('%s with every loss', (activation) => {
    for (const loss of losses) {
      expectEqualBits({
        network: {
          layers: [
            5,
            { units: 13, activation },
            { units: 3, activation },
            { units: 3, activation: outputsOf(loss)[0] },
          ],
          loss,
          seed: 3,
          precision,
        },
        rows: 11,
        train: { epochs: 40, batchSize: 4, learningRate: 0.01 },
      });
    }
  });

  it.each(losses.flatMap((loss) => outputsOf(loss).map((output) => [loss, output] as const)))(
    '%s with the output %s',
    (loss, output) => {
      for (const outputs of WIDTHS) {
        expectEqualBits({
          network: {
            layers: [2, { units: 3, activation: 'tanh' }, { units: outputs, activation: output }],
            loss,
            seed: 4,
            precision,
          },
          rows: 10,
          train: { epochs: 40, batchSize: 7, learningRate: 0.01 },
        });
      }
    },
  );

  it.each(optimizers)('%s, with penalties, clipping, weights of rows and dropout', (optimizer) => {
    const rows = 13;
    const layers = [5, { units: 10, dropout: 0.25 }, { units: 3, dropout: 0.5 }, 2];
    const options: TrainOptions[] = [
      {},
      { l1: 0.001, l2: 0.01 },
      { clipNorm: 0.5 },
      { clipValue: 0.1, reduction: 'sum' },
      { sampleWeights: Array.from({ length: rows }, (_, r) => (r % 4) / 2) },
      { weightDecay: 0.01, learningRateSchedule: { type: 'exponential', factor: 0.99 } },
    ];
    for (const more of options) {
      expectEqualBits({
        network: { layers, seed: 5, precision },
        rows,
        train: { epochs: 50, batchSize: 4, optimizer, ...more },
      });
    }
  });

  it('wide layers, whose sums and gradients go in several parts', () => {
    for (const layers of [
      [600, 20, 3],
      [20, 600, 3],
      [5, 300, 300, 1],
    ]) {
      expectEqualBits({ network: { layers, seed: 6, precision }, rows: 21, train: { epochs: 3, batchSize: 9 } });
    }
  });

  it('more rows than an evaluation takes at a time', () => {
    expectEqualBits({ network: { layers: [3, 7, 2], seed: 7, precision }, rows: 300, train: { epochs: 3 } });
  });
});
