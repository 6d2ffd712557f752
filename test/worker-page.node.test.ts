// examples/worker as its visitors have it: served as plain files, opened in Chromium, trained, aborted.

import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { networkOptions, spirals, trainOptions } from '../examples/worker/spirals.js';
import { NeuralNetwork } from '../src/index.ts';
import { launchChromium } from './helpers/chromium.ts';
import type {} from './setup.ts';

let browser: Browser;
let page: Page;
/** What went wrong in the page. */
let errors: string[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  errors = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${inject('server')}/examples/worker/`);
});

const button = (name: string) => page.getByRole('button', { name });
const text = (selector: string) => page.locator(selector).innerText();

async function start(epochs: number): Promise<void> {
  await page.getByLabel('Epochs').fill(String(epochs));
  await button('Train').click();
}

/** The loss after that many epochs, of a network that is trained here. */
function lossAfter(epochs: number): number {
  const network = new NeuralNetwork(networkOptions as ConstructorParameters<typeof NeuralNetwork>[0]);
  const { inputs, targets } = spirals();
  network.train(inputs, targets, { ...trainOptions, batchSize: 'full', epochs });
  return network.evaluate(inputs, targets).loss;
}

it('trains to the end, with the bits of a training in Node', async () => {
  await start(300);
  await page.getByText('Done').waitFor();
  expect(await text('#result')).toContain(`Done: loss ${lossAfter(300)}, `);
  expect(await text('#now')).toMatch(/^300 epochs in \d+\.\d seconds, by the engine 'wasm'$/);
  expect(await page.getByRole('progressbar').evaluate((bar: HTMLProgressElement) => bar.value)).toBe(1);
  expect(await button('Train').isEnabled()).toBe(true);
  expect(await button('Abort').isEnabled()).toBe(false);
  expect(errors).toEqual([]);
});

it('stays free while the worker trains, and aborts after a whole epoch', async () => {
  // Minutes of work: whatever follows, follows while it trains.
  await start(10_000_000);
  expect(await button('Train').isEnabled()).toBe(false);
  const picture = () => page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await page.getByText(/^Epoch [\d,]+ of 10,000,000, loss \d/).waitFor();
  const [told, drawn] = [await text('#now'), await picture()];
  await page.waitForFunction((before) => document.getElementById('now')?.innerText !== before, told);
  expect(await picture(), 'the picture follows').not.toBe(drawn);
  await page.getByLabel('Type here').pressSequentially('still here');
  expect(await page.getByLabel('Type here').inputValue()).toBe('still here');

  await button('Abort').click();
  await page.getByText('Aborted').waitFor();
  const epochs = Number((await text('#now')).match(/^[\d,]+/)?.[0].replaceAll(',', ''));
  expect(epochs).toBeGreaterThan(0);
  expect(await text('#result')).toContain(`Aborted: loss ${lossAfter(epochs)}, `);

  await start(2);
  await page.getByText('Done').waitFor();
  expect(await text('#result')).toContain(`Done: loss ${lossAfter(2)}, `);
  expect(errors).toEqual([]);
});
