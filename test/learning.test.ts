// The course of a training: what is told of each epoch, what stops it, and what is left behind however it ends.

import { describe, expect, it } from 'vitest';
import { DivergenceError, type EpochProgress, NeuralNetwork, type TrainOptions } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { Draws } from './helpers/draws.ts';
import { expectRefused, expectRejected } from './helpers/refusal.ts';
import { withSpy } from './helpers/spy-engine.ts';

const draws = new Draws(3);
const INPUTS = draws.matrix(20, 2);
const TARGETS = INPUTS.map(([a, b]) => [Math.abs(a - b)]);
const HELD = { inputs: draws.matrix(6, 2), targets: draws.matrix(6, 1) };

const make = (seed = 1) => new NeuralNetwork({ layers: [2, 6, { units: 1, activation: 'linear' }], seed });
const train = (options: TrainOptions, network = make()) => network.train(INPUTS, TARGETS, { batchSize: 8, ...options });
const textOf = (network: NeuralNetwork) => JSON.stringify(network);

/** The parameters after each epoch. */
function parametersOf(options: TrainOptions): string[] {
  const network = make();
  const list: string[] = [];
  train({ ...options, onEpoch: () => list.push(JSON.stringify([network.weights, network.biases])) }, network);
  return list;
}

describe('onEpoch', () => {
  it('is told of each epoch', () => {
    const told: EpochProgress[] = [];
    const schedule = { type: 'exponential', factor: 0.5 } as const;
    const options = { epochs: 3, learningRate: 0.25, learningRateSchedule: schedule, validation: HELD };
    const { losses, validationLosses } = train({ ...options, onEpoch: (progress) => told.push(progress) });
    expect(told.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expectSameBits(
      told.map(({ loss }) => loss),
      losses,
    );
    expectSameBits(
      told.map(({ validationLoss }) => validationLoss as number),
      validationLosses as Float64Array,
    );
    expect(told.map(({ learningRate }) => learningRate)).toEqual([0.25, 0.125, 0.0625]);
    expect(
      told.every(({ validationR2, validationAccuracy }) => typeof validationR2 === 'number' && !validationAccuracy),
    ).toBe(true);
    expect(told.every(({ seconds }, i) => seconds >= (i === 0 ? 0 : told[i - 1].seconds))).toBe(true);
  });

  it('changes no bit', () => {
    const [watched, unwatched] = [make(), make()];
    train({ epochs: 5, onEpoch: () => {} }, watched);
    train({ epochs: 5 }, unwatched);
    expect(textOf(watched)).toBe(textOf(unwatched));
  });

  it('that throws leaves the last whole epoch, and a network that goes on', () => {
    const [network, expected] = [make(), make()];
    const onEpoch = ({ epoch }: EpochProgress) => {
      if (epoch === 3) throw new Error('enough');
    };
    expect(() => train({ epochs: 9, onEpoch }, network)).toThrow('enough');
    train({ epochs: 3 }, expected);
    expect(textOf(network)).toBe(textOf(expected));
    train({ epochs: 2 }, network);
    train({ epochs: 2 }, expected);
    expect(textOf(network)).toBe(textOf(expected));
  });

  it('may not train or free its own network', () => {
    const network = make();
    expect(() => train({ epochs: 2, onEpoch: () => train({ epochs: 1 }, network) }, network)).toThrow(/is training/);
    expect(() => train({ epochs: 2, onEpoch: () => network.free() }, network)).toThrow(/is training/);
    expect(train({ epochs: 2 }, network).epochs).toBe(2);
  });
});

describe('validation', () => {
  it('measures on rows that are handed in', () => {
    const network = make();
    const { validationLosses } = train({ epochs: 4, validation: HELD }, network);
    expect(validationLosses?.length).toBe(4);
    expect(validationLosses?.[3]).toBe(network.evaluate(HELD.inputs, HELD.targets).loss);
  });

  it('does not touch the training', () => {
    const [with_, without] = [make(), make()];
    train({ epochs: 4, validation: HELD }, with_);
    train({ epochs: 4 }, without);
    expect(textOf(with_)).toBe(textOf(without));
  });

  it('holds out the same share for the same seed, also when it goes on', () => {
    const losses = (seed: number) => train({ epochs: 4, validation: 0.3 }, make(seed)).validationLosses as Float64Array;
    expectSameBits(losses(1), losses(1));
    const network = make();
    const parts = [1, 2].map(() => train({ epochs: 2, validation: 0.3 }, network).validationLosses as Float64Array);
    expectSameBits(
      parts.flatMap((part) => [...part]),
      losses(1),
    );
  });

  it.each([0, -0.1, 1, 2, NaN])('is refused as %s', (validation) => {
    const network = make();
    expectRefused(network, () => train({ validation }, network), RangeError, 'validation must be');
  });
});

describe('what stops it', () => {
  it('epochs', () => {
    const report = train({ epochs: 3 });
    expect(report).toMatchObject({ epochs: 3, stoppedBy: 'epochs' });
    expect(report.loss).toBe(report.losses[2]);
    expect(report.seconds).toBeGreaterThan(0);
  });

  it('a target loss, of the training or of the validation', () => {
    const { losses } = train({ epochs: 10 });
    expect(train({ epochs: 10, targetLoss: losses[4] })).toMatchObject({ epochs: 5, stoppedBy: 'targetLoss' });
    const held = train({ epochs: 10, validation: HELD }).validationLosses as Float64Array;
    const first = held.findIndex((loss) => loss <= held[4]);
    expect(train({ epochs: 10, validation: HELD, targetLoss: held[4] }).epochs).toBe(first + 1);
  });

  it('patience, and the best parameters come back', () => {
    const options = { epochs: 200, learningRate: 0.1, validation: HELD } as const;
    const network = make();
    const report = train({ ...options, earlyStopping: { patience: 3 } }, network);
    const losses = [...(report.validationLosses as Float64Array)];
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(report).toMatchObject({ stoppedBy: 'earlyStopping', bestEpoch: best, epochs: best + 3 });
    const all = parametersOf({ ...options, epochs: report.epochs });
    expect(JSON.stringify([network.weights, network.biases])).toBe(all[best - 1]);
    const last = make();
    train({ ...options, earlyStopping: { patience: 3, restoreBest: false } }, last);
    expect(JSON.stringify([last.weights, last.biases])).toBe(all[report.epochs - 1]);
  });

  it('a gain that is too small', () => {
    const report = train({ epochs: 50, learningRate: 1e-6, earlyStopping: { patience: 4, minDelta: 0.1 } });
    expect(report).toMatchObject({ stoppedBy: 'earlyStopping', bestEpoch: 1, epochs: 5 });
  });

  it('a signal that came before', async () => {
    const network = make();
    const { weights } = network;
    const report = train({ signal: AbortSignal.abort() }, network);
    expect(report).toMatchObject({ epochs: 0, loss: NaN, stoppedBy: 'signal' });
    expect(network.weights).toEqual(weights);
    expect((await network.trainAsync(INPUTS, TARGETS, { signal: AbortSignal.abort() })).stoppedBy).toBe('signal');
  });

  it('a signal in between: the last whole epoch stays, and training goes on from there', async () => {
    const controller = new AbortController();
    const network = make();
    const onEpoch = ({ epoch }: EpochProgress) => {
      if (epoch === 4) controller.abort();
    };
    const options = { epochs: 9, batchSize: 8, signal: controller.signal, onEpoch };
    const report = await network.trainAsync(INPUTS, TARGETS, options);
    expect(report).toMatchObject({ epochs: 4, stoppedBy: 'signal' });
    const expected = make();
    train({ epochs: 4 }, expected);
    expect(textOf(network)).toBe(textOf(expected));
    train({ epochs: 5 }, network);
    train({ epochs: 5 }, expected);
    expect(textOf(network)).toBe(textOf(expected));
  });

  it('a signal from a timer, at any batch', async () => {
    const controller = new AbortController();
    const network = make();
    setTimeout(() => controller.abort(), 40);
    const report = await network.trainAsync(INPUTS, TARGETS, {
      epochs: 1_000_000,
      batchSize: 8,
      signal: controller.signal,
    });
    expect(report.stoppedBy).toBe('signal');
    const expected = make();
    train({ epochs: report.epochs }, expected);
    expect(textOf(network)).toBe(textOf(expected));
  });
});

describe('trainAsync', () => {
  it.each<TrainOptions>([
    { epochs: 5 },
    { epochs: 5, batchSize: 'full', optimizer: 'rprop' },
    { epochs: 7, validation: 0.25, earlyStopping: { patience: 2 }, learningRate: 0.1 },
    { epochs: 40, batchSize: 1, optimizer: 'rmsprop', l2: 0.1, clipNorm: 1 },
  ])('gives the bits of train: %j', async (options) => {
    const [a, b] = [make(), make()];
    const { seconds: _, ...expected } = a.train(INPUTS, TARGETS, options);
    expect(await b.trainAsync(INPUTS, TARGETS, options)).toMatchObject(expected);
    expect(textOf(b)).toBe(textOf(a));
  });

  it('lets timers have their turn, again and again', async () => {
    const controller = new AbortController();
    let ticks = 0;
    const timer = setInterval(() => {
      if (++ticks === 5) controller.abort();
    }, 1);
    const options = { epochs: 1_000_000, signal: controller.signal };
    expect((await make().trainAsync(INPUTS, TARGETS, options)).stoppedBy).toBe('signal');
    clearInterval(timer);
  });

  it('takes its turns in runtimes without setImmediate, and without MessageChannel too', async () => {
    const { setImmediate, MessageChannel } = globalThis;
    const turns = async () => {
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      await make().trainAsync(INPUTS, TARGETS, { epochs: 10_000_000, signal: AbortSignal.timeout(100) });
      clearInterval(timer);
      return turns;
    };
    try {
      Object.assign(globalThis, { setImmediate: undefined });
      expect(await turns()).toBeGreaterThan(0);
      Object.assign(globalThis, { MessageChannel: undefined });
      expect(await turns()).toBeGreaterThan(0);
    } finally {
      Object.assign(globalThis, { setImmediate, MessageChannel });
    }
  });

  it('refuses a second training and free(), but answers', async () => {
    const network = make();
    const controller = new AbortController();
    const running = network.trainAsync(INPUTS, TARGETS, { epochs: 1_000_000, signal: controller.signal });
    expect(() => train({}, network)).toThrow(/train: the network is training/);
    await expectRejected(() => network.trainAsync(INPUTS, TARGETS), Error, 'the network is training');
    expect(() => network.setParameters({})).toThrow(/the network is training/);
    expect(() => network.free()).toThrow(/the network is training/);
    expect(Number.isFinite(network.think(INPUTS[0])[0])).toBe(true);
    controller.abort();
    await running;
    network.free();
    expect(() => network.think(INPUTS[0])).toThrow(/was freed/);
  });

  it('rejects with what a callback throws', async () => {
    const network = make();
    const onEpoch = () => {
      throw new Error('enough.');
    };
    await expectRejected(() => network.trainAsync(INPUTS, TARGETS, { onEpoch }), Error, 'enough.');
    expect(network.epochs).toBe(1);
    expect(train({ epochs: 2 }, network).epochs).toBe(2);
  });
});

describe('divergence', () => {
  it.each([
    ['unwatched', {}],
    ['watched', { validation: HELD }],
  ])('%s keeps the last whole epoch', (_, options) => {
    const network = make();
    const diverging = { epochs: 1000, optimizer: 'sgd', learningRate: 3, ...options } as const;
    let thrown: unknown;
    try {
      train(diverging, network);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DivergenceError);
    const { epoch, lastLoss, message } = thrown as DivergenceError;
    expect(message).toMatch(/smaller learningRate/);
    const expected = make();
    if (epoch > 1) expect(train({ ...diverging, epochs: epoch - 1 }, expected).loss).toBe(lastLoss);
    expect(network.epochs).toBe(epoch - 1);
    expect(network.weights).toEqual(expected.weights);
    expect(network.biases).toEqual(expected.biases);
    expect(network.weights.every((layer) => layer.every(Number.isFinite))).toBe(true);
  });
});

describe('memory', () => {
  it('that runs out at any allocation leaves the network as it was', () => {
    withSpy((spy) => {
      const options = { epochs: 2, batchSize: 8, validation: 0.25 } as const;
      const trainOnce = (network: NeuralNetwork) => network.train(INPUTS, TARGETS, options);
      const scaled = () =>
        new NeuralNetwork({ layers: [2, 6, { units: 1, activation: 'linear' }], inputScaling: 'standard', seed: 1 });
      const acts: ((network: NeuralNetwork) => unknown)[] = [
        trainOnce,
        (network) => network.think(INPUTS[0]),
        (network) => network.think(INPUTS),
        (network) => network.evaluate(INPUTS, TARGETS),
        (network) => NeuralNetwork.fromJSON(textOf(network)),
      ];
      let failures = 0;
      for (const act of acts) {
        for (const isFresh of [true, false]) {
          for (let n = 1; ; n++) {
            const network = scaled();
            if (!isFresh) trainOnce(network);
            const before = textOf(network);
            spy.allocations = 0;
            spy.failing = n;
            let failed = false;
            try {
              act(network);
            } catch (error) {
              failed = true;
              expect((error as Error).message).toBe('no memory left, says the test.');
              expect(textOf(network)).toBe(before);
            }
            spy.failing = 0;
            expect(trainOnce(network).epochs).toBe(2);
            if (!failed) break;
            failures++;
          }
        }
      }
      expect(failures).toBeGreaterThanOrEqual(2 * (2 + 1 + 1 + 1 + 1));
      spy.allocations = 0;
      spy.failing = 1;
      expect(() => make()).toThrow(/no memory left/);
      spy.failing = 0;
    });
  });

  it('is asked for once, and the engine once: 50 epochs are one call', () => {
    withSpy((spy) => {
      const network = make();
      spy.calls.length = 0;
      network.train(INPUTS, TARGETS, { epochs: 50, batchSize: 4 });
      expect(spy.calls).toEqual(['allocate', 'train']);
    });
  });
});
