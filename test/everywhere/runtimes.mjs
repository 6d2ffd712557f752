/**
 * The runtimes, a row each:
 *
 *   name      what --only and --without call it
 *   program   () → the command that starts it, in parts; a part that is undefined is not on this machine
 *   probe     url → the arguments that make it run the probe: by itself, or by opening the page at `url`
 *   prepare   site → what must be made before that (optional)
 *   seconds   how long that may take (optional)
 *   npm, debian, install   where it comes from: a folder with a package.json, Debian packages, a function
 *
 * Node, Bun, Deno and workerd print the report; a browser posts it to the server of site.mjs.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { findChromium, findOnPath, installChromium } from '../../scripts/install-chromium.mjs';

const here = import.meta.dirname;

const onDisk = (path) => (existsSync(path) ? path : undefined);
const fromNpm = (path) => onDisk(join(here, 'node_modules', path));

const node = (version) => ({
  name: `node${version}`,
  program: () => [fromNpm(`node${version}/bin/node`)],
  probe: () => ['command.mjs'],
  npm: '.',
});

export const runtimes = [
  // First, because an emulated processor takes longest.
  {
    name: 'node-arm64',
    program: () => [
      ...[findOnPath('qemu-aarch64'), '-L', onDisk('/usr/aarch64-linux-gnu')],
      onDisk(join(here, 'arm64/node_modules/node/bin/node')),
    ],
    probe: () => ['command.mjs'],
    seconds: 240,
    npm: 'arm64',
    debian: ['qemu-user', 'libc6-arm64-cross', 'libstdc++6-arm64-cross', 'libatomic1-arm64-cross'],
  },
  node(20),
  node(22),
  node(24),
  node(26),
  {
    name: 'bun',
    program: () => [fromNpm('@oven/bun-linux-x64/bin/bun')],
    probe: () => ['command.mjs'],
    npm: '.',
  },
  {
    name: 'deno',
    program: () => [fromNpm('@deno/linux-x64-glibc/deno')],
    // No permission is given: loading the package reads no file but itself, and asks no server.
    probe: () => ['run', '--no-prompt', '--node-modules-dir=manual', 'command.mjs'],
    npm: '.',
  },
  {
    name: 'workerd',
    program: () => [fromNpm('@cloudflare/workerd-linux-64/bin/workerd')],
    prepare: bundleWorker,
    probe: () => ['test', 'worker/config.capnp'],
    npm: '.',
  },
  {
    name: 'chromium',
    program: () => [findChromium()],
    probe: (url) => [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-breakpad'],
      '--remote-debugging-port=0', // keeps every kind of headless Chromium open until it is told to close
      url,
    ],
    install: installChromium,
  },
  {
    name: 'firefox',
    program: () => [findOnPath('firefox-esr', 'firefox')],
    probe: (url) => ['--headless', '--no-remote', '--new-instance', url],
    debian: ['firefox-esr'],
  },
  {
    name: 'webkit',
    program: () => [findOnPath('xvfb-run'), '-a', onDisk('/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser')],
    probe: (url) => [url],
    debian: ['libwebkit2gtk-4.1-0', 'xvfb', 'xauth'],
  },
];

/** A Worker as its users make one: bundled by esbuild for the `workerd` condition, each .wasm a module of its own. */
async function bundleWorker({ folder }) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['worker.mjs'],
    outdir: 'worker',
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    metafile: true,
  });
  const wasm = Object.keys(metafile.outputs)
    .filter((path) => path.endsWith('.wasm'))
    .map((path) => basename(path));
  const modules = [
    '(name = "worker.js", esModule = embed "worker.js")', // the first is the main one
    ...wasm.map((file) => `(name = "${file}", wasm = embed "${file}")`),
  ];
  await writeFile(
    join(folder, 'worker/config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .probe)]);
const probe :Workerd.Worker = (modules = [${modules.join(', ')}], compatibilityDate = "2026-01-01");
`,
  );
}
