/**
 * Finds a Chromium, or installs one, and prints its path.
 *
 * Looked for in this order: the CHROMIUM variable, the PATH, Playwright's cache.
 * Installed by Playwright's own download; where that fails, by apt-get (as root on Debian and its kin).
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const inCache = ['chrome-linux64/chrome', 'chrome-linux/chrome'];

/** The path of the first of `names` on the PATH, or undefined. */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** The path of a Chromium, or undefined. */
export function findChromium() {
  const given = process.env.CHROMIUM;
  if (given && !isExecutable(given)) throw new Error(`CHROMIUM is '${given}', which is not an executable file.`);
  return given || findOnPath(...names) || findInPlaywrightCache();
}

/** The path of a Chromium, installed if there was none. Throws an Error that says what to do if that fails. */
export function installChromium() {
  return findChromium() ?? attempt(downloadByPlaywright) ?? attempt(installByApt) ?? fail();
}

function findInPlaywrightCache() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache/ms-playwright');
  let entries = [];
  try {
    entries = readdirSync(cache).filter((entry) => entry.startsWith('chromium-'));
  } catch {} // no cache: nothing there
  // The highest number is the newest.
  entries.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return entries.flatMap((entry) => inCache.map((path) => join(cache, entry, path))).find(isExecutable);
}

function downloadByPlaywright() {
  run('npx', ['--yes', 'playwright-core', 'install', 'chromium']);
}

function installByApt() {
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium']);
}

function attempt(install) {
  try {
    install();
  } catch (error) {
    console.error(`${error.message.split('\n')[0]}`);
  }
  return findChromium();
}

function run(command, parameters) {
  // What it prints goes to stderr: stdout is for the path alone.
  execFileSync(command, parameters, {
    stdio: ['ignore', 2, 2],
    timeout: 300_000,
  });
}

function fail() {
  throw new Error('no Chromium found, and none could be installed: install one and set CHROMIUM to its path.');
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(installChromium());
