// init, from the sources that Node alone has.

import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it } from 'vitest';
import { wasmBytes } from './helpers/built.ts';
import { freshEntry, type Neurite } from './helpers/fresh.ts';

const bytes = await wasmBytes('float64.wasm');
const address = pathToFileURL('build/float64.wasm');

let neurite: Neurite;
beforeEach(async () => {
  neurite = await freshEntry('neurite/slim');
});

const sources = {
  'a file: URL': address,
  'a file: URL as text': address.href,
  'a module from another realm': runInNewContext('new WebAssembly.Module(bytes)', { bytes, WebAssembly }),
};
it.each(Object.entries(sources))('init compiles %s', async (_, source) => {
  await neurite.init(source);
  const network = new neurite.NeuralNetwork({ layers: [3, 1], bias: false, initializer: 'uniform', seed: 1 });
  expect(network.weights[0]).toEqual(Float64Array.of(-0.165955990594852, 0.4406489868843162, -0.9997712503653102));
});

it('init refuses an address that is none', async () => {
  await expect(neurite.init('nonsense')).rejects.toThrow(neurite.EnvironmentError);
  await expect(neurite.init('nonsense')).rejects.toThrow("init: nonsense can't be had (");
});
