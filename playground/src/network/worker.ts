// Trains in slices of a few milliseconds, hears the page between them, and sends a picture whenever the last was drawn.

import { NeuralNetwork } from 'neurite';
import { type Data, makeData } from './datasets.ts';
import { type FromWorker, GRID, MAP, type Measured, type Picture, type Speed, type ToWorker } from './protocol.ts';
import { type Change, layersOf, type Run, type Settings, type TrainingSettings, trainOptions } from './settings.ts';

/** How long a slice may take, in milliseconds: less than a picture of a 60 Hz screen. */
const SLICE = 11;

let session: Session | undefined;
let speed: Speed = 1;
let watched = -1;
let drawn = true;

const post = (message: FromWorker, transfer: Transferable[] = []) => postMessage(message, { transfer });

// A message to oneself lets the page's messages in between two slices, without the 4 ms that timers wait.
const turn = new MessageChannel();
let turnIsTaken = false;
turn.port1.onmessage = () => {
  turnIsTaken = false;
  attempt(() => session?.advance());
};
function nextTurn(): void {
  if (turnIsTaken) return;
  turnIsTaken = true;
  turn.port2.postMessage(null);
}

addEventListener('message', ({ data: message }: MessageEvent<ToWorker>) => attempt(() => receive(message)));

function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    session?.stop();
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function receive(message: ToWorker): void {
  switch (message.kind) {
    case 'open':
      session?.free();
      session = undefined;
      session = new Session(message.run);
      drawn = true;
      break;
    case 'play':
      session?.play();
      break;
    case 'pause':
      session?.pause();
      break;
    case 'step':
      session?.step();
      break;
    case 'speed':
      speed = message.speed;
      break;
    case 'change':
      session?.change(message.change);
      break;
    case 'watch':
      watched = message.layer;
      break;
    case 'drawn':
      drawn = true;
      break;
    case 'export':
      if (session) post({ kind: 'exported', model: session.model });
      return;
  }
  session?.wantsPicture(message.kind !== 'drawn' && message.kind !== 'speed');
  nextTurn();
}

class Session {
  private readonly data: Data;
  private readonly network: NeuralNetwork;
  /** The network up to each hidden layer, to see what that layer makes of the plane. */
  private readonly parts: NeuralNetwork[];
  private readonly answerGrid: Float64Array;
  private readonly mapGrid: Float64Array;
  private readonly rows: Rows;
  private training: TrainingSettings;
  private readonly done: Change[] = [];
  private readonly ahead: Change[];
  private playing = false;
  private epoch = 0;
  /** Where training pauses: while a run is repeated, its epoch; after a step, the next. */
  private goal: number;
  private catchingUp: boolean;
  private pictureWanted = true;
  private millisecondsPerEpoch = 0;
  private recent: { at: number; epoch: number }[] = [];
  private problem: string | undefined;
  private scaler: { shift: ArrayLike<number>; scale: ArrayLike<number> } | undefined;

  constructor({ settings, changes, epoch }: Run) {
    this.data = makeData(settings);
    this.rows = rowsOf(this.data, settings);
    this.training = settings.training;
    this.ahead = changes.slice().sort((a, b) => a.epoch - b.epoch);
    this.goal = epoch;
    this.catchingUp = epoch > 0;
    const { needsScaling, task, bounds } = this.data;
    const layers = layersOf(settings, this.data);
    this.network = new NeuralNetwork({
      layers,
      loss: settings.loss,
      seed: settings.seed,
      ...(needsScaling && { inputScaling: 'standard' }),
      ...(needsScaling && task === 'values' && { targetScaling: 'standard' }),
    });
    this.parts = settings.hidden.map((_, layer) => new NeuralNetwork({ layers: layers.slice(0, layer + 2), seed: 0 }));
    this.answerGrid = grid(GRID, bounds);
    this.mapGrid = grid(MAP, bounds);
    this.applyChanges();
  }

  free(): void {
    this.stop();
    this.network.free();
    for (const part of this.parts) part.free();
  }

  get model(): unknown {
    return this.network.toJSON();
  }

  play(): void {
    this.catchingUp = false;
    this.playing = true;
    this.goal = Number.POSITIVE_INFINITY;
    this.recent = [];
  }

  pause(): void {
    this.catchingUp = false;
    this.playing = false;
    this.goal = this.epoch;
  }

  step(): void {
    this.pause();
    this.goal = this.epoch + 1;
  }

  stop(): void {
    this.playing = false;
    this.goal = this.epoch;
  }

  change(change: Omit<Change, 'epoch'>): void {
    this.apply({ epoch: this.epoch, ...change } as Change);
  }

  wantsPicture(wanted: boolean): void {
    this.pictureWanted ||= wanted;
  }

  /** One slice, and a picture if one is due. */
  advance(): void {
    const paced = speed !== 0 && !this.catchingUp;
    if (this.epoch < this.goal && (!paced || drawn)) this.train(paced ? speed : Number.POSITIVE_INFINITY);
    if (drawn && this.pictureWanted) this.sendPicture();
    if (this.epoch < this.goal && (!paced || drawn)) nextTurn();
  }

