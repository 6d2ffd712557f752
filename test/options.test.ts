// Options of networks and trainings: defaults, ranges, and messages that say what to do.

import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation, INITIALIZERS, LOSSES, OPTIMIZERS } from '../src/catalog.ts';
import { type Initializer, type Loss, type NetworkOptions, NeuralNetwork, type TrainOptions } from '../src/index.ts';
import { defaultEpochs, readNetworkOptions, readTrainOptions } from '../src/options.ts';
import { expectError, expectRefused } from './helpers/refusal.ts';

type Kind = typeof RangeError | typeof TypeError;

const make = (options: unknown) => () => new NeuralNetwork(options as NetworkOptions);

describe('defaults', () => {
  it('of a network', () => {
    const { seed, ...rest } = readNetworkOptions('test', { layers: [3, 4, 1] });
    expect(rest).toEqual({
      inputs: 3,
      layers: [
        { units: 4, activation: 'swish', dropout: 0 },
        { units: 1, activation: 'sigmoid', dropout: 0 },
      ],
      bias: true,
      initializer: 'auto',
      loss: 'binaryCrossEntropy',
      huberDelta: 1,
      labels: undefined,
      inputScaling: 'none',
      targetScaling: 'none',
      engine: 'wasm',
      precision: 'float64',
    });
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
  });

  it.each([
    ['linear', 'squaredError'],
    ['tanh', 'squaredError'],
    ['sigmoid', 'binaryCrossEntropy'],
    ['softmax', 'categoricalCrossEntropy'],
  ] as const)('a %s output has %s', (activation, loss) => {
    expect(readNetworkOptions('test', { layers: [2, { units: 2, activation }] }).loss).toBe(loss);
  });

  it('of a training are adam on shuffled batches', () => {
    const { epochs, batchSize, shuffle, optimizer, learningRate, schedule, reduction } = readTrainOptions('test', {});
    expect({ epochs, batchSize, shuffle, optimizer, learningRate, schedule, reduction }).toEqual({
      epochs: undefined,
      batchSize: 32,
      shuffle: true,
      optimizer: 'adam',
      learningRate: 0.001,
      schedule: 'constant',
      reduction: 'mean',
    });
  });

  it('train for 100 epochs, and on few rows until 20,000 were seen', () => {
    const train = (rows: number) => {
      const inputs = new Float64Array(rows).map((_, row) => row % 2);
      return new NeuralNetwork({ layers: [1, 1], bias: false, seed: 1 }).train(inputs, inputs).epochs;
    };
    expect(defaultEpochs(1)).toBe(20_000);
    expect(train(3)).toBe(6667);
    expect(train(200)).toBe(100);
    expect(train(1000)).toBe(100);
  });

  it('of an optimizer follow it', () => {
    for (const [optimizer, { parameters, learningRate }] of Object.entries(OPTIMIZERS)) {
      const checked = readTrainOptions('test', { optimizer });
      expect(checked.learningRate).toBe(learningRate);
      for (const [name, value] of Object.entries(parameters)) {
        expect(checked.settings[name as keyof typeof checked.settings], `${optimizer}: ${name}`).toBe(Number(value));
      }
    }
  });

  it('draw another seed for each network, and tell it', () => {
    const seeds = Array.from({ length: 20 }, () => new NeuralNetwork({ layers: [1, 1] }).seed);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    const [first] = seeds;
    expect(new NeuralNetwork({ layers: [5, 5], seed: first }).weights).toEqual(
      new NeuralNetwork({ layers: [5, 5], seed: first }).weights,
    );
  });
});

