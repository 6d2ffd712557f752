// The tutorial's neuron, step by step, against the same program in numpy.

import { describe, expect, it } from 'vitest';
import { NeuralNetwork } from '../src/index.ts';
import { expectClose, expectSameBits } from './helpers/bits.ts';
import { reference, rowsOf, type Shaped } from './helpers/reference.ts';

interface Tutorial {
  readonly seed: number;
  readonly X: Shaped;
  readonly y: number[];
  readonly initialWeights: number[];
  readonly weightsAfter: Record<string, number[]>;
  readonly finalOutputsOnX: number[];
  readonly finalOutputs: { input: number[]; output: number }[];
}

const tutorial = await reference<Tutorial>('tutorial');

/** A run in extended precision differs by 2.4e-14. */
const TOLERANCE = { relative: 1e-12 };

describe.each(['wasm', 'javascript'] as const)('the tutorial, %s', (engine) => {
  const inputs = rowsOf(tutorial.X);
  const targets = tutorial.y.map((value) => [value]);

  const start = () =>
    new NeuralNetwork({
      layers: [3, 1],
      bias: false,
      initializer: 'uniform',
      loss: 'squaredError',
      seed: tutorial.seed,
      engine,
    });

  const train = (network: NeuralNetwork, epochs: number) =>
    network.train(inputs, targets, { epochs, batchSize: 'full', optimizer: 'sgd', learningRate: 1, reduction: 'sum' });

  it("begins with numpy's weights", () => {
    const network = start();
    expectSameBits(network.weights[0], tutorial.initialWeights);
    network.free();
  });

  it.each(Object.entries(tutorial.weightsAfter))('has the weights after %s steps', (steps, weights) => {
    const network = start();
    const { losses } = train(network, Number(steps));
    expectClose(network.weights[0], weights, TOLERANCE);
    expect(losses.length).toBe(Number(steps));
    expect(losses.every((loss, i) => i === 0 || loss < losses[i - 1])).toBe(true);
    network.free();
  });

  it('answers as numpy does', () => {
    const network = start();
    train(network, 15_000);
    expectClose(
      network.think(inputs).map(([output]) => output),
      tutorial.finalOutputsOnX,
      TOLERANCE,
    );
    for (const { input, output } of tutorial.finalOutputs) expectClose(network.think(input), [output], TOLERANCE);
    expect(network.think([1, 0, 0])[0]).toBeCloseTo(0.999958401670999, 14);
    network.free();
  });
});
