// A Chromium that a test in Node leads to its pages.

import { chromium } from 'playwright';
import { findChromium } from '../../scripts/install-chromium.mjs';

export const launchChromium = () =>
  chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
