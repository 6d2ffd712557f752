// NeuralNetwork: tells the story, does no arithmetic.

import type { Loss } from './catalog.ts';
import { type OptionTable, type Rule, readOptions, show } from './check.ts';
import { copyRow, count, isRow, type Matrix, type Row, type Rows, toMatrix } from './data.ts';
import { type Expectation, readExamples, readValidation, rowWeights } from './dataset.ts';
import { type EngineChoice, type EngineName, engineFor, type Precision } from './engine.ts';
import { loadText, saveText } from './files.ts';
import { classesOf, classOf, type Label, type Labels, readLabels } from './labels.ts';
import { learn, runInTurns, runThrough, type TrainingReport } from './learning.ts';
import { type ClassificationMetrics, measure, type RegressionMetrics } from './metrics.ts';
import { type ModelFile, readModelFile, writeModelFile } from './model-file.ts';
import { Evaluation, type Examples, NetworkBlock } from './network-block.ts';
import {
  type CheckedNetworkOptions,
  defaultEpochs,
  type LayerOptions,
  type NetworkOptions,
  readLoadOptions,
  readNetworkOptions,
  readTrainOptions,
  type TrainOptions,
} from './options.ts';
import { fitScaler, type Scaler, scaleRows, unscaleRows } from './scaling.ts';
import { Training, type TrainingState } from './training.ts';

/** Numbers as the network computes them. */
export type Reals = Float64Array | Float32Array;

/** Weights and biases of each layer: [fanIn, fanOut] row-major, and [fanOut]. */
export interface Parameters {
  /** For each layer [fanIn, fanOut], row-major. */
  weights?: readonly Row[];
  /** For each layer [fanOut]. */
  biases?: readonly Row[];
}

/** What `evaluate` finds: the mean loss, and how good the answers are. */
export type Evaluated = {
  /** The mean over rows, without penalties. */
  readonly loss: number;
} & Partial<ClassificationMetrics> &
  Partial<RegressionMetrics>;

const layerRows: Rule<readonly unknown[]> = {
  expected: 'an array with an item for each layer',
  kind: Array.isArray,
  range: () => true,
};

const PARAMETERS = { weights: { rule: layerRows }, biases: { rule: layerRows } } satisfies OptionTable;

/** A dense neural network: layers of neurons, each connected to all of the layer before. */
export class NeuralNetwork {
  /** Minified, the class still has its name, which consoles show. */
  static readonly name = 'NeuralNetwork';

  readonly #options: CheckedNetworkOptions;
  readonly #block: NetworkBlock;
  #labels: readonly Label[] | undefined;
  #inputScaler: Scaler | undefined;
  #targetScaler: Scaler | undefined;
  #state: TrainingState | undefined;
  /** The training that runs. */
  #training: Training | undefined;

  /**
   * Draws the first weights.
   *
   * @throws TypeError or RangeError for options that are of the wrong kind or out of range, or do not fit in memory
   * @throws EnvironmentError where WebAssembly is asked for and can't be had
   */
  constructor(options: NetworkOptions) {
    const where = 'new NeuralNetwork';
    this.#options = readNetworkOptions(where, options);
    const { layers, labels } = this.#options;
    if (labels !== undefined)
      this.#labels = readLabels(`${where}: labels`, labels, layers[layers.length - 1].units, this.#shown);
    this.#block = new NetworkBlock(engineFor(this.#options.engine, this.#options.precision), this.#options, where);
    this.#block.initialize(this.#options.seed, this.#options.initializer);
  }

  /** The seed that everything is drawn from. */
  get seed(): number {
    return this.#options.seed;
  }

  /** Which engine computes. */
  get engine(): EngineName {
    return this.#block.engine.name;
  }

  /** The numbers that it computes with. */
  get precision(): Precision {
    return this.#options.precision;
  }

  /** What training makes small. */
  get loss(): Loss {
    return this.#options.loss;
  }