  private train(most: number): void {
    if (this.data.answers.length === 0) {
      this.stop();
      return;
    }
    const fitting = Math.max(1, Math.floor(SLICE / Math.max(this.millisecondsPerEpoch, 1e-3)));
    const nextChange = this.ahead[0]?.epoch ?? Number.POSITIVE_INFINITY;
    // A first slice is one epoch long, to learn how long one takes.
    const allowed = this.millisecondsPerEpoch ? fitting : 1;
    const epochs = Math.min(allowed, most, this.goal - this.epoch, nextChange - this.epoch);
    const started = performance.now();
    try {
      this.network.train(this.rows.train.inputs, this.rows.train.targets, { epochs, ...trainOptions(this.training) });
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      this.pictureWanted = true;
      this.stop();
      return;
    }
    this.millisecondsPerEpoch = (performance.now() - started) / epochs;
    this.epoch += epochs;
    this.applyChanges();
    if (this.epoch >= this.goal) this.catchingUp = false;
    this.pictureWanted = true;
  }

  private applyChanges(): void {
    while (this.ahead.length > 0 && this.ahead[0].epoch <= this.epoch) this.apply(this.ahead.shift() as Change);
  }

  private apply(change: Change): void {
    this.done.push(change);
    if ('training' in change) {
      this.training = change.training;
      this.millisecondsPerEpoch = 0;
      this.problem = undefined;
      return;
    }
    const { layer, from, to, value } = change.edit;
    const { weights, biases } = this.network;
    if (from < 0) biases[layer][to] = value;
    else weights[layer][from * biases[layer].length + to] = value;
    this.network.setParameters({ weights, biases });
  }

  private sendPicture(): void {
    const picture = this.picture();
    const { weights, biases, answer, maps, watched: watchedPoints } = picture;
    const arrays = [...weights, ...biases, answer, ...maps, ...(watchedPoints ? [watchedPoints] : [])];
    post(
      picture,
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
    drawn = false;
    this.pictureWanted = false;
  }

  private picture(): Picture {
    const { network, rows, parts } = this;
    const weights = network.weights as Float64Array[];
    const biases = network.biases as Float64Array[];
    parts.forEach((part, layer) => {
      part.setParameters({ weights: weights.slice(0, layer + 1), biases: biases.slice(0, layer + 1) });
    });
    const empty = rows.train.targets.length === 0;
    return {
      kind: 'picture',
      epoch: this.epoch,
      playing: this.playing,
      catchingUp: this.catchingUp,
      epochsPerSecond: this.epochsPerSecond,
      train: empty ? { loss: Number.NaN } : measured(network, rows.train),
      test: rows.test && measured(network, rows.test),
      weights,
      biases,
      answer: answersOf(network, this.answerGrid),
      maps: [...parts.map((part) => answersOf(part, this.scaled(this.mapGrid))), answersOf(network, this.mapGrid)],
      watched:
        !empty && watched >= 0 && watched < parts.length
          ? answersOf(parts[watched], this.scaled(this.data.inputs))
          : undefined,
      changes: this.done.slice(),
      problem: this.problem,
    };
  }

  /** Rows as the first layer sees them: the parts do not have the network's scaling, which its first training fits. */
  private scaled(inputs: Float64Array): Float64Array {
    if (!this.data.needsScaling || this.epoch === 0) return inputs;
    this.scaler ??= this.network.toJSON().inputScaler as NonNullable<typeof this.scaler>;
    const { shift, scale } = this.scaler;
    return inputs.map((value, index) => (value - shift[index % 2]) / scale[index % 2]);
  }

  /** Over the last second or so. */
  private get epochsPerSecond(): number {
    const now = performance.now();
    this.recent.push({ at: now, epoch: this.epoch });
    while (this.recent.length > 2 && now - this.recent[0].at > 1000) this.recent.shift();
    const [first] = this.recent;
    return now > first.at ? (1000 * (this.epoch - first.epoch)) / (now - first.at) : 0;
  }
}

interface Examples {
  inputs: Float64Array;
  targets: Float64Array;
}

interface Rows {
  train: Examples;
  test?: Examples;
}

function rowsOf(data: Data, settings: Settings): Rows {
  const { inputs, trainRows } = data;
  const outputs = (layersOf(settings, data).at(-1) as { units: number }).units;
  const targets = targetsOf(data, outputs);
  const rows = data.answers.length;
  const part = (from: number, to: number): Examples => ({
    inputs: inputs.slice(2 * from, 2 * to),
    targets: targets.slice(outputs * from, outputs * to),
  });
  return { train: part(0, trainRows), test: trainRows < rows ? part(trainRows, rows) : undefined };
}

/** [rows, outputs]: one-hot where there is an output for each class, else the answers themselves. */
function targetsOf({ answers }: Data, outputs: number): Float64Array {
  if (outputs === 1) return answers;
  const targets = new Float64Array(answers.length * outputs);
  answers.forEach((answer, row) => {
    targets[row * outputs + answer] = 1;
  });
  return targets;
}

function measured(network: NeuralNetwork, { inputs, targets }: Examples): Measured {
  const { loss, accuracy, r2 } = network.evaluate(inputs, targets);
  return { loss, accuracy, r2 };
}

/** Points of a square grid over the plane, row by row from the top left, each in the middle of its cell. */
function grid(size: number, { x: [left, right], y: [bottom, top] }: Data['bounds']): Float64Array {
  const points = new Float64Array(size * size * 2);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      points[at] = left + ((column + 0.5) / size) * (right - left);
      points[at + 1] = top + ((row + 0.5) / size) * (bottom - top);
    }
  }
  return points;
}

/** What the network answers to rows of two inputs: [rows, outputs]. */
function answersOf(network: NeuralNetwork, inputs: Float64Array): Float32Array {
  const answers = network.think({ data: inputs, rows: inputs.length / 2, columns: 2 });
  const width = answers[0].length;
  const all = new Float32Array(answers.length * width);
  answers.forEach((answer, row) => {
    all.set(answer, row * width);
  });
  return all;
}
