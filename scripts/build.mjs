// npm run build: assembly/ to build/*.wasm, src/ to build/neurite.js with its types.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { compile } from './compile.mjs';

const TARGETS = ['float64', 'float64-scalar'];

await Promise.all(TARGETS.map((target) => compile('assembly/index.ts', target, `build/${target}.wasm`)));
for (const target of ['float64']) {
  const base64 = readFileSync(`build/${target}.wasm`).toString('base64');
  writeFileSync(
    `build/wasm-${target}.ts`,
    `// build/${target}.wasm, made by scripts/build.mjs\nexport default '${base64}';\n`,
  );
}

const options = {
  outdir: 'build',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minifySyntax: true,
  sourcemap: true,
  legalComments: 'none',
};
await build({
  ...options,
  entryPoints: { neurite: 'src/index.ts', 'development/neurite': 'src/development.ts' },
});
await build({
  ...options,
  entryPoints: { 'cli/tutorial': 'src/cli/tutorial.ts' },
  platform: 'node',
  external: ['neurite'],
});
execFileSync('npx', ['tsc', '--project', 'tsconfig.types.json'], { stdio: 'inherit' });
