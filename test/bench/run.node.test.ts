// The bench as one runs it, at its smallest.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'neurite-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...parameters: string[]) =>
  execFileSync(process.execPath, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

it('measures the tutorial with every engine, prints ratios and writes JSON', () => {
  const file = join(folder, 'report.json');
  const printed = run('bench/run.mjs', 'tutorial', '--quick', '--json', file);
  const { node, tables } = JSON.parse(readFileSync(file, 'utf8'));
  expect(node).toBe(process.version);
  expect(tables).toHaveLength(1);
  for (const { name, error, ratio, rate } of tables[0].results) {
    expect({ name, error }).toEqual({ name, error: undefined });
    expect(ratio).toBeGreaterThan(0);
    expect(rate).toBeGreaterThan(0);
    expect(printed).toContain(name);
  }
  expect(tables[0].results.map(({ name }: { name: string }) => name)).toEqual([
    'JavaScript',
    'wasm scalar',
    'wasm SIMD',
    'wasm SIMD float32',
  ]);
});

it('refuses a part that it does not have', () => {
  expect(() => run('bench/run.mjs', 'tutorials')).toThrow("unknown part 'tutorials'");
});

it('draws a bar for each contestant, the fastest first', () => {
  const file = join(folder, 'chart.json');
  const results = [
    { name: 'slow & steady', rate: 250 },
    { name: 'broken', error: 'missing', rate: null },
    { name: 'neurite', rate: 1_000_000 },
  ];
  writeFileSync(
    file,
    JSON.stringify({ processor: 'CPU', node: 'v20', tables: [{ title: 'a race', unit: 'laps/s', results }] }),
  );
  const svg = run('bench/chart.mjs', file);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg.match(/<rect/g)).toHaveLength(2);
  expect(svg.indexOf('neurite')).toBeLessThan(svg.indexOf('slow &#38; steady'));
  expect(svg).toContain('1 M');
  expect(svg).not.toContain('broken');
});
