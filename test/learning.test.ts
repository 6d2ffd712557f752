// The course of a training: what is reported, who is told, and what stops it.

import { describe, expect, it } from 'vitest';
import { DivergenceError, type EpochProgress, NeuralNetwork, type TrainOptions } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';

const inputs = Array.from({ length: 40 }, (_, row) => [Math.sin(row), Math.cos(2 * row), (row % 7) / 7]);
const labels = inputs.map(([a, b]) => (a > b ? 'over' : 'under'));
const numbers = inputs.map(([a, b, c]) => [a - 2 * b + c]);

const classifier = () => new NeuralNetwork({ layers: [3, 5, { units: 2, activation: 'softmax' }], seed: 3 });
const regression = () => new NeuralNetwork({ layers: [3, 5, { units: 1, activation: 'linear' }], seed: 3 });

const parameters = (network: NeuralNetwork) => [...network.weights, ...network.biases].flatMap((row) => [...row]);

describe('onEpoch', () => {
  it('is told of each epoch in turn', () => {
    const told: EpochProgress[] = [];
    const report = classifier().train(inputs, labels, { epochs: 4, onEpoch: (progress) => told.push(progress) });
    expect(told.map(({ epoch, epochs, learningRate }) => [epoch, epochs, learningRate])).toEqual(
      [1, 2, 3, 4].map((epoch) => [epoch, 4, 0.001]),
    );
    expectSameBits(
      told.map(({ loss }) => loss),
      report.losses,
    );
    expect(Object.keys(told[0]).sort()).toEqual(['epoch', 'epochs', 'learningRate', 'loss', 'seconds']);
    expect(told.every(({ seconds }, i) => i === 0 || seconds >= told[i - 1].seconds)).toBe(true);
  });

  it('is told of held-out classes: loss and accuracy', () => {
    const network = classifier();
    let last: EpochProgress | undefined;
    const validation = { inputs: inputs.slice(0, 10), targets: labels.slice(0, 10) };
    const report = network.train(inputs, labels, { epochs: 5, validation, onEpoch: (progress) => (last = progress) });
    const { loss, accuracy } = network.evaluate(validation.inputs, validation.targets);
    expect(last).toMatchObject({ validationLoss: loss, validationAccuracy: accuracy });
    expect(report.validationLosses?.length).toBe(5);
    expect(report.validationLosses?.[4]).toBe(loss);
  });

  it('is told of held-out numbers: loss and R²', () => {
    const network = regression();
    let last: EpochProgress | undefined;
    const validation = { inputs: inputs.slice(0, 10), targets: numbers.slice(0, 10) };
    network.train(inputs, numbers, { epochs: 5, validation, onEpoch: (progress) => (last = progress) });
    const { loss, r2 } = network.evaluate(validation.inputs, validation.targets);
    expect(last).toMatchObject({ validationLoss: loss, validationR2: r2 });
  });

  it('changes no bit', () => {
    const [watched, alone] = [classifier(), classifier()];
    watched.train(inputs, labels, { epochs: 6, onEpoch: () => {}, validation: { inputs, targets: labels } });
    alone.train(inputs, labels, { epochs: 6 });
    expectSameBits(parameters(watched), parameters(alone));
  });

  it.each(['train', 'trainAsync'] as const)(
    'ends %s with what it throws; the network keeps that epoch',
    async (method) => {
      const [stopped, short] = [classifier(), classifier()];
      const onEpoch = ({ epoch }: EpochProgress) => {
        if (epoch === 3) throw new Error('enough');
      };
      await expect((async () => stopped[method](inputs, labels, { epochs: 9, onEpoch }))()).rejects.toThrow('enough');
      short.train(inputs, labels, { epochs: 3 });
      expectSameBits(parameters(stopped), parameters(short));
      stopped.train(inputs, labels, { epochs: 2 });
      short.train(inputs, labels, { epochs: 2 });
      expectSameBits(parameters(stopped), parameters(short), 'and goes on from there');
    },
  );
});

