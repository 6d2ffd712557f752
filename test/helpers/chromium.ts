// The Chromium of the tests: that of vitest.config.ts, and one that a test in Node leads to its pages.

import { chromium } from 'playwright';
import { findChromium } from '../../scripts/install-chromium.mjs';

export const launchOptions = {
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
};

export const launchChromium = () => chromium.launch(launchOptions);
