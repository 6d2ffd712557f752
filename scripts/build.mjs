// npm run build: assembly/ to build/*.wasm, src/ to the entries of the package, build/neurite*.js, with their types.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build } from 'rolldown';
import { compile } from './compile.mjs';

const TARGETS = ['float64', 'float32', 'float64-scalar', 'float32-scalar'];

await Promise.all(TARGETS.map((target) => compile('assembly/index.ts', target, `build/${target}.wasm`)));
// In halves that alternate: the builds have much in common, and gzip looks back 32 kB.
const [float32, float64] = ['float32', 'float64'].map((target) => textOf(readFileSync(`build/${target}.wasm`)));
const middle = Math.ceil(Math.max(float32.length, float64.length) / 2);
const halves = [0, middle].flatMap((from) => [float32, float64].map((text) => text.slice(from, from + middle)));
writeFileSync(
  'build/wasm-halves.ts',
  `// The halves of float32.wasm and float64.wasm in turn, made by scripts/build.mjs
const halves: readonly string[] = ${JSON.stringify(halves)};
export default halves;
`,
);

/**
 * Bytes as printable ASCII, for src/engines/wasm-text.ts to read: frequent bytes are one character, the others two. Unlike base64,
 * a byte is the same characters wherever it stands, so that gzip finds what is repeated.
 */
function textOf(bytes) {
  const character = (code) => String.fromCharCode(32 + code);
  return Array.from(bytes, (byte) => {
    const code = (byte + 16) & 255;
    return code < 93 ? character(code) : character(92 + Math.floor(code / 93)) + character(code % 93);
  }).join('');
}

/** Puts a file in the place of another one of src/, for a bundle that differs in that alone. */
const inPlaceOf = (file, other) => ({
  name: `${other} in place of ${file}`,
  resolveId: {
    filter: { id: new RegExp(`/${file}\\.ts$`) },
    handler: (id, importer) => resolve(dirname(importer), dirname(id), other),
  },
});

/** Leaves imports of .wasm as they are, from the file beside the bundle. */
const importedWasm = {
  name: 'imported wasm',
  resolveId: {
    filter: { id: /\.wasm$/ },
    handler: (id) => ({ id: id.replace(/.*\//, './'), external: true }),
  },
};

/** @returns the bundle's one chunk, which is written if a file is given */
async function bundle(input, plugins, output = {}) {
  const result = await build({
    input,
    plugins,
    optimization: { inlineConst: true },
    transform: { target: 'es2022' },
    external: ['neurite', /^node:/],
    output: { format: 'esm', sourcemap: 'file' in output, ...output },
    write: 'file' in output,
  });
  return result.output[0];
}

// The JavaScript engine stands in the package once for each precision, as a function that is given how to round. One function for
// both would round by a call whose target is known only at run time, several times as slow; and of two with the same text,
// the second is next to nothing once it is compressed.
const given = {
  name: 'given precision',
  load: {
    filter: { id: /\/javascript\/precision\.ts$/ },
    handler: () => 'export const round = ROUND, REAL_BYTES = BYTES;',
  },
};
const { code } = await bundle('src/engines/javascript/index.ts', [given]);
for (const [precision, file] of Object.entries({ float64: 'precision', float32: 'precision32' })) {
  writeFileSync(
    `build/javascript-${precision}.js`,
    `import { REAL_BYTES, round } from '../src/engines/javascript/${file}.ts';
const make = (ROUND, BYTES) => {
${code.replace('export { javascript };', 'return javascript();')}};
let made;
export const javascript = () => (made ??= make(round, REAL_BYTES));
`,
  );
  const types = "export { javascript } from '../src/engines/javascript/index.ts';\n";
  writeFileSync(`build/javascript-${precision}.d.ts`, types);
}
const madeJavascript = inPlaceOf('engines/javascript/index', resolve('build/javascript-float64.js'));

// The entries have the same names, and differ in where WebAssembly comes from.
const ENTRIES = {
  neurite: [],
  'neurite.workerd': [inPlaceOf('wasm-embedded', 'wasm-imported.ts'), importedWasm],
  'neurite.slim': [inPlaceOf('wasm-embedded', 'wasm-beside.ts')],
  'neurite.javascript': [inPlaceOf('wasm', 'wasm-none.ts')],
};
for (const [name, plugins] of Object.entries(ENTRIES)) {
  await bundle('src/index.ts', [...plugins, madeJavascript], { file: `build/${name}.js`, minify: true });
}
await bundle('src/development.ts', [madeJavascript], { file: 'build/development/neurite.js' });
await bundle('src/cli/tutorial.ts', [], { file: 'build/cli/tutorial.js' });

rmSync('build/types', { recursive: true, force: true });
execFileSync('npx', ['tsc', '--project', 'tsconfig.types.json'], { stdio: 'inherit' });
// What an imported .wasm file is in workerd; elsewhere a bundler's loader decides.
writeFileSync('build/types/wasm.d.ts', 'declare const module: WebAssembly.Module;\nexport default module;\n');
