// Files: whole at any moment, whatever happens to the process that writes them. What is refused: test/files.test.ts.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { NeuralNetwork } from '../src/index.ts';
import { Draws } from './helpers/draws.ts';
import { expectRejected } from './helpers/refusal.ts';

const folder = mkdtempSync(join(tmpdir(), 'neurite-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file', () => {
  it('gives the network back, by path or URL, over an older one', async () => {
    const network = new NeuralNetwork({ layers: [2, 3, 1], seed: 4 });
    network.train(
      [
        [0, 1],
        [1, 0],
      ],
      ['a', 'b'],
      { epochs: 3 },
    );
    const path = join(folder, 'a network.json');
    for (const place of [path, path, pathToFileURL(path)]) {
      await network.saveToFile(place);
      expect(JSON.stringify(await NeuralNetwork.loadFromFile(place))).toBe(JSON.stringify(network));
      network.train(
        [
          [0, 1],
          [1, 0],
        ],
        ['a', 'b'],
        { epochs: 1 },
      );
    }
    expect((await NeuralNetwork.loadFromFile(path, { engine: 'javascript' })).engine).toBe('javascript');
    expect(readdirSync(folder)).toEqual(['a network.json']);
  });

  it('has the network as it was when saving began', async () => {
    const network = new NeuralNetwork({ layers: [2, 1], seed: 4 });
    const before = JSON.stringify(network);
    const path = join(folder, 'before.json');
    const saved = network.saveToFile(path);
    network.setParameters({ biases: [[9]] });
    await saved;
    expect(JSON.stringify(await NeuralNetwork.loadFromFile(path))).toBe(before);
  });

  it('that is missing, or in a folder that is, is an error of the system', async () => {
    const network = new NeuralNetwork({ layers: [2, 1], seed: 4 });
    const nowhere = join(folder, 'no folder', 'model.json');
    await expect(NeuralNetwork.loadFromFile(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(network.saveToFile(nowhere)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(network.saveToFile(folder)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(readdirSync(join(folder, '..')).filter((name) => name.startsWith(`${folder}.`))).toEqual([]);
  });

  it('that is no model file is refused', async () => {
    const path = join(folder, 'other.json');
    for (const [text, message] of [
      ['', 'the text is no JSON'],
      ['{"name": "another"}', "has a field 'name' that does not belong there"],
      [JSON.stringify(new NeuralNetwork({ layers: [2, 1] })).slice(0, 999), 'perhaps cut short'],
    ]) {
      writeFileSync(path, text);
      await expectRejected(() => NeuralNetwork.loadFromFile(path), RangeError, message);
    }
  });
});

it('an option that a model has already is refused', async () => {
  const path = join(folder, 'options.json');
  await new NeuralNetwork({ layers: [2, 1] }).saveToFile(path);
  const options = { layers: [1, 1] } as object;
  await expectRejected(
    () => NeuralNetwork.loadFromFile(path, options),
    TypeError,
    "unknown option 'layers'; known are engine.",
  );
});

/** Saves two networks in turn until it is killed, from a line that says so. */
const PROGRAM = `
  import { NeuralNetwork } from ${JSON.stringify(pathToFileURL('build/neurite.js').href)};
  const networks = [1, 2].map((seed) => new NeuralNetwork({ layers: [20, 30, 2], seed }));
  for (let i = 0; ; i++) {
    await networks[i % 2].saveToFile(process.argv[1]);
    if (i === 0) console.log('saving');
  }
`;
const KILLS = 100;
const AT_ONCE = 4;

it(`a process that is killed ${KILLS} times while it saves leaves a whole file`, async () => {
  const texts = [1, 2].map((seed) => `${JSON.stringify(new NeuralNetwork({ layers: [20, 30, 2], seed }))}\n`);
  const draws = new Draws(1);
  const found = [0, 0];
  /** What was being written is left beside the file; it is in nobody's way. */
  let remains = 0;
  const kill = async (name: string, delay: number) => {
    const room = mkdtempSync(join(folder, 'kill-'));
    const path = join(room, name);
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, path]);
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, delay));
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    found[texts.indexOf(readFileSync(path, 'utf8'))]++;
    const network = await NeuralNetwork.loadFromFile(path);
    expect(texts).toContain(`${JSON.stringify(network)}\n`);
    remains += readdirSync(room).filter((file) => file.endsWith('.tmp')).length;
  };
  for (let done = 0; done < KILLS; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => kill(`${i}.json`, draws.between(0, 30))));
  }
  expect(found[0] + found[1]).toBe(KILLS);
  expect(Math.min(...found), 'both networks were found').toBeGreaterThan(0);
  expect(remains, 'some were killed while they wrote').toBeGreaterThan(0);
}, 180_000);
