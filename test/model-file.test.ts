// Model files: exact to the bit, and refused whole where anything is wrong.

import { describe, expect, it } from 'vitest';
import { type NetworkOptions, NeuralNetwork, type TrainOptions } from '../src/index.ts';
import { expectSameBits } from './helpers/bits.ts';
import { NeuralNetwork as BuiltNetwork } from './helpers/built.ts';
import { Draws } from './helpers/draws.ts';
import { expectError } from './helpers/refusal.ts';
import { IS_PAGE } from './helpers/runtime.ts';
import { withSpy } from './helpers/spy-engine.ts';

const INPUTS = new Draws(1).matrix(7, 3);
const LABELS = ['no', 'yes', 'no', 'no', 'yes', 'no', 'yes'];
const TARGETS = new Draws(2).matrix(7, 2);

/** A small network with something in every field of its file. */
function trained(options: Partial<NetworkOptions> = {}, train: TrainOptions = {}): NeuralNetwork {
  const network = new NeuralNetwork({
    layers: [3, { units: 4, dropout: 0.25 }, 1],
    inputScaling: 'standard',
    seed: 5,
    ...options,
  });
  network.train(INPUTS, LABELS, { epochs: 3, batchSize: 2, ...train });
  return network;
}

type Json = Record<string, unknown>;

/** The file as plain data, free to be changed. */
const fileOf = (network: { toJSON(): unknown }): Json => JSON.parse(JSON.stringify(network.toJSON()));

describe('a network that is written and read', () => {
  const networks: [string, () => NeuralNetwork][] = [
    ['that was never trained', () => new NeuralNetwork({ layers: [3, 2], seed: 1 })],
    ['without biases', () => new NeuralNetwork({ layers: [3, 4, 2], bias: false, seed: 1 })],
    ['that tells labels apart', () => trained()],
    ['of float32', () => trained({ precision: 'float32' })],
    [
      'that predicts scaled numbers',
      () => {
        const network = new NeuralNetwork({
          layers: [3, 5, { units: 2, activation: 'linear' }],
          inputScaling: 'minMax',
          targetScaling: 'standard',
          loss: 'huber',
          huberDelta: 0.3,
          seed: 9,
        });
        network.train(INPUTS, TARGETS, { epochs: 2, optimizer: 'rprop' });
        return network;
      },
    ],
  ];

  it.each(networks)('%s is the same', (_, make) => {
    const network = make();
    const text = JSON.stringify(network);
    for (const read of [
      NeuralNetwork.fromJSON(text),
      NeuralNetwork.fromJSON(network.toJSON()),
      NeuralNetwork.fromJSON(structuredClone(network.toJSON())),
      NeuralNetwork.fromJSON(text, { engine: 'javascript' }),
    ]) {
      expect(JSON.stringify(read)).toBe(text);
      expect(read.layers).toEqual(network.layers);
      expect(read.labels).toEqual(network.labels);
      expect(read.epochs).toBe(network.epochs);
      network.weights.forEach((weights, layer) => {
        expectSameBits(read.weights[layer], weights);
      });
      network.biases.forEach((biases, layer) => {
        expectSameBits(read.biases[layer], biases);
      });
      INPUTS.forEach((row) => {
        expectSameBits(read.think(row), network.think(row));
      });
    }
  });

  it('keeps every bit of every number, the sign of zero too', () => {
    const weights = [-0, 0, 5e-324, -5e-324, Number.MIN_VALUE * 3, 1 / 3, Number.MAX_VALUE, -Number.MAX_VALUE, 0.1];
    const network = new NeuralNetwork({ layers: [3, 3], seed: 1 });
    network.setParameters({ weights: [weights], biases: [[-0, 1e-310, 2 ** 53 + 2]] });
    const read = NeuralNetwork.fromJSON(JSON.stringify(network));
    expectSameBits(read.weights[0], weights);
    expectSameBits(read.biases[0], [-0, 1e-310, 2 ** 53 + 2]);
  });

  it('goes on as if nothing had happened', () => {
    const whole = trained({}, { epochs: 6 });
    const half = NeuralNetwork.fromJSON(JSON.stringify(trained({}, { epochs: 3 })), { engine: 'javascript' });
    half.train(INPUTS, LABELS, { epochs: 3, batchSize: 2 });
    expect(JSON.stringify(half)).toBe(JSON.stringify(whole));
  });

  it('may be written while it trains: the file is that of the last whole epoch', async () => {
    const files: string[] = [];
    const network = new NeuralNetwork({ layers: [3, 4, 1], seed: 5 });
    await network.trainAsync(INPUTS, LABELS, {
      epochs: 4,
      batchSize: 2,
      onEpoch: () => files.push(JSON.stringify(network)),
    });
    files.forEach((file, index) => {
      const resumed = NeuralNetwork.fromJSON(file);
      expect(resumed.epochs).toBe(index + 1);
      if (index < 3) resumed.train(INPUTS, LABELS, { epochs: 3 - index, batchSize: 2 });
      expect(JSON.stringify(resumed)).toBe(JSON.stringify(network));
    });
  });
});

