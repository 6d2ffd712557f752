// Files: a network written and read again, and what happens where that can't be.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError, NeuralNetwork } from '../src/index.ts';
import { expectRejected } from './helpers/refusal.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neurite-'));
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
});

const trained = () => {
  const network = new NeuralNetwork({ layers: [2, 3, 1], seed: 1 });
  network.train(
    [
      [0, 1],
      [1, 0],
    ],
    [[0], [1]],
    { epochs: 3 },
  );
  return network;
};

describe('a file', () => {
  it.each([
    ['a path', (path: string) => path],
    ['a URL', (path: string) => pathToFileURL(path)],
  ])('by %s has the whole network, and the text of its JSON', async (_, address) => {
    const path = join(folder, 'a model.json');
    const network = trained();
    await network.saveToFile(address(path));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(network)));
    for (const engine of ['wasm', 'javascript'] as const) {
      const copy = await NeuralNetwork.loadFromFile(address(path), { engine });
      expect(copy.engine).toBe(engine);
      expect(JSON.stringify(copy)).toBe(JSON.stringify(network));
    }
  });

  it('takes the place of the one before, and leaves nothing beside it', async () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, 'something else');
    await Promise.all([trained().saveToFile(path), trained().saveToFile(path)]);
    expect(JSON.stringify(await NeuralNetwork.loadFromFile(path))).toBe(JSON.stringify(trained()));
    expect(readdirSync(folder)).toEqual(['model.json']);
  });
});

describe('refused', () => {
  it.each([undefined, null, 5, '', {}])('%s as a path', async (path) => {
    await expectRejected(
      () => trained().saveToFile(path as string),
      TypeError,
      'saveToFile: path must be a string or a file: URL, got ',
    );
    await expectRejected(
      () => NeuralNetwork.loadFromFile(path as string),
      TypeError,
      'loadFromFile: path must be a string or a file: URL, got ',
    );
  });

  it('a folder that is not there', async () => {
    await expect(trained().saveToFile(join(folder, 'no', 'model.json'))).rejects.toThrow('ENOENT');
    await expect(NeuralNetwork.loadFromFile(join(folder, 'no.json'))).rejects.toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a folder in the place of the file, without a trace', async () => {
    await expect(trained().saveToFile(folder)).rejects.toThrow();
    expect(readdirSync(join(folder, '..')).filter((name) => name.startsWith(`${folder.split('/').pop()}.`))).toEqual(
      [],
    );
  });

  it('what is no model', async () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, '{ "format": "neurite"');
    await expectRejected(
      () => NeuralNetwork.loadFromFile(path),
      RangeError,
      'fromJSON: the text is no JSON, perhaps cut short',
    );
  });

  it('an option that a model has already', async () => {
    const path = join(folder, 'model.json');
    await trained().saveToFile(path);
    const options = { layers: [1, 1] } as object;
    await expectRejected(
      () => NeuralNetwork.loadFromFile(path, options),
      TypeError,
      "unknown option 'layers'; known are engine.",
    );
  });

  it('any file where the runtime has none', async () => {
    vi.stubGlobal('process', undefined);
    const message = 'there are no files here; keep what toJSON() gives';
    await expectRejected(() => trained().saveToFile('model.json'), EnvironmentError, `saveToFile: ${message}`);
    await expectRejected(() => NeuralNetwork.loadFromFile('model.json'), EnvironmentError, `loadFromFile: ${message}`);
  });
});
