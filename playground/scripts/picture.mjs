// Takes the picture of the playground that the README shows, in light and in dark: docs/playground.png, docs/playground-dark.png.
// Build the page first: npm run build:playground.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch, serve } from '../../test/playground/site.mjs';

const folder = fileURLToPath(new URL('../../docs/', import.meta.url));
mkdirSync(folder, { recursive: true });
const site = await serve();
const browser = await launch();
for (const colorScheme of ['light', 'dark']) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 890 },
    colorScheme,
  });
  const page = await context.newPage();
  // The run that the picture shows: the address alone makes it, to the bit.
  await page.goto(`${site.url}#network?data=spirals&noise=0.1&seed=1&layers=8-swish.8-swish&epoch=400`);
  await page.waitForFunction(() => document.querySelector('[data-test="epoch"]')?.textContent === '400');
  await page.waitForTimeout(500);
  const name = colorScheme === 'light' ? 'playground.png' : 'playground-dark.png';
  await page.screenshot({ path: `${folder}${name}` });
  await context.close();
}
await browser.close();
site.close();
