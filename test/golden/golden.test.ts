import { expect, test } from 'vitest';
import { ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS } from '../../src/catalog.ts';
import * as neurite from '../../src/index.ts';
// Where bits were changed on purpose: npm run test:everywhere -- --update
import golden from './golden.json' with { type: 'json' };
import { hashOf, probe } from './probe.mjs';

test('both engines give the golden bits', async () => {
  const { wasm, javascript } = await probe(neurite);
  expect(wasm).toEqual(golden);
  expect(javascript).toEqual(golden);
});

test.each(Object.entries({ activation: ACTIVATIONS, loss: LOSSES, optimizer: OPTIMIZERS, initializer: INITIALIZERS }))(
  'each %s has a check',
  (kind, table) => {
    // softmax comes with its loss.
    const expected = Object.keys(table).filter((name) => name !== 'softmax');
    expect(expected.filter((name) => !(`float32 ${kind} ${name}` in golden))).toEqual([]);
  },
);

test('the hash is FNV-1a', () => {
  // Fowler, Noll, Vo, Eastlake, The FNV Non-Cryptographic Hash Algorithm: test vectors.
  const hash = (text: string) => hashOf([new TextEncoder().encode(text)]);
  expect(hash('')).toBe('cbf29ce484222325');
  expect(hash('a')).toBe('af63dc4c8601ec8c');
  expect(hash('foobar')).toBe('85944171f73967e8');
});