describe('validation by a share', () => {
  it('holds the same rows out for the same seed, and trains on the others', () => {
    const shared = { epochs: 3, batchSize: 'full' } as const;
    const first = classifier().train(inputs, labels, { ...shared, validation: 0.25 });
    const second = classifier().train(inputs, labels, { ...shared, validation: 0.25 });
    expectSameBits(first.losses, second.losses);
    expectSameBits(first.validationLosses as Float64Array, second.validationLosses as Float64Array);
    expect(first.losses[0]).not.toBe(classifier().train(inputs, labels, shared).losses[0]);
  });
});

describe('early stopping', () => {
  // Trained on one thing and watched on its opposite, the watched loss rises from the first epoch on.
  const validation = { inputs, targets: labels.map((label) => (label === 'over' ? 'under' : 'over')) };

  it('stops after as many epochs without a better loss, and brings the best back', () => {
    const [network, best] = [classifier(), classifier()];
    const options: TrainOptions = { epochs: 100, learningRate: 0.05, validation, earlyStopping: { patience: 4 } };
    const report = network.train(inputs, labels, options);
    expect(report.stoppedBy).toBe('earlyStopping');
    expect(report.epochs).toBe((report.bestEpoch as number) + 4);
    const losses = report.validationLosses as Float64Array;
    expect(losses[(report.bestEpoch as number) - 1]).toBe(Math.min(...losses));
    best.train(inputs, labels, { epochs: report.bestEpoch, learningRate: 0.05 });
    expectSameBits(parameters(network), parameters(best));
  });

  it('keeps the last where it is told to', () => {
    const [network, last] = [classifier(), classifier()];
    const earlyStopping = { patience: 2, restoreBest: false };
    const { epochs } = network.train(inputs, labels, { epochs: 100, learningRate: 0.05, validation, earlyStopping });
    last.train(inputs, labels, { epochs, learningRate: 0.05 });
    expectSameBits(parameters(network), parameters(last));
  });

  it('watches the loss itself without validation, with the default patience', () => {
    const report = classifier().train(inputs, labels, { epochs: 50, earlyStopping: true });
    expect(report.stoppedBy).toBe('epochs');
    expect(report.bestEpoch).toBe(50);
  });

  it('does not count what is better by less than minDelta', () => {
    const earlyStopping = { patience: 3, minDelta: 10 };
    const report = classifier().train(inputs, labels, { epochs: 50, earlyStopping });
    expect(report).toMatchObject({ stoppedBy: 'earlyStopping', epochs: 4, bestEpoch: 1 });
  });

  it('false is off', () => {
    expect(classifier().train(inputs, labels, { epochs: 3, earlyStopping: false }).bestEpoch).toBeUndefined();
  });
});

describe('a target loss', () => {
  it('ends the training that reaches it', () => {
    const report = classifier().train(inputs, labels, { epochs: 500, learningRate: 0.05, targetLoss: 0.4 });
    expect(report.stoppedBy).toBe('targetLoss');
    expect(report.loss).toBeLessThanOrEqual(0.4);
    expect(report.losses[report.epochs - 2]).toBeGreaterThan(0.4);
  });
});

