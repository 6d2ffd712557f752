/**
 * The programs, a row each:
 *
 *   name    the bundler
 *   entry   of the package, that the program imports
 *   page    whether it is a page, or else a program for Node
 *   build   ({ folder, main, html }, out) → the file in `out` to run; a page's `out` gets an index.html
 */
import { execFile } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ENTRIES = ['neurite', 'neurite/javascript'];

/** Bundlers that follow new URL('./file', import.meta.url) find the .wasm of neurite/slim; for others it is copied. */
const copyWasm = ({ folder }, out) =>
  copyFileSync(join(folder, '../node_modules/neurite/build/float64.wasm'), join(out, 'float64.wasm'));

async function vite({ folder }, out) {
  const { build } = await import('vite');
  await build({ root: folder, base: './', logLevel: 'error', configFile: false, build: { outDir: out } });
}

async function webpack({ folder, main, html }, out) {
  const { default: compile } = await import('webpack');
  const stats = await promisify(compile)({
    mode: 'production',
    context: folder,
    entry: main,
    output: { path: out, filename: 'main.js' },
  });
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  writeFileSync(join(out, 'index.html'), html('./main.js'));
}

async function esbuild({ main }, out) {
  const { build } = await import('esbuild');
  await build({ entryPoints: [main], bundle: true, minify: true, format: 'esm', outfile: join(out, 'main.mjs') });
  return 'main.mjs';
}

async function rollup({ main }, out) {
  const [{ rollup }, { nodeResolve }] = await Promise.all([import('rollup'), import('@rollup/plugin-node-resolve')]);
  const bundle = await rollup({ input: main, plugins: [nodeResolve()] });
  await bundle.write({ file: join(out, 'main.mjs'), format: 'es' });
  await bundle.close();
  return 'main.mjs';
}

async function bun({ main }, out) {
  const program = join(import.meta.dirname, 'node_modules/@oven/bun-linux-x64/bin/bun');
  await promisify(execFile)(program, ['build', main, '--minify', '--outfile', join(out, 'main.mjs')]);
  return 'main.mjs';
}

const withWasm = (build) => async (program, out) => {
  copyWasm(program, out);
  return build(program, out);
};

const rows = (name, page, build, slim) => [
  ...ENTRIES.map((entry) => ({ name, entry, page, build })),
  { name, entry: 'neurite/slim', page, build: slim },
];

export const builds = [
  ...rows('vite', true, vite, vite),
  ...rows('webpack', true, webpack, webpack),
  ...rows('esbuild', false, esbuild, withWasm(esbuild)),
  ...rows('rollup', false, rollup, withWasm(rollup)),
  ...rows('bun', false, bun, withWasm(bun)),
];