describe('every name in the catalog makes a network', () => {
  it.each(Object.keys(ACTIVATIONS) as Activation[])('activation %s', (activation) => {
    const network = new NeuralNetwork({ layers: [2, { units: 2, activation }] });
    expect(network.layers[1]).toEqual({ units: 2, activation, dropout: 0 });
  });

  it.each(Object.keys(LOSSES) as Loss[])('loss %s', (loss) => {
    const activation = LOSSES[loss].output ?? 'linear';
    expect(new NeuralNetwork({ layers: [2, { units: 2, activation }], loss }).loss).toBe(loss);
  });

  it.each(Object.keys(INITIALIZERS) as Initializer[])('initializer %s', (initializer) => {
    const [weights] = new NeuralNetwork({ layers: [20, 30], initializer, seed: 1 }).weights;
    expect(weights.every((weight) => weight === 0)).toBe(initializer === 'zeros');
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});

const LAYERS = 'layers must be an array of at least 2 layers: inputs, then layers of neurons, such as [2, 4, 1], got';
const UNITS = 'a whole number from 1 to 2147483647';

describe('bad layers', () => {
  it.each<[string, unknown, Kind, string]>([
    ['missing', undefined, TypeError, `${LAYERS} undefined.`],
    ['null', null, TypeError, `${LAYERS} null.`],
    ['a number', 3, TypeError, `${LAYERS} 3.`],
    ['text', '3,1', TypeError, `${LAYERS} '3,1'.`],
    ['a typed array', Uint8Array.of(3, 1), TypeError, `${LAYERS} a Uint8Array.`],
    ['like an array', { 0: 3, 1: 1, length: 2 }, TypeError, `${LAYERS} an object.`],
    ['none', [], RangeError, `${LAYERS} an empty array.`],
    ['too few', [3], RangeError, `${LAYERS} an array of 1.`],
    ['zero inputs', [0, 1], RangeError, `layers[0] must be ${UNITS}, got 0.`],
    ['zero outputs', [3, 0], RangeError, `layers[1] must be ${UNITS}, got 0.`],
    ['negative', [3, -1, 1], RangeError, `layers[1] must be ${UNITS}, got -1.`],
    ['-0', [3, -0, 1], RangeError, `layers[1] must be ${UNITS}, got -0.`],
    ['fractional', [3, 1.5], RangeError, `layers[1] must be ${UNITS}, got 1.5.`],
    ['NaN', [3, Number.NaN], RangeError, `layers[1] must be ${UNITS}, got NaN.`],
    ['Infinity', [3, Infinity], RangeError, `layers[1] must be ${UNITS}, got Infinity.`],
    ['beyond 2^31', [2 ** 31, 1], RangeError, `layers[0] must be ${UNITS}, got 2147483648.`],
    ['text inside', [3, '2'], TypeError, "layers[1] must be a number of units or { units, activation }, got '2'."],
    ['null inside', [3, null], TypeError, 'layers[1] must be a number of units or { units, activation }, got null.'],
    [
      'a BigInt',
      [3, 1n],
      TypeError,
      'layers[1] must be a number of units or { units, activation }, got 1n (a BigInt).',
    ],
    [
      'a hole',
      Object.assign(new Array(3), { 0: 3, 2: 1 }),
      TypeError,
      'layers[1] must be a number of units or { units, activation }, got undefined.',
    ],
    [
      'an array inside',
      [3, [4], 1],
      TypeError,
      'layers[1] must be a number of units or { units, activation }, got an array of 1.',
    ],
    ['an empty object', [3, {}], TypeError, `layers[1]: units must be ${UNITS}, got undefined.`],
    ['units of 0', [3, { units: 0 }], RangeError, `layers[1]: units must be ${UNITS}, got 0.`],
    ['units as text', [3, { units: '4' }], TypeError, `layers[1]: units must be ${UNITS}, got '4'.`],
    [
      'an unknown activation',
      [3, { units: 2, activation: 'Tanh' }],
      RangeError,
      "layers[1]: activation must be one of 'linear', 'sigmoid', ",
    ],
    [
      'an activation that is no name',
      [3, { units: 2, activation: 5 }],
      TypeError,
      'layers[1]: activation must be one of ',
    ],
    [
      'a mistyped option',
      [3, { units: 2, activaton: 'tanh' }],
      TypeError,
      "layers[1]: unknown option 'activaton'; did you mean 'activation'?",
    ],
    [
      'an activation of the inputs',
      [{ units: 3, activation: 'tanh' }, 1],
      TypeError,
      "layers[0]: unknown option 'activation'; known are units.",
    ],
    [
      'softmax inside',
      [3, { units: 4, activation: 'softmax' }, 1],
      RangeError,
      "layers[1].activation is 'softmax', which only the last layer can have.",
    ],
    [
      'dropout of all',
      [3, { units: 4, dropout: 1 }, 1],
      RangeError,
      'layers[1]: dropout must be a number of at least 0 and below 1, got 1.',
    ],
    [
      'dropout of the output',
      [3, { units: 4, dropout: 0.5 }],
      TypeError,
      "layers[1]: unknown option 'dropout'; known are units, activation.",
    ],
    [
      'too large by far',
      [2 ** 31 - 1, 2 ** 31 - 1],
      RangeError,
      'the network would need 35184372072448 MiB of memory, more than the 1023 MiB that one block may have; ',
    ],
    ['too large', [100_000, 100_000], RangeError, 'the network would need 76295 MiB of memory'],
    [
      'too large by many layers',
      [10_000, 10_000, 10_000, 10_000],
      RangeError,
      'the network would need 2289 MiB of memory',
    ],
  ])('%s', (_, layers, kind, message) => {
    expectError(make({ layers }), kind, `new NeuralNetwork: ${message}`);
    expectError(make({ layers, engine: 'javascript' }), kind, `new NeuralNetwork: ${message}`);
  });

  it('leave the memory to others', () => {
    for (let i = 0; i < 100; i++) expectError(make({ layers: [50_000, 50_000] }), RangeError, 'MiB of memory');
    expect(new NeuralNetwork({ layers: [3, 1], bias: false, initializer: 'uniform', seed: 1 }).weights[0][0]).toBe(
      -0.165955990594852,
    );
  });
});

describe('bad options of a network', () => {
  const KNOWN =
    'layers, bias, initializer, loss, huberDelta, seed, labels, inputScaling, targetScaling, engine, precision.';
  const SEED = 'seed must be a whole number from 0 to 4294967295, got';

  it.each<[unknown, Kind, string]>([
    [5, TypeError, 'options must be an object, got 5.'],
    ['[3, 1]', TypeError, "options must be an object, got '[3, 1]'."],
    [[3, 1], TypeError, 'options must be an object, got an array of 2.'],
    [undefined, TypeError, `${LAYERS} undefined.`],
    [{ layer: [3, 1] }, TypeError, "unknown option 'layer'; did you mean 'layers'?"],
    [{ layers: [3, 1], Bias: true }, TypeError, "unknown option 'Bias'; did you mean 'bias'?"],
    [{ layers: [3, 1], hasOwnProperty: 1 }, TypeError, `unknown option 'hasOwnProperty'; known are ${KNOWN}`],
    [{ layers: [3, 1], bias: 1 }, TypeError, 'bias must be true or false, got 1.'],
    [{ layers: [3, 1], bias: null }, TypeError, 'bias must be true or false, got null.'],
    [{ layers: [3, 1], seed: -1 }, RangeError, `${SEED} -1.`],
    [{ layers: [3, 1], seed: 2 ** 32 }, RangeError, `${SEED} 4294967296.`],
    [{ layers: [3, 1], seed: 0.5 }, RangeError, `${SEED} 0.5.`],
    [{ layers: [3, 1], seed: Number.NaN }, RangeError, `${SEED} NaN.`],
    [{ layers: [3, 1], seed: '1' }, TypeError, `${SEED} '1'.`],
    [{ layers: [3, 1], seed: 1n }, TypeError, `${SEED} 1n (a BigInt).`],
    [{ layers: [3, 1], loss: 'mse' }, RangeError, "loss must be one of 'squaredError', "],
    [
      { layers: [3, 1], loss: 'categoricalCrossEntropy' },
      RangeError,
      "loss 'categoricalCrossEntropy' needs a softmax output, but the last layer is sigmoid.",
    ],
    [
      { layers: [3, { units: 1, activation: 'relu' }], loss: 'binaryCrossEntropy' },
      RangeError,
      "loss 'binaryCrossEntropy' needs a sigmoid output, but the last layer is relu.",
    ],
    [{ layers: [3, 1], huberDelta: 0 }, RangeError, 'huberDelta must be a finite number above 0, got 0.'],
    [{ layers: [3, 1], initializer: 'auto' }, RangeError, "initializer must be one of 'uniform', "],
    [{ layers: [3, 1], engine: 'gpu' }, RangeError, "engine must be one of 'wasm', 'javascript'"],
    [
      { layers: [3, 1], precision: 'float16' },
      RangeError,
      "precision must be one of 'float64', 'float32', got 'float16'.",
    ],
    [
      { layers: [3, 1], inputScaling: 'std' },
      RangeError,
      "inputScaling must be one of 'none', 'standard', 'minMax', got 'std'.",
    ],
    [
      { layers: [3, 1], targetScaling: true },
      TypeError,
      "targetScaling must be one of 'none', 'standard', 'minMax', got true.",
    ],
    [{ layers: [3, 1], labels: 'ab' }, TypeError, "labels must be an array of labels, got 'ab'."],
    [
      { layers: [3, 1], labels: ['a'] },
      RangeError,
      'labels has 1 different label, but the network tells 2 classes apart (layers: [3, 1]).',
    ],
    [
      { layers: [3, 1], labels: ['a', 'a'] },
      RangeError,
      'labels has 1 different label, but the network tells 2 classes apart (layers: [3, 1]).',
    ],
    [
      { layers: [3, 1], labels: ['a', 1] },
      TypeError,
      'labels mixes strings and numbers; labels must be all of one kind.',
    ],
    [
      { layers: [3, 1], labels: ['a', null] },
      TypeError,
      'labels[1] must be a label, a string or a whole number, got null.',
    ],
    [
      { layers: [3, 1], labels: [0, 0.5] },
      RangeError,
      'labels[1] must be a label, a string or a whole number, got 0.5.',
    ],
  ])('%#', (options, kind, message) => {
    expectError(make(options), kind, `new NeuralNetwork: ${message}`);
  });
});

describe('bad options of a training', () => {
  const network = new NeuralNetwork({ layers: [3, 2], seed: 1 });
  const inputs = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const targets = [
    [0, 1],
    [1, 0],
  ];
  const EPOCHS = 'epochs must be a whole number from 1 to 10000000, got';
  const RATE = 'learningRate must be a finite number above 0, got';
  const BATCH = "batchSize must be a whole number from 1 to 2147483647 or one of 'full', got";
  const SCHEDULE =
    "learningRateSchedule must be 'constant' or an object with a type, one of 'step', 'exponential', 'cosine', 'inverseScaling'";

  it.each<[unknown, Kind, string]>([
    [5, TypeError, 'options must be an object, got 5.'],
    ['adam', TypeError, "options must be an object, got 'adam'."],
    [[], TypeError, 'options must be an object, got an empty array.'],
    [{ epoch: 1 }, TypeError, "unknown option 'epoch'; did you mean 'epochs'?"],
    [{ learningrate: 1 }, TypeError, "unknown option 'learningrate'; did you mean 'learningRate'?"],
    [{ batch_size: 1 }, TypeError, "unknown option 'batch_size'; did you mean 'batchSize'?"],
    [{ epochs: 0 }, RangeError, `${EPOCHS} 0.`],
    [{ epochs: 1.5 }, RangeError, `${EPOCHS} 1.5.`],
    [{ epochs: Infinity }, RangeError, `${EPOCHS} Infinity.`],
    [{ epochs: '10' }, TypeError, `${EPOCHS} '10'.`],
    [{ batchSize: 0 }, RangeError, `${BATCH} 0.`],
    [{ batchSize: 'all' }, RangeError, `${BATCH} 'all'.`],
    [{ batchSize: null }, TypeError, `${BATCH} null.`],
    [{ shuffle: 1 }, TypeError, 'shuffle must be true or false, got 1.'],
    [{ optimizer: 'Adam' }, RangeError, "optimizer must be one of 'sgd', "],
    [{ optimizer: {} }, TypeError, "optimizer must be one of 'sgd', "],
    [{ learningRate: 0 }, RangeError, `${RATE} 0.`],
    [{ learningRate: -0.1 }, RangeError, `${RATE} -0.1.`],
    [{ learningRate: Number.NaN }, RangeError, `${RATE} NaN.`],
    [{ learningRate: Infinity }, RangeError, `${RATE} Infinity.`],
    [{ learningRate: '0.1' }, TypeError, `${RATE} '0.1'.`],
    [{ reduction: 'max' }, RangeError, "reduction must be one of 'mean', 'sum', got 'max'."],
    [
      { momentum: 0.5 },
      RangeError,
      "momentum is no parameter of optimizer 'adam'; it has learningRate, beta1, beta2, epsilon, weightDecay.",
    ],
    [{ optimizer: 'momentum', momentum: 1 }, RangeError, 'momentum must be a number of at least 0 and below 1, got 1.'],
    [{ beta1: 1 }, RangeError, 'beta1 must be a number of at least 0 and below 1, got 1.'],
    [{ beta2: -0.1 }, RangeError, 'beta2 must be a number of at least 0 and below 1, got -0.1.'],
    [{ epsilon: 0 }, RangeError, 'epsilon must be a finite number above 0, got 0.'],
    [{ optimizer: 'rmsprop', centered: 1 }, TypeError, 'centered must be true or false, got 1.'],
    [
      { optimizer: 'adagrad', initialAccumulator: -1 },
      RangeError,
      'initialAccumulator must be a finite number of at least 0, got -1.',
    ],
    [{ optimizer: 'rprop', etaMinus: 1 }, RangeError, 'etaMinus must be a number of at least 0 and below 1, got 1.'],
    [{ optimizer: 'rprop', etaPlus: 1 }, RangeError, 'etaPlus must be a finite number above 1, got 1.'],
    [{ optimizer: 'rprop', stepMin: 2, stepMax: 1 }, RangeError, 'stepMin must be at most stepMax, got 2 and 1.'],
    [{ optimizer: 'rprop', stepMin: 60 }, RangeError, 'stepMin must be at most stepMax, got 60 and 50.'],
    [{ weightDecay: -1 }, RangeError, 'weightDecay must be a finite number of at least 0, got -1.'],
    [{ l1: -1 }, RangeError, 'l1 must be a finite number of at least 0, got -1.'],
    [{ l2: '0' }, TypeError, "l2 must be a finite number of at least 0, got '0'."],
    [{ clipNorm: 0 }, RangeError, 'clipNorm must be a finite number above 0, got 0.'],
    [{ clipValue: Infinity }, RangeError, 'clipValue must be a finite number above 0, got Infinity.'],
    [{ sampleWeights: [1] }, RangeError, 'sampleWeights has 1 value, but there are 2 rows.'],
    [{ sampleWeights: [1, -1] }, RangeError, 'sampleWeights[1] must be a finite number of at least 0, got -1.'],
    [{ sampleWeights: [1, Number.NaN] }, RangeError, 'sampleWeights[1] is NaN; every value must be a finite number.'],
    [{ sampleWeights: 5 }, TypeError, 'sampleWeights must be a row of numbers, got 5.'],
    [
      { classWeights: 'even' },
      RangeError,
      "classWeights must be 'balanced' or an object of weights by label, got 'even'.",
    ],
    [{ classWeights: { 7: 1 } }, RangeError, "classWeights has '7', but the classes are 0, 1."],
    [{ classWeights: { 0: -1 } }, RangeError, 'classWeights: 0 must be a finite number of at least 0, got -1.'],
    [{ classWeights: [1, 2] }, TypeError, 'classWeights: the value must be an object, got an array of 2.'],
    [{ validation: 0 }, RangeError, 'validation must be a finite number above 0, got 0.'],
    [
      { validation: 1 },
      RangeError,
      'validation must be a share below 1 that leaves rows to train on; 1 of 2 rows leaves none.',
    ],
    [
      { validation: 0.9 },
      RangeError,
      'validation must be a share below 1 that leaves rows to train on; 0.9 of 2 rows leaves none.',
    ],
    [{ validation: true }, TypeError, 'validation must be a share of the rows or { inputs, targets }, got true.'],
    [{ validation: { inputs } }, TypeError, 'validation: targets must be an array of rows, '],
    [
      { validation: { inputs, targets: [[0, 1]] } },
      RangeError,
      'validation: inputs have 2 rows, but targets have 1; each row needs its target.',
    ],
    [{ earlyStopping: 5 }, TypeError, 'earlyStopping: options must be an object, got 5.'],
    [
      { earlyStopping: { patience: 0 } },
      RangeError,
      'earlyStopping: patience must be a whole number from 1 to 10000000, got 0.',
    ],
    [
      { earlyStopping: { pateince: 1 } },
      TypeError,
      "earlyStopping: unknown option 'pateince'; did you mean 'patience'?",
    ],
    [{ targetLoss: Number.NaN }, RangeError, 'targetLoss must be a finite number, got NaN.'],
    [{ signal: {} }, TypeError, 'signal must be an AbortSignal, got an object.'],
    [{ signal: new AbortController() }, TypeError, 'signal must be an AbortSignal, got an AbortController.'],
    [{ onEpoch: 'log' }, TypeError, "onEpoch must be a function, got 'log'."],
    [{ learningRateSchedule: 'cosine' }, TypeError, SCHEDULE],
    [
      { learningRateSchedule: {} },
      TypeError,
      "learningRateSchedule.type must be one of 'step', 'exponential', 'cosine', 'inverseScaling', got undefined.",
    ],
    [
      { learningRateSchedule: { type: 'cos' } },
      RangeError,
      "learningRateSchedule: type must be one of 'step', 'exponential', 'cosine', 'inverseScaling', got 'cos'.",
    ],
    [
      { learningRateSchedule: { type: 'step', every: 0 } },
      RangeError,
      'learningRateSchedule: every must be a whole number from 1 to 10000000, got 0.',
    ],
    [
      { learningRateSchedule: { type: 'step', evry: 1 } },
      TypeError,
      "learningRateSchedule: unknown option 'evry'; did you mean 'every'?",
    ],
    [
      { learningRateSchedule: { type: 'exponential', factor: 2 } },
      RangeError,
      'learningRateSchedule: factor must be a number above 0, at most 1, got 2.',
    ],
  ])('%#', (options, kind, message) => {
    expectRefused(network, () => network.train(inputs, targets, options as TrainOptions), kind, `train: ${message}`);
  });

  it('are told by trainAsync as a rejection', async () => {
    const before = JSON.stringify(network);
    const attempt = network.trainAsync(inputs, targets, { epochs: 0 });
    await expect(attempt).rejects.toThrow(`trainAsync: ${EPOCHS} 0.`);
    expect(JSON.stringify(network)).toBe(before);
  });

  it('class weights need classes', () => {
    const regression = new NeuralNetwork({ layers: [3, { units: 2, activation: 'linear' }], seed: 1 });
    expectRefused(
      regression,
      () => regression.train(inputs, targets, { classWeights: 'balanced' }),
      TypeError,
      'train: classWeights need a network that tells classes apart.',
    );
  });
});
