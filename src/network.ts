// NeuralNetwork: tells the story, does no arithmetic.

import type { Loss } from './catalog.ts';
import { show } from './check.ts';
import { copyRow, count, isRow, type Matrix, type Row, type Rows, toMatrix } from './data.ts';
import { type EngineName, engineFor } from './engine.ts';
import { NetworkBlock } from './network-block.ts';
import {
  type CheckedNetworkOptions,
  type LayerOptions,
  type NetworkOptions,
  readNetworkOptions,
  readTrainOptions,
  type TrainOptions,
} from './options.ts';
import { Training } from './training.ts';

/** What a training reports. */
export interface TrainingReport {
  /** Epochs that were trained. */
  readonly epochs: number;
  /** The loss of the last epoch. */
  readonly loss: number;
  /** The loss of each epoch, taken while it ran: each batch before its update. */
  readonly losses: Float64Array;
  readonly stoppedBy: 'epochs';
  /** Time that it took. */
  readonly seconds: number;
}

/** Weights and biases of each layer: [fanIn, fanOut] row-major, and [fanOut]. */
export interface Parameters {
  weights: readonly Row[];
  biases?: readonly Row[];
}

export class NeuralNetwork {
  readonly #options: CheckedNetworkOptions;
  readonly #block: NetworkBlock;

  constructor(options: NetworkOptions) {
    this.#options = readNetworkOptions(options);
    this.#block = new NetworkBlock(engineFor(this.#options.engine), this.#options, 'new NeuralNetwork');
    this.#block.initialize(this.#options.seed, this.#options.initializer);
  }

  /** The seed that everything is drawn from. */
  get seed(): number {
    return this.#options.seed;
  }

  /** Which engine computes. */
  get engine(): EngineName {
    return this.#options.engine;
  }

  get loss(): Loss {
    return this.#options.loss;
  }

  /** Inputs, then each layer of neurons. */
  get layers(): [number, ...LayerOptions[]] {
    return [this.#options.inputs, ...this.#options.layers.map((layer) => ({ ...layer }))];
  }

  /** The weights: a copy for each layer, [fanIn, fanOut] row-major. */
  get weights(): (Float64Array | Float32Array)[] {
    const { parameters } = this.#open('weights');
    return this.#places.map(({ weights, weightsLength }) => parameters.slice(weights, weights + weightsLength));
  }

  /** The biases: a copy for each layer, [fanOut]; empty arrays where `bias` is false. */
  get biases(): (Float64Array | Float32Array)[] {
    const { parameters } = this.#open('biases');
    return this.#places.map(({ biases, biasesLength }) => parameters.slice(biases, biases + biasesLength));
  }

  get #places() {
    return this.#options.layers.map((_, layer) => this.#block.place(layer));
  }

  /**
   * Replaces weights, biases or both.
   *
   * @param parameters  for each layer weights [fanIn, fanOut] row-major and biases [fanOut]
   */
  setParameters({ weights, biases }: Partial<Parameters>): void {
    const block = this.#open('setParameters');
    const places = this.#places;
    const next = Float64Array.from(block.parameters);
    const read = (
      name: string,
      given: readonly Row[] | undefined,
      at: (layer: number) => number,
      length: (layer: number) => number,
    ) => {
      if (given === undefined) return;
      if (!Array.isArray(given))
        throw new TypeError(`setParameters: ${name} must be an array of layers, got ${show(given)}.`);
      if (given.length !== places.length) {
        throw new RangeError(
          `setParameters: ${name} has ${count(given.length, 'layer')}, but the network has ${places.length}.`,
        );
      }
      places.forEach((_, layer) => {
        copyRow(
          `setParameters: ${name}[${layer}]`,
          given[layer],
          next,
          at(layer),
          length(layer),
          `this layer has ${length(layer)} (${this.#shown})`,
        );
      });
    };
    read(
      'weights',
      weights,
      (layer) => places[layer].weights,
      (layer) => places[layer].weightsLength,
    );
    read(
      'biases',
      biases,
      (layer) => Math.max(places[layer].biases, 0),
      (layer) => places[layer].biasesLength,
    );
    block.parameters.set(next);
  }

  /**
   * Trains on rows of inputs and the targets that they should give.
   *
   * @throws DivergenceError where a loss or a parameter is no longer finite; the network keeps the last whole epoch
   */
  train(inputs: Rows, targets: Rows, options: TrainOptions = {}): TrainingReport {
    const block = this.#open('train');
    const checked = readTrainOptions('train', options);
    const examples = this.#examples('train', inputs, targets);
    const started = performance.now();
    const training = new Training(block, examples, checked);
    try {
      training.run(2 ** 31 - 1);
      const { losses } = training;
      return {
        epochs: losses.length,
        loss: losses[losses.length - 1],
        losses,
        stoppedBy: 'epochs',
        seconds: (performance.now() - started) / 1000,
      };
    } finally {
      training.commit();
      training.free();
    }
  }

  /** What the network answers: one row in, its outputs out; rows in, an array of outputs out. */
  think(input: Row): Float64Array | Float32Array;
  think(inputs: Rows): (Float64Array | Float32Array)[];
  think(inputs: Row | Rows): Float64Array | Float32Array | (Float64Array | Float32Array)[] {
    const block = this.#open('think');
    const { inputs: columns, outputs } = block;
    if (isRow(inputs, columns)) {
      return block.evaluateOne((target, at) => copyRow('think: the row', inputs, target, at, columns, this.#because));
    }
    const matrix = toMatrix('think: inputs', inputs, columns, this.#because);
    const answers = block.evaluate(matrix).outputs;
    return Array.from({ length: matrix.rows }, (_, row) => answers.slice(row * outputs, (row + 1) * outputs));
  }

  /** The mean loss over rows. */
  evaluate(inputs: Rows, targets: Rows): { loss: number } {
    const block = this.#open('evaluate');
    const examples = this.#examples('evaluate', inputs, targets);
    return { loss: block.evaluate(examples.inputs, examples.targets).sum / examples.inputs.rows };
  }

  /** Gives the network's memory back at once; without it, that happens when the network is garbage. */
  free(): void {
    this.#block.free();
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #open(where: string): NetworkBlock {
    if (this.#block.isFree) throw new Error(`${where}: the network was freed; make a new one.`);
    return this.#block;
  }

  #examples(where: string, inputs: Rows, targets: Rows): { inputs: Matrix; targets: Matrix } {
    const { inputs: columns, outputs } = this.#block;
    const x = toMatrix(`${where}: inputs`, inputs, columns, this.#because);
    const y = toMatrix(
      `${where}: targets`,
      this.#nested(targets),
      outputs,
      `the network has ${count(outputs, 'output')} (${this.#shown})`,
    );
    if (x.rows !== y.rows) {
      throw new RangeError(
        `${where}: inputs have ${count(x.rows, 'row')}, but targets have ${y.rows}; each row needs its target.`,
      );
    }
    return { inputs: x, targets: y };
  }

  /** Targets of one output may be a plain list of numbers. */
  #nested(targets: Rows): Rows {
    if (
      this.#block.outputs !== 1 ||
      !Array.isArray(targets) ||
      targets.some((row) => typeof row === 'object' && row !== null)
    )
      return targets;
    return targets.map((value) => [value]) as unknown as Rows;
  }

  get #because(): string {
    return `the network has ${count(this.#block.inputs, 'input')} (${this.#shown})`;
  }

  get #shown(): string {
    return `layers: [${[this.#options.inputs, ...this.#options.layers.map(({ units }) => units)].join(', ')}]`;
  }
}
