/**
 * npm run test:bundlers: packs the project, installs it into a new folder, type-checks a program that uses it, and builds
 * small programs with each bundler, which must give the answer of the README's first program: in Node, or in Chromium where they
 * are pages.
 *
 *   --only vite,types       these alone
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { findChromium, installChromium } from '../../scripts/install-chromium.mjs';
import { builds } from './builds.mjs';

const here = import.meta.dirname;
const root = join(here, '../..');
const execute = promisify(execFile);
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
// The strictest policy under which WebAssembly may run.
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const { values: chosen } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = (name) => !chosen.only || chosen.only.split(',').includes(name);

const folder = mkdtempSync(join(tmpdir(), 'neurite-bundlers-'));
let failed = 0;
let passed = 0;
try {
  await installPackage();
  for (const module of ['nodenext', 'esnext']) {
    const resolution = module === 'nodenext' ? 'nodenext' : 'bundler';
    if (wanted('types')) await row(`types under ${resolution}`, () => checkTypes(module, resolution));
  }
  for (const { name, entry, page, build } of builds) {
    if (!wanted(name)) continue;
    await row(`${name}, ${entry}${page ? ', in Chromium' : ''}`, async () => {
      const out = join(folder, `out-${name}-${entry.replace('/', '-')}`);
      mkdirSync(out);
      const program = writeProgram(name, entry, page);
      const file = await build(program, out);
      const shown = page ? await openInChromium(out) : await runInNode(join(out, file));
      const expected = `${entry === 'neurite/javascript' ? 'javascript' : 'wasm'} 0.9999584 0.5`;
      if (shown !== expected) throw new Error(`expected '${expected}', got '${shown}'`);
      return shown;
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function row(name, check) {
  const started = performance.now();
  try {
    const shown = await check();
    passed++;
    console.log(`${name.padEnd(44)} ${shown.padEnd(26)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed++;
    console.log(`${name.padEnd(44)} failed: ${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`);
  }
}

async function installPackage() {
  const { stdout } = await execute('npm', ['pack', root, '--json', '--ignore-scripts'], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  await execute('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)], { cwd: folder });
  copyFileSync(join(here, 'answer.mjs'), join(folder, 'answer.mjs'));
  copyFileSync(join(here, 'types.ts'), join(folder, 'types.ts'));
}

/** @returns { folder, main } of a program that imports `entry`, in a folder of its own with a page where it is one */
function writeProgram(name, entry, page) {
  const program = join(folder, `${name}-${entry.replace('/', '-')}`);
  mkdirSync(program);
  writeFileSync(
    join(program, 'main.js'),
    `import { init, NeuralNetwork, sigmoid } from '${entry}';\nimport { answer } from '../answer.mjs';\n\nanswer({ init, NeuralNetwork, sigmoid });\n`,
  );
  const html = (script) =>
    `<!doctype html><meta charset="utf-8"><title>neurite</title><body><script type="module" src="${script}"></script></body>\n`;
  if (page) writeFileSync(join(program, 'index.html'), html('./main.js'));
  return { folder: program, main: join(program, 'main.js'), html };
}

async function checkTypes(module, moduleResolution) {
  const options = {
    ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom', 'esnext.disposable'], types: [] },
    ...{ strict: true, noEmit: true, skipLibCheck: false },
  };
  const project = join(folder, `tsconfig.${moduleResolution}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions: options, files: ['types.ts'] }));
  await execute(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', project]);
  return 'no errors';
}

async function runInNode(file) {
  const { stdout } = await execute(process.execPath, [file], { timeout: 60_000 });
  return stdout.trim();
}

async function openInChromium(site) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    try {
      const body = readFileSync(join(site, path.endsWith('/') ? `${path}index.html` : path));
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'text/html',
        'content-security-policy': POLICY,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const profile = join(folder, `profile-${relative(folder, site)}`);
  if (!findChromium()) await installChromium();
  try {
    const { stdout } = await execute(
      findChromium(),
      [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
        ...['--disable-background-networking', '--disable-breakpad', `--user-data-dir=${profile}`],
        ...['--virtual-time-budget=20000', '--dump-dom', `http://127.0.0.1:${server.address().port}/`],
      ],
      { timeout: 60_000 },
    );
    return stdout.match(/<body>([^<]*)/)?.[1].trim() ?? stdout;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
