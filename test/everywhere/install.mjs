/**
 * Installs runtimes that this machine lacks: `node test/everywhere/install.mjs` for all of them, or called by run.mjs.
 * From npm by this folder's lock files; Debian packages by apt-get, which needs root.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimes } from './runtimes.mjs';

const here = import.meta.dirname;

/** Whether every part of the command that starts it is on this machine. */
export const isInstalled = ({ program }) => program().every((part) => part !== undefined);

/** Installs what `wanted` lacks. A step that fails says so on stderr, and leaves its runtimes missing. */
export async function install(wanted) {
  const missing = wanted.filter((runtime) => !isInstalled(runtime));
  const all = (key) => [...new Set(missing.flatMap((runtime) => runtime[key] ?? []))];
  // npm and apt-get each in order, side by side: one mostly unpacks while the other waits.
  await Promise.all([
    inOrder(all('npm').map((folder) => () => npmInstall(folder))),
    inOrder([() => debianInstall(all('debian')), ...all('install')]),
  ]);
}

function npmInstall(folder) {
  // npm leaves out what is not for this processor, unless it is told otherwise. No runtime needs its install script.
  const cpu = folder === 'arm64' ? ['--cpu=arm64'] : [];
  return run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...cpu], join(here, folder));
}

async function debianInstall(packages) {
  if (packages.length === 0) return;
  if (process.getuid?.() !== 0) throw new Error(`as root: apt-get install ${packages.join(' ')}`);
  await run('apt-get', ['update', '-q']);
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages]);
}

async function inOrder(steps) {
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      console.error(error.message);
    }
  }
}

function run(command, parameters, cwd = here) {
  console.error(`${command} ${parameters.join(' ')}`);
  const child = spawn(command, parameters, {
    cwd,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await install(runtimes);
