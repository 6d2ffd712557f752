import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/setup.ts',
    testTimeout: 60_000,
    // For test/memory.test.ts.
    execArgv: ['--expose-gc'],
    coverage: {
      include: ['src/**'],
      exclude: ['src/cli/**'],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