const BASE = fileOf(trained());

type Path = readonly (string | number)[];

/** The file with the value at `path` replaced; taken away where it is undefined. */
function changed(path: Path, value: unknown, base = BASE): Json {
  const file = structuredClone(base);
  // biome-ignore lint/suspicious/noExplicitAny: any place of the file
  let place: any = file;
  for (const key of path.slice(0, -1)) place = place[key];
  const last = path[path.length - 1];
  if (value === undefined) delete place[last];
  else Object.defineProperty(place, last, { value, enumerable: true, configurable: true, writable: true });
  return file;
}

const KINDS: unknown[] = [null, true, 'x', 7, -1, 0.5, [], {}, [[]], 'Infinity'];

/** Bad files: what is changed, the error, and its message. */
const BAD: [string, unknown, typeof TypeError | typeof RangeError, string | RegExp][] = [
  ['nothing', undefined, TypeError, 'the model file must be an object, got undefined'],
  ['null', null, TypeError, 'the model file must be an object, got null'],
  ['a number', 3, TypeError, 'the model file must be an object, got 3'],
  ['an array', [], TypeError, 'the model file must be an object, got an empty array'],
  ['a typed array', new Uint8Array(3), TypeError, 'must be an object, got'],
  ['an empty text', '', RangeError, 'the text is no JSON, perhaps cut short'],
  ['no JSON', 'weights: 3', RangeError, 'the text is no JSON'],
  ['half a file', JSON.stringify(BASE).slice(0, 3000), RangeError, 'perhaps cut short'],
  ['an empty object', {}, RangeError, "has no field 'format'"],
  ['another format', changed(['format'], 'brain'), RangeError, "format is 'brain'; this is no model file of neurite"],
  ['another version', changed(['version'], 2), RangeError, 'version is 2, but this neurite reads version 1'],
  ['a version as text', changed(['version'], '1'), RangeError, "version is '1'"],
  ['an extra field', changed(['extra'], 1), RangeError, "has a field 'extra' that does not belong there"],
  ['its own __proto__', changed(['__proto__'], { a: 1 }), RangeError, "has a field '__proto__'"],
  ['an option __proto__', changed(['options', '__proto__'], {}), RangeError, "has a field '__proto__'"],
  ['a layer __proto__', changed(['options', 'layers', 1, '__proto__'], {}), RangeError, "has a field '__proto__'"],
  ['a scaler __proto__', changed(['inputScaler', '__proto__'], {}), RangeError, "has a field '__proto__'"],
  ['a constructor', changed(['training', 'constructor'], {}), RangeError, "has a field 'constructor'"],
  ['an engine', changed(['options', 'engine'], 'javascript'), RangeError, "has a field 'engine'"],
  ['no weights', changed(['weights'], undefined), RangeError, "has no field 'weights'"],
  ['no seed', changed(['options', 'seed'], undefined), RangeError, "options has no field 'seed'"],
  ['no bias', changed(['options', 'bias'], undefined), RangeError, "options has no field 'bias'"],
  ['no activation', changed(['options', 'layers', 1, 'activation'], undefined), RangeError, "no field 'activation'"],
  ['a bare layer', changed(['options', 'layers', 1], 4), TypeError, 'options.layers[1] must be an object, got 4'],
  ['a layer too few', changed(['options', 'layers'], [3]), RangeError, 'at least 2 layers'],
  ['no layers', changed(['options', 'layers'], 'many'), TypeError, 'options.layers must be an array'],
  ['huge inputs', changed(['options', 'layers', 0], 2 ** 31 - 1), RangeError, 'weights[0] has 12 items'],
  ['more than huge', changed(['options', 'layers', 0], 1e300), RangeError, 'must be a whole number from 1 to'],
  ['-1 units', changed(['options', 'layers', 1, 'units'], -1), RangeError, 'must be a whole number from 1'],
  ['0 units', changed(['options', 'layers', 1, 'units'], 0), RangeError, 'must be a whole number from 1'],
  ['half a unit', changed(['options', 'layers', 1, 'units'], 2.5), RangeError, 'must be a whole number from 1'],
  ['units as text', changed(['options', 'layers', 1, 'units'], '4'), TypeError, 'must be a whole number'],
  ['units that are NaN', changed(['options', 'layers', 1, 'units'], NaN), RangeError, 'must be a whole number'],
  ['a dropout of 1', changed(['options', 'layers', 1, 'dropout'], 1), RangeError, 'must be a number of at least 0'],
  ['an unknown activation', changed(['options', 'layers', 1, 'activation'], 'step'), RangeError, 'must be one of'],
  ['an inherited name', changed(['options', 'layers', 1, 'activation'], 'toString'), RangeError, 'must be one of'],
  ['an unknown loss', changed(['options', 'loss'], 'constructor'), RangeError, 'loss must be one of'],
  ['an impossible loss', changed(['options', 'loss'], 'categoricalCrossEntropy'), RangeError, 'needs a softmax output'],
  ['a negative seed', changed(['options', 'seed'], -5), RangeError, 'seed must be a whole number'],
  ['a label too many', changed(['options', 'labels'], ['a', 'b', 'c']), RangeError, 'has 3 different labels'],
  ['equal labels', changed(['options', 'labels'], ['a', 'a']), RangeError, 'has 1 different label'],
  ['labels as text', changed(['options', 'labels'], 'ab'), TypeError, 'must be an array of labels'],
  ['a label that is none', changed(['options', 'labels', 1], {}), TypeError, 'must be a label'],
  ['weights as text', changed(['weights'], 'heavy'), TypeError, 'weights must be an array'],
  ['a layer of weights too few', changed(['weights'], [[]]), RangeError, 'weights has 1 item, but must have 2'],
  ['a weight too few', changed(['weights', 1], [1, 2, 3]), RangeError, 'weights[1] has 3 items, but must have 4'],
  ['a weight as text', changed(['weights', 1, 2], '1'), TypeError, "weights[1][2] must be a number, got '1'"],
  ['a weight that is null', changed(['weights', 1, 2], null), TypeError, 'weights[1][2] must be a number, got null'],
  ['a weight that is NaN', changed(['weights', 1, 2], NaN), RangeError, 'weights[1][2] is NaN, but must be finite'],
  ['an infinite weight', changed(['weights', 1, 2], Infinity), RangeError, 'is Infinity, but must be finite'],
  ['an infinite weight as text', changed(['weights', 1, 2], 'Infinity'), TypeError, 'must be a number'],
  ['an infinite bias', JSON.stringify(BASE).replace(/"biases":\[\[[^,]+/, '"biases":[[1e999'), RangeError, 'be finite'],
  ['a scale of 0', changed(['inputScaler', 'scale', 0], 0), RangeError, 'scale[0] is 0, but must be above 0'],
  ['a scale too few', changed(['inputScaler', 'scale'], [1]), RangeError, 'inputScaler.scale has 1 item'],
  ['a scaler for nothing', changed(['targetScaler'], BASE.inputScaler), RangeError, 'nothing is scaled'],
  ['a word too few', changed(['random', 'words'], []), RangeError, 'random.words has 0 items, but must have 624'],
  ['a word that is none', changed(['random', 'words', 623], 2 ** 32), RangeError, 'random.words[623] must be a whole'],
  ['a negative position', changed(['random', 'position'], -1), RangeError, 'random.position must be a whole number'],
  ['a position beyond', changed(['random', 'position'], 625), RangeError, 'random.position must be a whole number'],
  ['another optimizer', changed(['training', 'optimizer'], 'hasOwnProperty'), RangeError, 'optimizer must be one of'],
  ['one with fewer slots', changed(['training', 'optimizer'], 'sgd'), RangeError, 'training.slots has 2 items'],
  ['a slot too short', changed(['training', 'slots', 1], [1]), RangeError, 'training.slots[1] has 1 item'],
  ['endless epochs', changed(['training', 'epochs'], 2 ** 53 - 1), RangeError, 'epochs must be a whole number'],
  ['an order as text', changed(['training', 'order'], '012'), RangeError, 'training.order must be an array or null'],
  [
    'a row twice',
    changed(['training', 'order', 0], (BASE.training as { order: number[] }).order[1]),
    RangeError,
    'twice',
  ],
  ['a row beyond', changed(['training', 'order', 0], 7), RangeError, 'training.order[0] must be a whole number'],
  [
    'a number that is no float32',
    changed(['weights', 0, 0], 0.1, fileOf(trained({ precision: 'float32' }))),
    RangeError,
    'weights[0][0] is 0.1, which is no float32 number',
  ],
];

describe('a bad file is refused before anything is allocated', () => {
  it.each(BAD)('%s', (_, file, kind, message) => {
    withSpy((spy) => {
      expectError(() => NeuralNetwork.fromJSON(file), kind, message);
      expect(spy.calls).toEqual([]);
    });
  });

  it('anything of a wrong kind anywhere', () => {
    const paths: Path[] = [];
    const walk = (value: unknown, path: Path) => {
      if (path.length > 0) paths.push(path);
      if (typeof value !== 'object' || value === null) return;
      // Of a long list the first items stand for all.
      for (const key of Object.keys(value).slice(0, 12)) walk((value as Json)[key], [...path, key]);
    };
    walk(BASE, []);
    withSpy((spy) => {
      for (const path of paths) {
        for (const value of KINDS) {
          const file = changed(path, value);
          const before = spy.calls.length;
          const refused = readOrRefuse(
            () => NeuralNetwork.fromJSON(file),
            () => file,
          );
          if (refused) expect(spy.calls.length, `${path.join('.')} = ${JSON.stringify(value)}`).toBe(before);
        }
      }
    });
    expect(paths.length).toBeGreaterThan(90);
  });

  it('a prototype that was polluted by nothing', () => {
    expect(() => NeuralNetwork.fromJSON('{"__proto__": {"polluted": true}}')).toThrow(RangeError);
    expect(({} as Json).polluted).toBeUndefined();
  });
});

/** Whether a file is refused, as it should be; if not, the network must be what the file says. */
function readOrRefuse(read: () => { toJSON(): unknown; free(): void }, fileOf: () => unknown): boolean {
  let network: ReturnType<typeof read>;
  try {
    network = read();
  } catch (error) {
    const { constructor: kind, message } = error as Error;
    if ((kind !== TypeError && kind !== RangeError) || !/^(fromJSON|new NeuralNetwork): /.test(message)) throw error;
    return true;
  }
  const told = network.toJSON();
  const file = fileOf();
  network.free();
  if (!isSame(file, told)) expect(told).toEqual(file);
  return false;
}

/** Whether two files say the same; a -0 may be written as a number or as text. */
function isSame(given: unknown, told: unknown): boolean {
  if (typeof given !== 'object' || given === null || typeof told !== 'object' || told === null) {
    return given === told || (Object.is(given, -0) && told === '-0');
  }
  const keys = Object.keys(given);
  return (
    Array.isArray(given) === Array.isArray(told) &&
    keys.length === Object.keys(told).length &&
    keys.every((key) => Object.hasOwn(told, key) && isSame((given as Json)[key], (told as Json)[key]))
  );
}

const NUMBERS = ['-1', '0', '-0', '1', '2', '0.5', '1e9', '4294967296', '-1e300', '1e999', '9007199254740993', '""'];
const VALUES: unknown[] = [...KINDS, -0, 1e300, 2 ** 32, 'linear', 'sgd', 'adam', '-0', ['no', 'yes'], [0, 1, 2]];
const CHARACTERS = [...'0123456789.-+eE,:"[]{}ntfalsru \\\u0000é'];

/** One edit of the text: of its characters, of its numbers, or of its fields. */
function mutate(text: string, draws: Draws): string {
  if (text.length === 0) return text;
  const at = draws.whole(0, text.length - 1);
  switch (draws.whole(0, 6)) {
    case 0:
      return text.slice(0, at) + draws.oneOf(CHARACTERS) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + draws.magnitude(1, 30));
    case 2:
      return text.slice(0, at) + draws.oneOf(CHARACTERS) + text.slice(at);
    case 3:
      return text.slice(0, at) + (draws.flag() ? '' : text.slice(draws.whole(0, at)));
    case 4: {
      const number = /-?\d[\d.e+-]*/g;
      number.lastIndex = at;
      const match = number.exec(text);
      if (!match) return text;
      return text.slice(0, match.index) + draws.oneOf(NUMBERS) + text.slice(match.index + match[0].length);
    }
    default:
      return mutateField(text, draws);
  }
}

/** Drops, doubles, moves or replaces a field or an item, anywhere. */
function mutateField(text: string, draws: Draws): string {
  let file: Json;
  try {
    file = JSON.parse(text);
  } catch {
    return text;
  }
  if (typeof file !== 'object' || file === null) return text;
  // biome-ignore lint/suspicious/noExplicitAny: any place of the file
  let place: any = file;
  let key = '';
  for (let depth = draws.whole(1, 4); depth > 0; depth--) {
    const keys = Object.keys(place);
    if (keys.length === 0) return text;
    key = draws.oneOf(keys);
    if (depth === 1 || typeof place[key] !== 'object' || place[key] === null) break;
    place = place[key];
  }
  const isList = Array.isArray(place);
  switch (draws.whole(0, 3)) {
    case 0:
      if (isList) place.splice(Number(key), 1);
      else delete place[key];
      break;
    case 1:
      if (isList) place.splice(Number(key), 0, place[Number(key)]);
      else place[draws.oneOf([`${key}2`, 'toString', 'labels', 'dropout', 'engine'])] = place[key];
      break;
    case 2: {
      const other = draws.oneOf(Object.keys(place));
      [place[key], place[other]] = [place[other], place[key]];
      break;
    }
    default:
      place[key] = draws.oneOf(VALUES);
  }
  return JSON.stringify(file);
}

/** They take Node half a minute; for what a browser might read in another way a tenth is enough. */
const MUTANTS = IS_PAGE ? 10_000 : 100_000;

it(`${MUTANTS} mutated files each load to an equal network or are refused`, () => {
  const layers: NetworkOptions['layers'] = [3, { units: 2, dropout: 0.5 }, 1];
  // The 624 words of the generator are three quarters of a small file. They take part in one mutant of a hundred; in the
  // others a short list stands for them while the file is edited.
  const files = [{}, { precision: 'float32', bias: false } as const, { inputScaling: 'minMax' } as const].map(
    (options) => {
      const text = JSON.stringify(trained({ layers, ...options }));
      const words = /"words":(\[[^\]]*\])/.exec(text)?.[1] as string;
      return { text, words, short: text.replace(words, '[4294967295]') };
    },
  );
  const draws = new Draws(20);
  let refused = 0;
  for (let i = 0; i < MUTANTS; i++) {
    const { text, words, short } = files[i % files.length];
    let mutant = i % 100 === 0 ? text : short;
    for (let edits = draws.magnitude(1, 4); edits > 0; edits--) mutant = mutate(mutant, draws);
    if (i % 100 !== 0) mutant = mutant.replace('[4294967295]', words);
    const read = () => BuiltNetwork.fromJSON(mutant, { engine: 'javascript' });
    if (readOrRefuse(read, () => JSON.parse(mutant))) refused++;
  }
  // Enough of both to mean something.
  expect(refused).toBeGreaterThan(MUTANTS / 2);
  expect(MUTANTS - refused).toBeGreaterThan(MUTANTS / 20);
}, 300_000);
