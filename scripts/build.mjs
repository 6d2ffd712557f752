// npm run build: assembly/ to build/*.wasm, src/ to build/neurite.js with its types.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { compile } from './compile.mjs';

const TARGETS = ['float64', 'float32', 'float64-scalar', 'float32-scalar'];

await Promise.all(TARGETS.map((target) => compile('assembly/index.ts', target, `build/${target}.wasm`)));
for (const target of ['float64', 'float32']) {
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
// The float32 engine in JavaScript is the float64 one with another precision.ts.
await build({
  entryPoints: { 'javascript-float32': 'src/engines/javascript/index.ts' },
  outdir: 'build',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  plugins: [
    {
      name: 'precision',
      setup(build) {
        build.onResolve({ filter: /\/precision\.ts$/ }, () => ({
          path: resolve('src/engines/javascript/precision32.ts'),
        }));
      },
    },
  ],
});
writeFileSync(
  'build/javascript-float32.d.ts',
  "export { javascriptEngine } from '../src/engines/javascript/index.ts';\n",
);

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