  /** Inputs, then each layer of neurons: what `new NeuralNetwork` takes. */
  get layers(): [number, ...LayerOptions[]] {
    return [this.#options.inputs, ...this.#options.layers.map((layer) => ({ ...layer }))];
  }

  /** The classes in the order of the outputs, once they are known. */
  get labels(): Label[] | undefined {
    return this.#labels?.slice();
  }

  /** Epochs trained since the network was made. */
  get epochs(): number {
    return this.#state?.epochs ?? 0;
  }

  /** The weights: a copy for each layer, [fanIn, fanOut] row-major. */
  get weights(): Reals[] {
    const { parameters } = this.#open('weights');
    return this.#places.map(({ weights, weightsLength }) => parameters.slice(weights, weights + weightsLength));
  }

  /** The biases: a copy for each layer, [fanOut]; empty arrays where `bias` is false. */
  get biases(): Reals[] {
    const { parameters } = this.#open('biases');
    return this.#places.map(({ biases, biasesLength }) => parameters.slice(biases, biases + biasesLength));
  }

  /**
   * Replaces weights, biases or both.
   *
   * @param parameters  for each layer weights [fanIn, fanOut] row-major and biases [fanOut]
   * @throws TypeError or RangeError where they do not fit the layers; then nothing is changed
   */
  setParameters(parameters: Parameters): void {
    const block = this.#idle('setParameters');
    if (parameters === null || typeof parameters !== 'object' || Array.isArray(parameters)) {
      throw new TypeError(`setParameters takes { weights, biases }, got ${show(parameters)}.`);
    }
    // Another network will do, whose weights and biases are not its own properties but its class's.
    const { weights, biases } = parameters;
    const given = readOptions('setParameters', { ...parameters, weights, biases }, PARAMETERS);
    const next = Float64Array.from(block.parameters);
    const places = this.#places;
    const read = (name: keyof Parameters, placeOf: (layer: number) => [at: number, length: number]) => {
      const rows = given[name] as readonly unknown[] | undefined;
      if (rows === undefined) return;
      if (rows.length !== places.length) {
        throw new RangeError(
          `setParameters: ${name} has ${count(rows.length, 'layer')}, but the network has ${places.length} (${this.#shown}).`,
        );
      }
      places.forEach((_, layer) => {
        const [at, length] = placeOf(layer);
        copyRow(
          `setParameters: ${name}[${layer}]`,
          rows[layer],
          next,
          at,
          length,
          `this layer has ${length} (${this.#shown})`,
        );
      });
    };
    read('weights', (layer) => [places[layer].weights, places[layer].weightsLength]);
    read('biases', (layer) => [Math.max(places[layer].biases, 0), places[layer].biasesLength]);
    block.parameters.set(next);
  }

  /**
   * Trains on rows of inputs and the targets that they should give: rows of numbers, or a label for each row.
   * A second training goes on where the first ended, optimizer and generator included.
   *
   * @throws DivergenceError where a loss or a parameter is no longer finite; the network keeps the last whole epoch
   */
  train(inputs: Rows, targets: Rows | Labels, options: TrainOptions = {}): TrainingReport {
    const { training, course } = this.#begin('train', inputs, targets, options);
    try {
      return runThrough(course);
    } finally {
      this.#end(training);
    }
  }

  /**
   * `train` that gives the event loop its turn every 16 ms or so, so that a page stays alive and `signal` can stop it.
   * The network ends with the same bits. While it trains, `think` answers with the last whole epoch that was watched.
   */
  async trainAsync(inputs: Rows, targets: Rows | Labels, options: TrainOptions = {}): Promise<TrainingReport> {
    const { training, course } = this.#begin('trainAsync', inputs, targets, options);
    try {
      return await runInTurns(course);
    } finally {
      this.#end(training);
    }
  }

  /** What the network answers: one row in, its outputs out; rows in, an array of outputs out. */
  think(input: Row): Reals;
  think(inputs: Rows): Reals[];
  think(inputs: Row | Rows): Reals | Reals[] {
    return this.#answer('think', inputs, (outputs, at, width) =>
      at === 0 && outputs.length === width ? outputs : outputs.slice(at, at + width),
    );
  }

  /** The class of each row: its label, or its number where labels are not known. One row in, one label out. */
  classify(input: Row): Label;
  classify(inputs: Rows): Label[];
  classify(inputs: Row | Rows): Label | Label[] {
    const names = this.#classes('classify');
    return this.#answer('classify', inputs, (outputs, at, width) => names[classOf(outputs, at, width)]);
  }

