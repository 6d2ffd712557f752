// The tutorial's program: one sigmoid neuron without a bias, four examples, full-batch steps of
// weights += inputsᵀ · (error · output · (1 - output)).

import { NeuralNetwork, sigmoidDerivative } from 'neurite';

export const EXAMPLES = [
  { inputs: [0, 0, 1], target: 0 },
  { inputs: [1, 1, 1], target: 1 },
  { inputs: [1, 0, 1], target: 1 },
  { inputs: [0, 1, 1], target: 0 },
] as const;

export const STEPS = 15_000;
export const FIRST_SEED = 1;

const inputs = EXAMPLES.map((example) => [...example.inputs]);
const targets = EXAMPLES.map(({ target }) => [target]);

const NEURON = { bias: false, initializer: 'uniform', loss: 'squaredError' } as const;
const STEP = { batchSize: 'full', optimizer: 'sgd', learningRate: 1, reduction: 'sum' } as const;

/** What the neuron makes of one row of inputs. */
export interface Thought {
  /** Σ input · weight, before the sigmoid. */
  sum: number;
  output: number;
}

/** An example with what the neuron makes of it, and its part in the next step. */
export interface Lesson extends Thought {
  inputs: readonly number[];
  target: number;
  /** target - output */
  error: number;
  /** output · (1 - output): how much the output moves when the sum does. */
  slope: number;
}

export class Neuron {
  /** The loss before each step. */
  readonly losses: number[] = [];
  private readonly network: NeuralNetwork;
  /** The same neuron without its sigmoid, which answers the sum. */
  private readonly summing: NeuralNetwork;

  constructor(readonly seed: number) {
    this.network = new NeuralNetwork({ layers: [3, 1], seed, ...NEURON });
    this.summing = new NeuralNetwork({ layers: [3, { units: 1, activation: 'linear' }], seed, ...NEURON });
  }

  get step(): number {
    return this.losses.length;
  }

  get weights(): number[] {
    return Array.from(this.network.weights[0]);
  }

  train(steps: number): void {
    const { losses } = this.network.train(inputs, targets, { epochs: steps, ...STEP });
    for (const loss of losses) this.losses.push(loss);
    this.summing.setParameters({ weights: this.network.weights });
  }

  think(row: readonly number[]): Thought {
    return { sum: this.summing.think(row)[0], output: this.network.think(row)[0] };
  }

  get lessons(): Lesson[] {
    return EXAMPLES.map(({ inputs, target }) => {
      const { sum, output } = this.think(inputs);
      return { inputs, target, sum, output, error: target - output, slope: sigmoidDerivative(output) };
    });
  }

  free(): void {
    this.network.free();
    this.summing.free();
  }
}
