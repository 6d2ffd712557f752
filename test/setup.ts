// Before all tests: compiles the test exports (test/assembly/exports) for each build, so that kernels can be called one by one,
// and bundles the formulas of the JavaScript engine for each precision, as the package ships them.
// While the tests run, the repository is served.

import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';
import { compile } from '../scripts/compile.mjs';
import { serve } from '../scripts/serve.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address at which this repository is served to pages of every origin, without a slash at its end. */
    server: string;
  }
}

const TARGETS = ['float64', 'float64-scalar', 'float32', 'float32-scalar'];

const PRECISIONS = { float64: 'precision.ts', float32: 'precision32.ts' };

export default async function setup({ provide }: TestProject): Promise<() => void> {
  for (const file of readdirSync('test/assembly/exports')) {
    for (const target of TARGETS) {
      await compile(`test/assembly/exports/${file}`, target, `build/test/${file.replace('.ts', '')}-${target}.wasm`);
    }
  }
  for (const [precision, file] of Object.entries(PRECISIONS)) {
    const engine = 'src/engines/javascript';
    await build({
      entryPoints: {
        [`activations-${precision}`]: `${engine}/activations.ts`,
        [`math-${precision}`]: `${engine}/math.ts`,
      },
      bundle: true,
      minifySyntax: true,
      format: 'esm',
      outdir: 'build/test',
      outExtension: { '.js': '.mjs' },
      plugins: [
        {
          name: precision,
          setup: ({ onResolve }) => onResolve({ filter: /\/precision\.ts$/ }, () => ({ path: resolve(engine, file) })),
        },
      ],
    });
  }
  const { address, close } = await serve({ 'access-control-allow-origin': '*' });
  provide('server', address);
  return close;
}
