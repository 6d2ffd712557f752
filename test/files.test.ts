// Files that are refused: paths that are none, and every path where the runtime has no files.

import { afterEach, it, vi } from 'vitest';
import { EnvironmentError, NeuralNetwork } from '../src/index.ts';
import { expectRejected } from './helpers/refusal.ts';
import { IS_PAGE } from './helpers/runtime.ts';

const network = new NeuralNetwork({ layers: [2, 1] });

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([undefined, null, 5, '', {}])('%s as a path', async (path) => {
  const message = 'path must be a string or a file: URL, got ';
  await expectRejected(() => network.saveToFile(path as string), TypeError, `saveToFile: ${message}`);
  await expectRejected(() => NeuralNetwork.loadFromFile(path as string), TypeError, `loadFromFile: ${message}`);
});

it('any file where the runtime has none', async () => {
  if (!IS_PAGE) vi.stubGlobal('process', undefined);
  const message = 'there are no files here; keep what toJSON() gives';
  await expectRejected(() => network.saveToFile('model.json'), EnvironmentError, `saveToFile: ${message}`);
  await expectRejected(() => NeuralNetwork.loadFromFile('a.json'), EnvironmentError, `loadFromFile: ${message}`);
});
