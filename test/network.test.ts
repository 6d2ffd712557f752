// NeuralNetwork: what it shows of itself, how it is changed, and what it refuses.

import { describe, expect, it } from 'vitest';
import { type NetworkOptions, NeuralNetwork, type Parameters } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { expectError, expectRefused, expectRejected } from './helpers/refusal.ts';

const XOR = {
  inputs: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  targets: [[0], [1], [1], [0]],
};

describe('learns', () => {
  it.each(['wasm', 'javascript'] as const)('XOR with no option but its layers, on %s', (engine) => {
    const network = new NeuralNetwork({ layers: [2, 3, 1], seed: 1, engine });
    const { epochs, loss, losses, stoppedBy, seconds } = network.train(XOR.inputs, XOR.targets);
    expect(network.think(XOR.inputs).map(([answer]) => Math.round(answer))).toEqual([0, 1, 1, 0]);
    expect({ epochs, stoppedBy }).toEqual({ epochs: losses.length, stoppedBy: 'epochs' });
    expect(loss).toBe(losses[losses.length - 1]);
    expect(loss).toBeLessThan(losses[0]);
    expect(seconds).toBeGreaterThan(0);
    expect(network.epochs).toBe(epochs);
  });
});

describe('shows', () => {
  const network = new NeuralNetwork({ layers: [3, { units: 4, activation: 'tanh', dropout: 0.2 }, 2], seed: 5 });

  it('its options', () => {
    expect(network.seed).toBe(5);
    expect(network.engine).toBe('wasm');
    expect(network.precision).toBe('float64');
    expect(network.loss).toBe('binaryCrossEntropy');
    expect(network.epochs).toBe(0);
    expect(network.labels).toBeUndefined();
    expect(network.layers).toEqual([
      3,
      { units: 4, activation: 'tanh', dropout: 0.2 },
      { units: 2, activation: 'sigmoid', dropout: 0 },
    ]);
  });

  it('copies of its weights and biases, by layer', () => {
    expect(network.weights.map(({ length }) => length)).toEqual([12, 8]);
    expect(network.biases.map(({ length }) => length)).toEqual([4, 2]);
    const before = JSON.stringify(network);
    for (const copy of [...network.weights, ...network.biases]) copy.fill(9);
    (network.layers[1] as { units: number }).units = 99;
    expect(JSON.stringify(network)).toBe(before);
  });

  it('no biases where it has none', () => {
    const plain = new NeuralNetwork({ layers: [3, 2, 1], bias: false });
    expect(plain.biases).toEqual([new Float64Array(0), new Float64Array(0)]);
  });

  it('float32 numbers where it computes with them', () => {
    const single = new NeuralNetwork({ layers: [3, 1], precision: 'float32' });
    expect(single.weights[0]).toBeInstanceOf(Float32Array);
    expect(single.think([1, 2, 3])).toBeInstanceOf(Float32Array);
  });
});