  /** The probability of each class by its label, or by its number where labels are not known. */
  probabilities(input: Row): Record<string, number>;
  probabilities(inputs: Rows): Record<string, number>[];
  probabilities(inputs: Row | Rows): Record<string, number> | Record<string, number>[] {
    const names = this.#classes('probabilities');
    return this.#answer('probabilities', inputs, (outputs, at, width) =>
      Object.fromEntries(
        names.map((name, number) => [
          name,
          width > 1 ? outputs[at + number] : number === 1 ? outputs[at] : 1 - outputs[at],
        ]),
      ),
    );
  }

  /**
   * The mean loss over rows, without penalties, and how good the answers are: accuracy and the confusion matrix [class][answer],
   * or R² and the mean errors in the units of the targets.
   */
  evaluate(inputs: Rows, targets: Rows | Labels): Evaluated {
    const block = this.#open('evaluate');
    const read = readExamples('evaluate', inputs, targets, this.#expected);
    const scaled = this.#scale(read);
    const evaluation = new Evaluation(block, scaled.inputs, scaled.targets);
    try {
      const { outputs, loss } = evaluation.run();
      unscaleRows(this.#targetScaler, outputs);
      return { loss, ...measure(this.#output.activation, outputs, read.targets) };
    } finally {
      evaluation.free();
    }
  }

  /** Everything that makes the network, as plain data: JSON.stringify it, or send it to a worker. Exact to the bit. */
  toJSON(): ModelFile {
    const block = this.#open('toJSON');
    // Amid a training: parameters, generator and optimizer of its last whole epoch.
    this.#training?.commit();
    const state = this.#training?.state ?? this.#state;
    return writeModelFile(this.#options, block, this.#labels, this.#inputScaler, this.#targetScaler, state);
  }

  /**
   * The network that `toJSON` described, ready to answer or to train on.
   *
   * @param json     what toJSON gave, or its text
   * @param options  the engine to compute with: default as for a new network
   * @throws TypeError or RangeError where it is no model file; nothing is allocated before all of it was checked
   */
  static fromJSON(json: unknown, options: { engine?: EngineChoice } = {}): NeuralNetwork {
    const model = readModelFile(json);
    const { engine } = readLoadOptions('fromJSON', options);
    const network = new NeuralNetwork({ ...model.options, engine });
    network.#block.parameters.set(model.parameters);
    network.#block.random.set(model.random);
    network.#inputScaler = model.inputScaler;
    network.#targetScaler = model.targetScaler;
    network.#state = model.state;
    return network;
  }

  /**
   * Writes the network to a file of Node, Bun or Deno: into a temporary file beside it, flushed and renamed, so that at any
   * moment the old file or the new one is there.
   */
  async saveToFile(path: string | URL): Promise<void> {
    await saveText(path, `${JSON.stringify(this)}\n`);
  }

  /** Reads a network from a file that `saveToFile` wrote. */
  static async loadFromFile(path: string | URL, options: { engine?: EngineChoice } = {}): Promise<NeuralNetwork> {
    return NeuralNetwork.fromJSON(await loadText(path), options);
  }

  /** Gives the network's memory back at once; without it, that happens when the network is garbage. */
  free(): void {
    if (this.#training) throw new Error('free: the network is training; stop it by its signal first.');
    this.#block.free();
  }

  /** `free`, for `using network = new NeuralNetwork(…)`. */
  [Symbol.dispose](): void {
    this.free();
  }

  #open(where: string): NetworkBlock {
    if (this.#block.isFree) throw new Error(`${where}: the network was freed; make a new one.`);
    return this.#block;
  }

  #idle(where: string): NetworkBlock {
    if (this.#training)
      throw new Error(`${where}: the network is training; wait for it to end, or stop it by its signal.`);
    return this.#open(where);
  }

  /** Checks everything, and only then changes anything. */
  #begin(where: string, inputs: Rows, targets: Rows | Labels, given: TrainOptions) {
    const block = this.#idle(where);
    const asked = readTrainOptions(where, given);
    const read = readExamples(where, inputs, targets, this.#expected);
    const weights = rowWeights(
      where,
      asked.sampleWeights,
      asked.classWeights,
      read.targets,
      read.labels,
      this.#classifies,
    );
    const all: Examples = { inputs: read.inputs, targets: read.targets, weights };
    const expected = { ...this.#expected, labels: read.labels };
    const { kept, held } = readValidation(where, all, asked.validation, expected, this.#options.seed);
    const options = { ...asked, epochs: asked.epochs ?? defaultEpochs(kept.inputs.rows) };
    const inputScaler = this.#inputScaler ?? fitScaler(this.#options.inputScaling, kept.inputs);
    const targetScaler = this.#targetScaler ?? fitScaler(this.#options.targetScaling, kept.targets);
    const training = new Training(block, this.#scale(kept, inputScaler, targetScaler), options, this.#state);
    const evaluation = this.#evaluation(training, held && this.#scale(held, inputScaler, targetScaler));
    const course = learn(block, training, evaluation, options, (outputs) => {
      const unscaled = outputs.slice();
      unscaleRows(targetScaler, unscaled);
      const { accuracy, r2 } = measure(this.#output.activation, unscaled, (held as Examples).targets);
      return accuracy !== undefined ? { validationAccuracy: accuracy } : { validationR2: r2 };
    });
    this.#labels = read.labels;
    this.#inputScaler = inputScaler;
    this.#targetScaler = targetScaler;
    this.#training = training;
    return { training, course };
  }

  /** The rows to watch in memory; where they find no room, the training gives its own back. */
  #evaluation(training: Training, held: Examples | undefined): Evaluation | undefined {
    try {
      return held && new Evaluation(this.#block, held.inputs, held.targets, held.weights);
    } catch (error) {
      training.free();
      throw error;
    }
  }

  /** Keeps what the training reached, however it ended. */
  #end(training: Training): void {
    this.#training = undefined;
    this.#state = training.state;
    training.free();
  }

  /** Copies of rows, scaled. */
  #scale(
    { inputs, targets, weights }: Examples,
    inputScaler = this.#inputScaler,
    targetScaler = this.#targetScaler,
  ): Examples {
    const scaled = (scaler: Scaler | undefined, matrix: Matrix): Matrix => {
      if (!scaler) return matrix;
      const data = matrix.data.slice();
      scaleRows(scaler, data);
      return { ...matrix, data };
    };
    return { inputs: scaled(inputScaler, inputs), targets: scaled(targetScaler, targets), weights };
  }

  /** Answers a row or rows, each turned into a result by `take`. */
  #answer<T>(where: string, inputs: Row | Rows, take: (outputs: Reals, at: number, width: number) => T): T | T[] {
    const block = this.#open(where);
    const { inputs: columns, outputs: width } = block;
    if (isRow(inputs, columns)) {
      const outputs = block.answerOne((target, at) => this.#readRow(where, inputs, target, at));
      unscaleRows(this.#targetScaler, outputs);
      return take(outputs, 0, width);
    }
    const matrix = toMatrix(`${where}: inputs`, inputs, columns, this.#because);
    scaleRows(this.#inputScaler, matrix.data);
    const outputs = block.answer(matrix);
    unscaleRows(this.#targetScaler, outputs);
    return Array.from({ length: matrix.rows }, (_, row) => take(outputs, row * width, width));
  }

  #readRow(where: string, row: Row, target: Reals, at: number): void {
    const { inputs: columns } = this.#block;
    if (!this.#inputScaler) {
      copyRow(`${where}: the row`, row, target, at, columns, () => this.#because);
      return;
    }
    const scaled = new Float64Array(columns);
    copyRow(`${where}: the row`, row, scaled, 0, columns, () => this.#because);
    scaleRows(this.#inputScaler, scaled);
    target.set(scaled, at);
  }

  get #output(): LayerOptions {
    return this.#options.layers[this.#options.layers.length - 1];
  }

  /** Whether targets are classes. */
  get #classifies(): boolean {
    return this.#options.loss === 'binaryCrossEntropy' || this.#options.loss === 'categoricalCrossEntropy';
  }

  /** The names of the classes. @throws Error where outputs are no classes */
  #classes(where: string): readonly Label[] {
    this.#open(where);
    const { activation, units } = this.#output;
    if (activation !== 'softmax' && !(activation === 'sigmoid' && units === 1)) {
      throw new Error(
        `${where} needs a softmax output, or a single sigmoid; this network has ${units} ${activation} (${this.#shown}).`,
      );
    }
    return this.#labels ?? Array.from({ length: classesOf(units) }, (_, number) => number);
  }

  get #expected(): Expectation {
    const { inputs, outputs } = this.#block;
    return { inputs, outputs, shown: this.#shown, classifies: this.#classifies, labels: this.#labels };
  }

  get #places() {
    return this.#options.layers.map((_, layer) => this.#block.place(layer));
  }

  get #because(): string {
    return `the network has ${count(this.#block.inputs, 'input')} (${this.#shown})`;
  }

  get #shown(): string {
    return `layers: [${[this.#options.inputs, ...this.#options.layers.map(({ units }) => units)].join(', ')}]`;
  }
}
