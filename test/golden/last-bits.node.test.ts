// The golden bits are worth what they notice: here the last bit of one coefficient after another is changed in the memory
// of the WebAssembly engine, and a golden hash must differ.

import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import * as coefficients from '../../assembly/coefficients.ts';
import * as powers from '../../assembly/powers.ts';
import * as neurite from '../../src/development.ts';
import { checks, hashOf } from './probe.mjs';

type Precision = 'float64' | 'float32';

const golden = JSON.parse(await readFile(new URL('golden.json', import.meta.url), 'utf8'));

/** The checks that look closest, the quickest first. */
const closest = ['last bits of coefficients', 'values of gelu below 0', 'values of exp', 'values of softplus below 0'];

/**
 * Coefficients whose last bit decides next to nothing. LOG32_4: no float32 from ¼ to 2 has another logarithm. LN2_LOW and
 * LOG_7: 10^10 inputs of softplus gave the same outputs.
 */
const IDLE = ['LN2_LOW', 'LOG_7', 'LOG32_4'];

const cases = Object.entries(coefficients)
  .filter(([name]) => !IDLE.includes(name))
  .flatMap(([name, value]) => [value].flat().map((_, index, list) => ({ name, index, list })));

afterEach(() => {
  for (const precision of ['float64', 'float32'] as const) neurite.replaceEngine('wasm', undefined, precision);
});

test.each(cases)('the last bit of $name, $index', async ({ index, list }) => {
  const precision = list.every((value) => Math.fround(value) === value) ? 'float32' : 'float64';
  await changeLastBit(list, index, precision);
  expect(await isNoticed(precision)).toBe(true);
});

test('the last bit of every eighth power of two', async () => {
  // As exp keeps them: each with its tail, whose last bit is far below the last bit of any result.
  const table = Array.from({ length: powers.POWERS }, (_, j) => {
    powers.powerOfTwo(j);
    return [powers.high, powers.low];
  });
  for (let j = 0; j < table.length; j += 8) {
    await changeLastBit(table.flat(), 2 * j, 'float64');
    expect(await isNoticed('float64'), `2^(${j}/128)`).toBe(true);
  }
});

/** Makes an engine with another number wherever the list is in its memory, and puts it in the place of the engine. */
async function changeLastBit(list: number[], index: number, precision: Precision): Promise<void> {
  const module = await readFile(new URL(`../../build/${precision}.wasm`, import.meta.url));
  const engine = neurite.createWasmEngine(module, precision);
  const memory = Buffer.from(engine.allocate(16).memory.bytes.buffer);
  const doubles = Buffer.from(Float64Array.from(list).buffer);
  const floats = Buffer.from(Float32Array.from(list).buffer);
  const found =
    precision === 'float64'
      ? change(memory, doubles, 8 * index, 1)
      : // A list of floats may be kept as doubles, which have 29 bits more.
        change(memory, floats, 4 * index, 1) + change(memory, doubles, 8 * index + 3, 1 << 5);
  expect(found).toBeGreaterThan(0);
  neurite.replaceEngine('wasm', engine, precision);
}

/** Flips a bit of byte `place` of each `pattern` in `memory`, and returns how many there are. */
function change(memory: Buffer, pattern: Buffer, place: number, bit: number): number {
  let found = 0;
  for (let at = memory.indexOf(pattern); at >= 0; at = memory.indexOf(pattern, at + 1)) {
    memory[at + place] ^= bit;
    found++;
  }
  return found;
}

/** Whether a golden hash differs. */
async function isNoticed(precision: Precision): Promise<boolean> {
  for (const name of closest) {
    if (hashOf(await checks[name](neurite, { engine: 'wasm', precision })) !== golden[`${precision} ${name}`])
      return true;
  }
  return false;
}