describe('setParameters', () => {
  const make = (options?: Partial<NetworkOptions>) =>
    new NeuralNetwork({ layers: [2, 2, 1], initializer: 'zeros', seed: 1, ...options });

  it('sets weights, biases or both', () => {
    const network = make();
    network.setParameters({ weights: [[1, 2, 3, 4], Float32Array.of(5, 6)] });
    network.setParameters({ biases: [[7, 8], [9]] });
    expect(network.weights.map((row) => [...row])).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(network.biases.map((row) => [...row])).toEqual([[7, 8], [9]]);
    network.setParameters({
      weights: [
        [0, 0, 0, 0],
        [0, 0],
      ],
      biases: [[0, 0], [0]],
    });
    expect(JSON.stringify(network)).toBe(JSON.stringify(make()));
    network.setParameters({});
    expect(JSON.stringify(network)).toBe(JSON.stringify(make()));
  });

  it('takes what another network has', () => {
    const a = new NeuralNetwork({ layers: [3, 5, 2], seed: 1 });
    const b = new NeuralNetwork({ layers: [3, 5, 2], seed: 2 });
    b.setParameters(a);
    expectSameBits(b.think([1, 2, 3]), a.think([1, 2, 3]));
  });

  it.each<[string, unknown, typeof RangeError | typeof TypeError, string]>([
    ['nothing', undefined, TypeError, 'setParameters takes { weights, biases }, got undefined.'],
    ['null', null, TypeError, 'setParameters takes { weights, biases }, got null.'],
    ['a number', 5, TypeError, 'setParameters takes { weights, biases }, got 5.'],
    [
      'rows',
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
      TypeError,
      'setParameters takes { weights, biases }, got an array of 2.',
    ],
    ['an unknown name', { weight: [] }, TypeError, "setParameters: unknown option 'weight'; did you mean 'weights'?"],
    [
      'weights that are no array',
      { weights: 5 },
      TypeError,
      'setParameters: weights must be an array with an item for each layer, got 5.',
    ],
    [
      'a flat array',
      { weights: new Float64Array(6) },
      TypeError,
      'setParameters: weights must be an array with an item for each layer, got a Float64Array.',
    ],
    [
      'too few layers',
      { weights: [[1, 2, 3, 4]] },
      RangeError,
      'setParameters: weights has 1 layer, but the network has 2 (layers: [2, 2, 1]).',
    ],
    [
      'too many layers',
      { biases: [[1, 2], [3], [4]] },
      RangeError,
      'setParameters: biases has 3 layers, but the network has 2 (layers: [2, 2, 1]).',
    ],
    [
      'too few weights',
      {
        weights: [
          [1, 2, 3],
          [5, 6],
        ],
      },
      RangeError,
      'setParameters: weights[0] has 3 values, but this layer has 4 (layers: [2, 2, 1]).',
    ],
    [
      'too many biases',
      {
        biases: [
          [1, 2],
          [3, 4],
        ],
      },
      RangeError,
      'setParameters: biases[1] has 2 values, but this layer has 1 (layers: [2, 2, 1]).',
    ],
    [
      'NaN',
      {
        weights: [
          [1, 2, 3, 4],
          [5, Number.NaN],
        ],
      },
      RangeError,
      'setParameters: weights[1][1] is NaN; every value must be a finite number.',
    ],
    [
      'a string',
      { biases: [['1', 2], [3]] },
      TypeError,
      "setParameters: biases[0][0] is '1'; every value must be a finite number.",
    ],
    [
      'good weights with bad biases',
      {
        weights: [
          [1, 2, 3, 4],
          [5, 6],
        ],
        biases: [[1, 2], []],
      },
      RangeError,
      'setParameters: biases[1] has 0 values, but this layer has 1 (layers: [2, 2, 1]).',
    ],
    [
      'a layer that is no row',
      { weights: [[1, 2, 3, 4], 5] },
      TypeError,
      'setParameters: weights[1] must be a row of numbers, got 5.',
    ],
    [
      'BigInts',
      { biases: [new BigInt64Array(2), [1]] },
      TypeError,
      'setParameters: biases[0] must be a row of numbers, got a BigInt64Array.',
    ],
  ])('refuses %s', (_, parameters, kind, message) => {
    const network = make({ initializer: 'uniform' });
    expectRefused(network, () => network.setParameters(parameters as Parameters), kind, message);
  });

  it('refuses biases of a network that has none', () => {
    const network = make({ bias: false });
    network.setParameters({ biases: [[], []] });
    expectRefused(
      network,
      () => network.setParameters({ biases: [[1, 2], [3]] }),
      RangeError,
      'biases[0] has 2 values, but this layer has 0',
    );
  });
});

