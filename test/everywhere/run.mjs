/**
 * npm run test:everywhere: packs the project and probes the package in every runtime. Every check of both engines must
 * have the hash in test/golden/golden.json; what differs, fails or is missing makes the run fail.
 *
 *   --only node20,bun       these alone
 *   --without webkit        all but these
 *   --package x.tgz         this package instead of the project's own
 *   --update                write golden.json anew, if all agree
 *   --break                 change the last bit of a constant of exp in each precision: every runtime must fail
 */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { hashOf } from '../golden/probe.mjs';
import { install, isInstalled } from './install.mjs';
import { withOtherExp } from './other-exp.mjs';
import { runtimes } from './runtimes.mjs';
import { openSite } from './site.mjs';

const root = join(import.meta.dirname, '../..');
const goldenFile = join(root, 'test/golden/golden.json');
const atOnce = 2;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: runtimes.map(({ name }) => name).join() },
    without: { type: 'string', default: '' },
    package: { type: 'string', default: root },
    update: { type: 'boolean', default: false },
    break: { type: 'boolean', default: false },
  },
});

const only = namesIn(options.only);
const without = namesIn(options.without);
const wanted = runtimes.filter(({ name }) => only.includes(name) && !without.includes(name));

await install(wanted);
const broken = options.break ? await withOtherExp(root) : undefined;
const site = await openSite(broken?.folder ?? resolve(options.package)).finally(() => broken?.remove());
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
let rows;
try {
  printRow('runtime', 'version', 'wasm', 'javascript', 'seconds');
  rows = await mapAtOnce(wanted, (runtime) => probeIn(runtime));
} finally {
  await site.close();
}
const golden = options.update ? rows.find(({ report }) => report)?.report.wasm : JSON.parse(await readFile(goldenFile));
const failuresOf = options.break ? unnoticedIn : differencesIn;
const failures = rows.flatMap((row) => failuresOf(row, golden));
for (const failure of failures) console.log(failure);
if (options.update && failures.length === 0) await writeFile(goldenFile, `${JSON.stringify(golden, null, 2)}\n`);

const failed = rows.filter((row) => failuresOf(row, golden).length > 0).length;
if (without.length > 0) console.log(`left out: ${without.join(', ')}`);
console.log(`${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function namesIn(list) {
  const names = list.split(',').filter(Boolean);
  const known = runtimes.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new RangeError(`unknown runtime '${unknown}'; there are ${known.join(', ')}.`);
  return names;
}

/** Runs the probe in one runtime and prints its row. Never throws: → { name, report } or { name, error }. */
async function probeIn(runtime) {
  const { name } = runtime;
  if (!isInstalled(runtime)) {
    printRow(name, 'missing');
    return { name, error: 'missing: it could not be installed; leave it out with --without' };
  }
  const started = performance.now();
  let version = '?';
  try {
    version = await versionOf(runtime);
    await runtime.prepare?.(site);
    const report = await reportFrom(runtime);
    if (report.error) throw new Error(report.error);
    printRow(name, version, hashOfAll(report.wasm), hashOfAll(report.javascript), since(started));
    return { name, report };
  } catch (error) {
    printRow(name, version, 'failed', '', since(started));
    return { name, error: error.message };
  }
}

/** Starts the runtime and waits for the first of: its report, its end, its time being over. */
async function reportFrom(runtime) {
  const { name, program, probe, seconds = 60 } = runtime;
  const [command, ...parameters] = [...program(), ...probe(site.pageOf(name))];
  const home = site.homeOf(name);
  mkdirSync(home);
  // A process group of its own, to end it with its children; a home of its own, to touch none of the user's profiles.
  const child = spawn(command, parameters, {
    cwd: site.folder,
    env: { ...process.env, HOME: home },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  running.add(child);
  try {
    const over = sleep(1000 * seconds, undefined, { ref: false }).then(() => {
      throw new Error(`no report in ${seconds} seconds`);
    });
    return await Promise.race([site.reportOf(name), printedBy(child), over]);
  } finally {
    kill(child, 'SIGTERM');
    await Promise.race([closed, sleep(2000, undefined, { ref: false })]);
    kill(child, 'SIGKILL');
    running.delete(child);
  }
}

/** The report that the process prints, one line of JSON. */
function printedBy(child) {
  let [printed, errors] = ['', ''];
  child.stdout.on('data', (text) => (printed += text));
  child.stderr.on('data', (text) => (errors += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const line = printed.split('\n').find((line) => line.startsWith('{'));
      if (line && code === 0) resolve(JSON.parse(line));
      else reject(new Error(`ended with ${code} and no report: ${(errors + printed).trim().slice(-2000)}`));
    });
  });
}

async function stop() {
  for (const child of running) kill(child, 'SIGTERM');
  await sleep(1000);
  for (const child of running) kill(child, 'SIGKILL');
  await site.close();
  process.exit(1);
}

function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {} // it has ended already
}

async function versionOf({ program }) {
  const [command, ...parameters] = program();
  const { stdout } = await promisify(execFile)(command, [...parameters, '--version'], { timeout: 30_000 });
  return stdout.match(/\d[\d.-]*\d/)?.[0] ?? '?';
}

/** What is wrong with a row, a line for each engine; none if every check of both has its golden hash. */
function differencesIn({ name, report, error }, golden) {
  if (error) return [`${name}: ${error}`];
  return Object.keys(report).flatMap((engine) => {
    const different = otherChecks(report[engine], golden);
    return different.length > 0
      ? [`${name}: with ${engine}, other bits than golden.json: ${different.join(', ')}`]
      : [];
  });
}

/** What a row has not noticed of another exp, a line for each engine and precision. */
function unnoticedIn({ name, report, error }, golden) {
  if (error) return [`${name}: ${error}`];
  return Object.keys(report).flatMap((engine) => {
    const different = otherChecks(report[engine], golden);
    const unnoticed = ['float64', 'float32'].filter(
      (precision) => !different.some((check) => check.startsWith(precision)),
    );
    return unnoticed.map(
      (precision) => `${name}: with ${engine} in ${precision}, the golden bits in spite of another exp`,
    );
  });
}

function otherChecks(hashes, golden) {
  const checks = new Set([...Object.keys(golden), ...Object.keys(hashes)]);
  return [...checks].filter((check) => hashes[check] !== golden[check]);
}

function hashOfAll(hashes) {
  return hashOf([new TextEncoder().encode(JSON.stringify(hashes))]);
}

async function mapAtOnce(items, work) {
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function since(started) {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function printRow(name, version, wasm = '', javascript = '', seconds = '') {
  console.log(
    [name.padEnd(11), version.padEnd(16), wasm.padEnd(17), javascript.padEnd(17), seconds].join(' ').trimEnd(),
  );
}
