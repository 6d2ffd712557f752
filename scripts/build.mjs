// npm run build: assembly/ to build/*.wasm, src/ to the entries of the package, build/neurite*.js, with their types.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { compile } from './compile.mjs';

const TARGETS = ['float64', 'float32', 'float64-scalar', 'float32-scalar'];

await Promise.all(TARGETS.map((target) => compile('assembly/index.ts', target, `build/${target}.wasm`)));
for (const target of ['float64', 'float32']) {
  const base64 = readFileSync(`build/${target}.wasm`).toString('base64');
  writeFileSync(
    `build/wasm-${target}.ts`,
    `// build/${target}.wasm, made by scripts/build.mjs\nconst base64: string = '${base64}';\nexport default base64;\n`,
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

/** Puts a file in the place of another one of its folder, for a bundle that differs in that alone. */
const inPlaceOf = (file, other) => ({
  name: `${other} in place of ${file}`,
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/${file}\\.ts$`) }, ({ resolveDir, path }) => ({
      path: resolve(resolveDir, dirname(path), `${other}.ts`),
    }));
  },
});

/** Leaves imports of .wasm as they are, from the file beside the bundle. */
const importedWasm = {
  name: 'imported wasm',
  setup({ onResolve }) {
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: path.replace(/.*\//, './'), external: true }));
  },
};

// The float32 engine in JavaScript is the float64 one with another precision.ts.
await build({
  entryPoints: { 'javascript-float32': 'src/engines/javascript/index.ts' },
  outdir: 'build',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  plugins: [inPlaceOf('precision', 'precision32')],
});
writeFileSync(
  'build/javascript-float32.d.ts',
  "export { javascriptEngine } from '../src/engines/javascript/index.ts';\n",
);

// The entries have the same names, and differ in where WebAssembly comes from.
const ENTRIES = {
  neurite: [],
  'neurite.workerd': [inPlaceOf('wasm-embedded', 'wasm-imported'), importedWasm],
  'neurite.slim': [inPlaceOf('wasm-embedded', 'wasm-beside')],
  'neurite.javascript': [inPlaceOf('wasm', 'wasm-none')],
};
for (const [name, plugins] of Object.entries(ENTRIES)) {
  await build({ ...options, minify: true, entryPoints: { [name]: 'src/index.ts' }, plugins });
}
await build({ ...options, entryPoints: { 'development/neurite': 'src/development.ts' } });
await build({
  ...options,
  entryPoints: { 'cli/tutorial': 'src/cli/tutorial.ts' },
  platform: 'node',
  external: ['neurite'],
});

rmSync('build/types', { recursive: true, force: true });
execFileSync('npx', ['tsc', '--project', 'tsconfig.types.json'], { stdio: 'inherit' });
// What an imported .wasm file is in workerd; elsewhere a bundler's loader decides.
writeFileSync('build/types/wasm.d.ts', 'declare const module: WebAssembly.Module;\nexport default module;\n');