describe('a network that was freed', () => {
  it.each<[string, (network: NeuralNetwork) => unknown]>([
    ['weights', (network) => network.weights],
    ['biases', (network) => network.biases],
    ['think', (network) => network.think([0, 1])],
    ['classify', (network) => network.classify([0, 1])],
    ['probabilities', (network) => network.probabilities([0, 1])],
    ['train', (network) => network.train(XOR.inputs, XOR.targets)],
    ['evaluate', (network) => network.evaluate(XOR.inputs, XOR.targets)],
    ['setParameters', (network) => network.setParameters({})],
    ['toJSON', (network) => network.toJSON()],
  ])('refuses %s', (name, use) => {
    for (const engine of ['wasm', 'javascript'] as const) {
      const network = new NeuralNetwork({ layers: [2, 1], engine });
      network.free();
      expectError(() => use(network), Error, `${name}: the network was freed; make a new one.`);
    }
  });

  it('refuses trainAsync and saveToFile', async () => {
    const network = new NeuralNetwork({ layers: [2, 1] });
    network.free();
    await expectRejected(
      () => network.trainAsync(XOR.inputs, XOR.targets),
      Error,
      'trainAsync: the network was freed; make a new one.',
    );
    await expectRejected(
      () => network.saveToFile('/nowhere/model.json'),
      Error,
      'toJSON: the network was freed; make a new one.',
    );
  });

  it('still tells its options, may be freed again, and leaves others alone', () => {
    const other = new NeuralNetwork({ layers: [2, 1], seed: 3 });
    const before = JSON.stringify(other);
    const network = new NeuralNetwork({ layers: [2, 1], seed: 4 });
    network.think([0, 1]);
    network.free();
    network.free();
    expect(network.seed).toBe(4);
    expect(network.layers[0]).toBe(2);
    new NeuralNetwork({ layers: [2, 1], initializer: 'zeros' });
    expect(JSON.stringify(other)).toBe(before);
  });

  it('is what Symbol.dispose leaves', () => {
    const network = new NeuralNetwork({ layers: [2, 1] });
    network[Symbol.dispose]();
    expectError(() => network.think([0, 1]), Error, 'the network was freed');
  });
});

describe('while it trains', () => {
  it.each<[string, (network: NeuralNetwork) => unknown]>([
    ['train', (network) => network.train(XOR.inputs, XOR.targets)],
    ['setParameters', (network) => network.setParameters({ biases: [[0]] })],
    ['free', (network) => network.free()],
  ])('refuses %s', (name, use) => {
    const network = new NeuralNetwork({ layers: [2, 1], seed: 1 });
    const alone = new NeuralNetwork({ layers: [2, 1], seed: 1 });
    const onEpoch = () => expectRefused(network, () => use(network), Error, `${name}: the network is training; `);
    network.train(XOR.inputs, XOR.targets, { epochs: 3, onEpoch });
    alone.train(XOR.inputs, XOR.targets, { epochs: 3 });
    expectSameBits(network.weights[0], alone.weights[0]);
  });

  it('refuses a second trainAsync, and answers', async () => {
    const network = new NeuralNetwork({ layers: [2, 1], seed: 1 });
    const first = network.trainAsync(XOR.inputs, XOR.targets, { epochs: 2000 });
    await expectRejected(
      () => network.trainAsync(XOR.inputs, XOR.targets),
      Error,
      'trainAsync: the network is training; ',
    );
    expect(network.think([0, 1]).length).toBe(1);
    expect((await first).epochs).toBe(2000);
    network.free();
  });
});

describe('classify and probabilities', () => {
  it('need outputs that are classes', () => {
    for (const layers of [
      [2, 3],
      [2, { units: 1, activation: 'linear' }],
    ] as NetworkOptions['layers'][]) {
      const network = new NeuralNetwork({ layers });
      expectError(
        () => network.classify([0, 1]),
        Error,
        'classify needs a softmax output, or a single sigmoid; this network has ',
      );
      expectError(
        () => network.probabilities([0, 1]),
        Error,
        'probabilities needs a softmax output, or a single sigmoid; ',
      );
    }
  });

  it('number the classes where they have no labels', () => {
    const network = new NeuralNetwork({ layers: [2, { units: 3, activation: 'softmax' }], bias: false });
    network.setParameters({ weights: [[0, 1, 0, 0, 0, 1]] });
    expect(network.classify([5, 0])).toBe(1);
    expect(
      network.classify([
        [5, 0],
        [0, 5],
      ]),
    ).toEqual([1, 2]);
    const [first, second, third] = network.think([5, 0]);
    expect(network.probabilities([5, 0])).toEqual({ 0: first, 1: second, 2: third });
  });

  it('tell two classes apart by one output', () => {
    const network = new NeuralNetwork({ layers: [1, 1], bias: false, labels: ['no', 'yes'] });
    network.setParameters({ weights: [[1]] });
    expect(network.classify([[-2], [2], [0]])).toEqual(['no', 'yes', 'no']);
    const [yes] = network.think([2]);
    expect(network.probabilities([[2]])).toEqual([{ no: 1 - yes, yes }]);
  });
});
