// Runs the programs in examples/ as a reader would, and checks what they print; test/worker-page.node.test.ts has examples/worker.

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** For each example: what its output must match, in this order. */
const OUTPUTS: Record<string, RegExp[]> = {
  'diabetes.mjs': [/R² 0\.5\d, off by 4\d on average/, /1\d\d predicted, 175 measured\n$/],
  'digits.mjs': [
    /epoch 10: loss 0\.\d{3}, on held-out rows 0\.\d{3}, accuracy 9\d\.\d %/,
    /stopped by (epochs|earlyStopping) after [3-6]\d epochs/,
    /accuracy on the test images 9\d\.\d %/,
    /answers to an 8: .*8 \(2\d times\)/,
  ],
  'iris.mjs': [
    /cross-validated accuracy 9[4-8]\.\d %/,
    /1\.4 cm is versicolor/,
    /setosa: 0\.0\d+,\s+versicolor: 0\.\d+,\s+virginica: 0\.\d+/,
    /the copy says versicolor\n$/,
  ],
  'tutorial.mjs': [
    /beginning weights .*-0\.165955990594852,\s+0\.4406489868843162,\s+-0\.9997712503653102/s,
    /ending weights .*10\.08740896056\d+,\s+-0\.206953661806\d+,\s+-4\.837578347156\d+/s,
    /thinks of 1 0 0 0\.99995840167\d+\n$/,
  ],
};

test('every program is tested', () => {
  const programs = readdirSync('examples').filter((name) => name.endsWith('.mjs'));
  expect(Object.keys(OUTPUTS).sort()).toEqual(programs.sort());
});

test.each(Object.entries(OUTPUTS))('%s', async (file, patterns) => {
  const { stdout, stderr } = await promisify(execFile)('node', [`examples/${file}`]);
  expect(stderr).toBe('');
  let at = 0;
  for (const pattern of patterns) {
    const match = pattern.exec(stdout.slice(at));
    expect(match, `${pattern} after character ${at} of\n${stdout}`).not.toBeNull();
    at += (match as RegExpExecArray).index + (match as RegExpExecArray)[0].length;
  }
});
