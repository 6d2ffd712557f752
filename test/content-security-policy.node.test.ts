// Pages whose Content-Security-Policy allows WebAssembly or forbids it, in Chromium.

import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serve } from '../scripts/serve.mjs';
import { NeuralNetwork } from '../src/index.ts';
import { launchChromium } from './helpers/chromium.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** What test/helpers/engines.js finds under the policy. */
async function findings(policy: string, entry = '/build/neurite.js') {
  const { address, close } = await serve({ 'content-security-policy': `default-src 'none'; ${policy}` });
  const page = await browser.newPage();
  try {
    await page.goto(`${address}/test/helpers/engines.html?${entry}`);
    return await page.evaluate(() => (globalThis as unknown as { findings: Promise<Findings> }).findings);
  } finally {
    await page.close();
    close();
  }
}

interface Outcome {
  engine?: string;
  numbers?: number[];
  error?: string;
}

interface Findings extends Record<'wasm' | 'javascript' | 'byDefault', Outcome> {
  auto: Outcome[];
  violationsByAuto: number;
  init: string;
  evaluated: boolean;
}

/** The bits of Node. */
const numbers = (() => {
  const network = new NeuralNetwork({ layers: [3, 4, 1], seed: 1, engine: 'wasm' });
  const inputs = [
    [0, 0, 1],
    [1, 0, 1],
  ];
  return [...network.train(inputs, [[0], [1]], { epochs: 20 }).losses, ...network.think([1, 1, 1])];
})();
const wasm = { engine: 'wasm', numbers };
const javascript = { engine: 'javascript', numbers };

it("WebAssembly runs under script-src 'self' 'wasm-unsafe-eval'", async () => {
  expect(await findings("script-src 'self' 'wasm-unsafe-eval'")).toEqual({
    wasm,
    javascript,
    auto: [wasm, wasm, wasm],
    byDefault: wasm,
    init: 'compiled',
    violationsByAuto: 0,
    evaluated: false,
  });
});

it("under script-src 'self', errors name cause and remedy, and 'auto' takes the JavaScript engine, to the same bits", async () => {
  const found = await findings("script-src 'self'");
  for (const message of [found.wasm.error, found.byDefault.error, found.init]) {
    expect(message).toMatch(
      /^EnvironmentError: WebAssembly could not be compiled here \(.*Content Security Policy.*\)/,
    );
    expect(message).toContain("add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy");
    expect(message).toContain("or use { engine: 'javascript' }, which gives the same numbers.");
  }
  expect(found.javascript).toEqual(javascript);
  expect(found.auto).toEqual([javascript, javascript, javascript]);
  expect(found.violationsByAuto, 'for three networks').toBe(1);
});

it("neurite/javascript needs no more than script-src 'self'", async () => {
  const found = await findings("script-src 'self'", '/build/neurite.javascript.js');
  expect(found).toMatchObject({ javascript, auto: [javascript, javascript, javascript], byDefault: javascript });
  expect(found).toMatchObject({ init: 'compiled', violationsByAuto: 0, evaluated: false });
  expect(found.wasm.error).toContain("import 'neurite'");
});
