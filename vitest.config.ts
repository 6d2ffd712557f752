import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './test/helpers/chromium.ts';

const testTimeout = 60_000;

// Every test runs in Node and in Chromium, but for *.node.test.ts, which needs files, other processes or Node's own modules.
export default defineConfig({
  test: {
    globalSetup: 'test/setup.ts',
    coverage: {
      include: ['src/**'],
      exclude: ['src/cli/**'],
      thresholds: { lines: 95, branches: 95 },
    },
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          testTimeout,
          // For test/memory.test.ts.
          execArgv: ['--expose-gc'],
        },
      },
      {
        // Found later, a dependency makes the page load anew.
        optimizeDeps: { include: ['@assemblyscript/loader', 'fast-check'] },
        // Isolation across origins lets a page have shared memory. The policy is the strictest that lets WebAssembly compile, but
        // for 'unsafe-inline', which the pages of Vitest need.
        server: {
          headers: {
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-embedder-policy': 'require-corp',
            'content-security-policy': "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
          },
        },
        test: {
          name: 'chromium',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.node.test.ts'],
          testTimeout,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              // As in the other project, for test/memory.test.ts.
              launchOptions: { ...launchOptions, args: [...launchOptions.args, '--js-flags=--expose-gc'] },
            }),
          },
        },
      },
    ],
  },
});