describe('an AbortSignal', () => {
  it('that was given before leaves the network as it was', () => {
    const network = classifier();
    const before = parameters(network);
    const report = network.train(inputs, labels, { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ epochs: 0, loss: Number.NaN, stoppedBy: 'signal' });
    expectSameBits(parameters(network), before);
  });

  it('stops after the epoch in which it comes', () => {
    const [network, short] = [classifier(), classifier()];
    const controller = new AbortController();
    const onEpoch = ({ epoch }: EpochProgress) => epoch === 4 && controller.abort();
    const report = network.train(inputs, labels, {
      epochs: 50,
      signal: controller.signal,
      onEpoch: (p) => void onEpoch(p),
    });
    expect(report).toMatchObject({ epochs: 4, stoppedBy: 'signal' });
    short.train(inputs, labels, { epochs: 4 });
    expectSameBits(parameters(network), parameters(short));
  });

  it('stops trainAsync from outside, at a whole epoch', async () => {
    const [network, short] = [classifier(), classifier()];
    const controller = new AbortController();
    const training = network.trainAsync(inputs, labels, { epochs: 10_000_000, signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    const { epochs, stoppedBy } = await training;
    expect(stoppedBy).toBe('signal');
    expect(epochs).toBeGreaterThan(0);
    short.train(inputs, labels, { epochs });
    expectSameBits(parameters(network), parameters(short));
  });
});

describe('trainAsync', () => {
  it('gives the bits of train', async () => {
    const [waiting, alone] = [classifier(), classifier()];
    const options: TrainOptions = { epochs: 300, validation: 0.2, earlyStopping: { patience: 30 }, learningRate: 0.02 };
    const report = await waiting.trainAsync(inputs, labels, options);
    const expected = alone.train(inputs, labels, options);
    expect({ ...report, seconds: 0 }).toEqual({ ...expected, seconds: 0 });
    expectSameBits(parameters(waiting), parameters(alone));
  });

  it('gives the event loop its turns', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await classifier().trainAsync(inputs, labels, { epochs: 60_000 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(1);
  });

  it('goes on without setImmediate, and without MessageChannel too', async () => {
    const { setImmediate, MessageChannel } = globalThis;
    try {
      Object.assign(globalThis, { setImmediate: undefined });
      expect((await classifier().trainAsync(inputs, labels, { epochs: 30_000 })).epochs).toBe(30_000);
      Object.assign(globalThis, { MessageChannel: undefined });
      expect((await classifier().trainAsync(inputs, labels, { epochs: 30_000 })).epochs).toBe(30_000);
    } finally {
      Object.assign(globalThis, { setImmediate, MessageChannel });
    }
  });
});

describe('a training that diverges', () => {
  const huge = numbers.map(([value]) => [value * 1e200]);

  it('is stopped at once, and tells where and what to try', () => {
    const network = regression();
    const before = parameters(network);
    let error: unknown;
    try {
      network.train(inputs, huge, { epochs: 50, optimizer: 'sgd', learningRate: 1 });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DivergenceError);
    const { name, epoch, lastLoss, message } = error as DivergenceError;
    expect({ name, epoch, lastLoss }).toEqual({ name: 'DivergenceError', epoch: 1, lastLoss: undefined });
    expect(message).toContain(
      'train: epoch 1 diverged (a loss or a parameter was not finite; no epoch before it was whole).',
    );
    expect(message).toContain('Try a smaller learningRate');
    expectSameBits(parameters(network), before);
  });

  it('keeps the last whole epoch', () => {
    const [network, short] = [regression(), regression()];
    const options: TrainOptions = { epochs: 2000, optimizer: 'sgd', learningRate: 5, batchSize: 'full' };
    let error: DivergenceError | undefined;
    try {
      network.train(inputs, numbers, options);
    } catch (thrown) {
      error = thrown as DivergenceError;
    }
    expect(error).toBeInstanceOf(DivergenceError);
    const whole = (error as DivergenceError).epoch - 1;
    expect(whole).toBeGreaterThan(0);
    const { loss } = short.train(inputs, numbers, { ...options, epochs: whole });
    expect(error?.lastLoss).toBe(loss);
    expect(error?.message).toContain(`the last whole epoch had a loss of ${loss}`);
    expectSameBits(parameters(network), parameters(short));
  });

  it('leaves a network that can train again', () => {
    const network = regression();
    expect(() => network.train(inputs, huge, { optimizer: 'sgd', learningRate: 1 })).toThrow(DivergenceError);
    expect(network.train(inputs, numbers, { epochs: 3 }).epochs).toBe(3);
  });
});
