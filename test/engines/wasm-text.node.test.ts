import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import halves from '../../build/wasm-halves.ts';
import { ownBytes } from '../../src/engines/wasm-embedded.ts';

test.each(['float64', 'float32'] as const)('the text inside the package is the .wasm file: %s', (precision) => {
  expect(Buffer.from(ownBytes(precision)).equals(readFileSync(`build/${precision}.wasm`))).toBe(true);
});

test('the text is safe in every file', () => {
  expect(halves.join('')).toMatch(/^[ -~]+$/);
  // An HTML parser would end, or comment out, the script that stands in a page.
  expect(halves.join('')).not.toMatch(/<!--|<\/script/i);
});
