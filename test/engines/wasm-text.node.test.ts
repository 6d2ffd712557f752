import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import float32 from '../../build/wasm-float32.ts';
import float64 from '../../build/wasm-float64.ts';
import { bytesOf } from '../../src/engines/wasm-text.ts';

test.each(Object.entries({ float64, float32 }))(
  'the text inside the package is the .wasm file: %s',
  (precision, text) => {
    expect(Buffer.from(bytesOf(text)).equals(readFileSync(`build/${precision}.wasm`))).toBe(true);
  },
);

test('the text is safe in every file', () => {
  expect(float64 + float32).toMatch(/^[ -~]+$/);
  // An HTML parser would end, or comment out, the script that stands in a page.
  expect(float64 + float32).not.toMatch(/<!--|<\/script/i);
});
