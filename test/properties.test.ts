// Whatever the network, the data and the options: WebAssembly and JavaScript end in the same bits, and a training that was
// saved, loaded into the other engine and gone on with ends in the bits of one that was never interrupted.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS } from '../src/catalog.ts';
import type { NeuralNetwork as Network, NetworkOptions, TrainOptions } from '../src/index.ts';
import { NeuralNetwork } from './helpers/built.ts';

const RUNS = 500;

const hidden = fc.record({
  units: fc.integer({ min: 1, max: 13 }),
  activation: fc.constantFrom(
    ...(Object.keys(ACTIVATIONS) as (keyof typeof ACTIVATIONS)[]).filter((name) => name !== 'softmax'),
  ),
  dropout: fc.constantFrom(0, 0, 0.3),
});

const outputs = (Object.keys(ACTIVATIONS) as (keyof typeof ACTIVATIONS)[]).flatMap((activation) =>
  (Object.keys(LOSSES) as (keyof typeof LOSSES)[])
    .filter((loss) => LOSSES[loss].output === undefined || LOSSES[loss].output === activation)
    .map((loss) => ({ activation, loss })),
);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const problem = fc
  .record({
    inputs: fc.integer({ min: 1, max: 7 }),
    hidden: fc.array(hidden, { maxLength: 3 }),
    units: fc.integer({ min: 1, max: 5 }),
    output: fc.constantFrom(...outputs),
    rows: fc.integer({ min: 2, max: 30 }),
    network: fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      bias: fc.boolean(),
      initializer: maybe(fc.constantFrom(...(Object.keys(INITIALIZERS) as (keyof typeof INITIALIZERS)[]))),
      inputScaling: fc.constantFrom('none' as const, 'standard' as const, 'minMax' as const),
      precision: fc.constantFrom('float64' as const, 'float32' as const),
    }),
    train: fc.record({
      epochs: fc.integer({ min: 1, max: 5 }),
      batchSize: fc.constantFrom(1, 3, 4, 7, 'full' as const),
      shuffle: fc.boolean(),
      optimizer: fc.constantFrom(...(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[])),
      learningRate: fc.constantFrom(0.001, 0.01),
      learningRateSchedule: fc.constantFrom(
        'constant' as const,
        { type: 'step' as const, every: 2 },
        { type: 'exponential' as const, factor: 0.9 },
        { type: 'cosine' as const, epochs: 4 },
        { type: 'inverseScaling' as const },
      ),
      reduction: fc.constantFrom('mean' as const, 'sum' as const),
      l1: fc.constantFrom(0, 0.01),
      l2: fc.constantFrom(0, 0.02),
      weightDecay: maybe(fc.constant(0.1)),
      clipNorm: maybe(fc.constant(0.1)),
      clipValue: maybe(fc.constant(0.05)),
      validation: maybe(fc.constant(0.25)),
    }),
  })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      values: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
        minLength: shape.rows * shape.inputs,
        maxLength: shape.rows * shape.inputs,
      }),
      answers: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: shape.rows * shape.units,
        maxLength: shape.rows * shape.units,
      }),
    }),
  );

type Problem = typeof problem extends fc.Arbitrary<infer T> ? T : never;

function setUp({ shape, values, answers }: Problem): {
  network: NetworkOptions;
  data: [Float64Array, { data: number[]; rows: number; columns: number }];
  train: TrainOptions;
} {
  return {
    network: {
      ...shape.network,
      layers: [shape.inputs, ...shape.hidden, { units: shape.units, activation: shape.output.activation }],
      loss: shape.output.loss,
    },
    data: [Float64Array.from(values), { data: answers, rows: shape.rows, columns: shape.units }],
    train: shape.train,
  };
}

/** Everything that a training leaves behind, or what it threw. */
function outcome(network: Network, data: ReturnType<typeof setUp>['data'], train: TrainOptions): string {
  try {
    const { losses, validationLosses } = network.train(...data, train);
    return JSON.stringify([
      Array.from(losses),
      Array.from(validationLosses ?? []),
      network.toJSON(),
      network.think(data[0]),
      network.evaluate(...data),
    ]);
  } catch (error) {
    return `${error} ${JSON.stringify(network.toJSON())}`;
  }
}

describe('for any network, data and options', () => {
  it('both engines end in the same bits', () => {
    fc.assert(
      fc.property(problem, (given) => {
        const { network, data, train } = setUp(given);
        const [a, b] = (['wasm', 'javascript'] as const).map((engine) => {
          using made = new NeuralNetwork({ ...network, engine });
          return outcome(made, data, train);
        });
        expect(a).toBe(b);
      }),
      { numRuns: RUNS, seed: 1 },
    );
  });

  it('an interrupted training ends like one that was not', () => {
    fc.assert(
      fc.property(problem, fc.integer({ min: 1, max: 4 }), (given, more) => {
        const { network, data, train } = setUp(given);
        const epochs = train.epochs as number;
        using whole = new NeuralNetwork(network);
        const expected = outcome(whole, data, { ...train, epochs: epochs + more });
        if (!expected.startsWith('[')) return; // it diverged: nothing to go on with
        using first = new NeuralNetwork({ ...network, engine: 'javascript' });
        const { losses: before } = first.train(...data, train);
        using second = NeuralNetwork.fromJSON(JSON.stringify(first), { engine: 'wasm' });
        const { losses: after } = second.train(...data, { ...train, epochs: more });
        const [losses, , model] = JSON.parse(expected);
        expect([...before, ...after]).toEqual(losses);
        expect(JSON.stringify(second)).toBe(JSON.stringify(model));
      }),
      { numRuns: RUNS, seed: 2 },
    );
  });
});
