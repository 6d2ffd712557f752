// Learning-rate schedules against their formulas.

import { describe, it } from 'vitest';
import { type LearningRateSchedule, NeuralNetwork } from '../src/index.ts';
import { ratesOf, readSchedule } from '../src/schedule.ts';
import { expectClose, expectSameBits } from './helpers/bits.ts';

const ROWS = 50;

/** Rates of epochs 0 … 19, from 0.8. */
const rates = (schedule: LearningRateSchedule, first = 0, count = 20) =>
  ratesOf(readSchedule('test', schedule), 0.8, first, count, ROWS);

const FORMULAS: [string, LearningRateSchedule, (epoch: number) => number][] = [
  ['constant', 'constant', () => 0.8],
  [
    'step, by default half every 10',
    { type: 'step' } as LearningRateSchedule,
    (epoch) => 0.8 * 0.5 ** Math.floor(epoch / 10),
  ],
  ['step', { type: 'step', every: 3, factor: 0.1 }, (epoch) => 0.8 * 0.1 ** Math.floor(epoch / 3)],
  ['exponential', { type: 'exponential', factor: 0.9 }, (epoch) => 0.8 * 0.9 ** epoch],
  ['cosine', { type: 'cosine', epochs: 16 }, (epoch) => 0.4 * (1 + Math.cos((Math.PI * Math.min(epoch, 16)) / 16))],
  [
    'cosine to a minimum',
    { type: 'cosine', epochs: 8, minimum: 0.2 },
    (epoch) => 0.2 + 0.3 * (1 + Math.cos((Math.PI * Math.min(epoch, 8)) / 8)),
  ],
  ['inverse scaling', { type: 'inverseScaling' }, (epoch) => (epoch === 0 ? 0.8 : 0.8 / Math.sqrt(ROWS * epoch + 1))],
  [
    'inverse scaling by a power',
    { type: 'inverseScaling', power: 0.25 },
    (epoch) => (epoch === 0 ? 0.8 : 0.8 / (ROWS * epoch + 1) ** 0.25),
  ],
];

describe.each(FORMULAS)('%s', (_, schedule, formula) => {
  it('follows its formula', () => {
    const expected = Float64Array.from({ length: 20 }, (_, epoch) => formula(epoch));
    // Products taken epoch by epoch, and our own cosine: a few roundings each.
    expectClose(rates(schedule), expected, { relative: 2e-14, absolute: 1e-15 });
  });

  it('goes on in a second training where the first ended', () => {
    expectSameBits([...rates(schedule, 0, 7), ...rates(schedule, 7, 13)], rates(schedule));
  });
});

it('is what onEpoch is told', () => {
  const network = new NeuralNetwork({ layers: [1, 1], seed: 1 });
  const told: number[] = [];
  const options = {
    learningRate: 0.8,
    onEpoch: ({ learningRate }: { learningRate: number }) => void told.push(learningRate),
  };
  const learningRateSchedule = { type: 'exponential', factor: 0.5 } as const;
  network.train([[1], [2]], [[0], [1]], { ...options, epochs: 2, learningRateSchedule });
  network.train([[1], [2]], [[0], [1]], { ...options, epochs: 2, learningRateSchedule });
  expectSameBits(told, [0.8, 0.4, 0.2, 0.1]);
});
