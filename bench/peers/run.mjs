/**
 * `npm run bench:peers`: neurite beside other libraries, on the same networks and the same data, in the same run.
 *
 *     npm run bench:peers -- [tutorial] [training] [inference] [--network 64-32-10]... [--only NAME]...
 *                            [--rounds 7] [--json FILE] [--quick]
 *
 * Each contestant is a process of its own; they take turns, one sample each a round. A contestant in training first
 * shows that it learns: its loss and accuracy after the epochs of workloads.mjs are printed beside its rate.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure } from '../measure.mjs';
import { machine, printMachine, printResults, progress } from '../report.mjs';
import { judge, makeData, makeParameters, networks, parameterCount, tutorial } from '../workloads.mjs';
import { PeerProcess } from './process.mjs';

const PARTS = ['tutorial', 'training', 'inference'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    network: { type: 'string', multiple: true, default: networks.map(({ name }) => name) },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const parts = positionals.length > 0 ? positionals : PARTS;
for (const part of parts) {
  if (!PARTS.includes(part)) throw new RangeError(`unknown part '${part}'; the parts are ${PARTS.join(', ')}.`);
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'neurite-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const node =
  (module, variant = '') =>
  () =>
    new PeerProcess(process.execPath, [here('worker.mjs'), here(module), variant]);
/** $PYTHON, the one on the PATH or the system's: the first that has all three libraries, or else numpy. */
const pythonCommand = [['numpy', 'sklearn', 'torch'], ['numpy']]
  .flatMap((modules) => [process.env.PYTHON ?? 'python3', '/usr/bin/python3'].map((command) => ({ command, modules })))
  .find(({ command, modules }) => {
    const search = 'import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))';
    return spawnSync(command, ['-c', search, ...modules], { stdio: 'ignore' }).status === 0;
  })?.command;
/** peers.py with its parameters; on all threads that the libraries take by themselves unless their number is given. */
const python =
  (peer, dtype, threads = '') =>
  () => {
    if (!pythonCommand) throw new Error('a Python with numpy is missing');
    const limits = { OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads, MKL_NUM_THREADS: threads };
    return new PeerProcess(pythonCommand, [here('peers.py'), peer, dtype, threads], threads ? limits : {});
  };
const cProgram = () => {
  const program = join(scratch, 'tutorial');
  if (!existsSync(program)) {
    try {
      execFileSync('gcc', ['-O3', '-march=native', here('tutorial.c'), '-lm', '-o', program], { stdio: 'pipe' });
    } catch (error) {
      throw new Error(error.code === 'ENOENT' ? 'gcc is missing' : String(error.stderr));
    }
  }
  return new PeerProcess(program, []);
};

const ALL = PARTS;
const CLASSIFIERS = ['training', 'inference'];
/**
 * Name, what starts its process, the parts it can do; `largest` is the number of parameters above which an epoch (or, for
 * synaptic, writing its code) takes so long that it is left out. Ratios compare with the first that is there.
 */
const contestants = [
  { name: 'neurite', make: node('neurite.mjs', 'wasm SIMD'), parts: ALL },
  { name: 'neurite float32', make: node('neurite.mjs', 'wasm SIMD float32'), parts: ALL },
  { name: 'neurite JavaScript', make: node('neurite.mjs', 'JavaScript'), parts: ALL },
  { name: 'C -O3 -march=native', make: cProgram, parts: ['tutorial'] },
  { name: 'plain JavaScript', make: node('plain.mjs'), parts: ['tutorial'] },
  { name: 'numpy', make: python('numpy', 'float64', '1'), parts: ALL },
  { name: 'scikit-learn', make: python('sklearn', 'float64', '1'), parts: CLASSIFIERS },
  { name: 'scikit-learn float32', make: python('sklearn', 'float32', '1'), parts: ['training'] },
  { name: 'PyTorch', make: python('torch', 'float64', '1'), parts: ALL },
  { name: 'PyTorch float32', make: python('torch', 'float32', '1'), parts: CLASSIFIERS },
  { name: 'PyTorch all threads', make: python('torch', 'float64'), parts: ['training'] },
  { name: 'PyTorch float32 all threads', make: python('torch', 'float32'), parts: ['training'] },
  { name: 'TensorFlow.js cpu', make: node('tensorflow.mjs', 'cpu'), parts: ALL, largest: 200_000 },
  { name: 'TensorFlow.js wasm', make: node('tensorflow.mjs', 'wasm'), parts: ALL },
  { name: 'brain.js', make: node('brain.mjs'), parts: CLASSIFIERS, largest: 200_000 },
  { name: 'ConvNetJS', make: node('convnet.mjs'), parts: CLASSIFIERS, largest: 200_000 },
  { name: 'ml-fnn', make: node('ml-fnn.mjs'), parts: CLASSIFIERS, largest: 200_000 },
  { name: 'synaptic', make: node('synaptic.mjs'), parts: CLASSIFIERS, largest: 50_000 },
];

const UNITS = { tutorial: 'jobs/s', training: 'samples/s', inference: 'rows/s' };
const version = ({ version }) => version ?? '';
const COLUMNS = {
  tutorial: { 'think([1, 0, 0])': ({ answer, learned }) => `${answer.toFixed(7)}${learned ? '' : ' WRONG'}`, version },
  training: {
    loss: ({ loss, learned }) => `${loss.toFixed(3)}${learned ? '' : ' NOT LEARNED'}`,
    accuracy: ({ accuracy }) => `${(100 * accuracy).toFixed(1)} %`,
    version,
  },
  inference: { version },
};

const report = { ...machine(), tables: [] };
printMachine(report);
if (parts.includes('tutorial')) await run('tutorial', tutorial);
for (const part of parts.filter((name) => name !== 'tutorial')) {
  for (const name of values.network) {
    const network = networks.find((candidate) => candidate.name === name);
    if (!network) throw new RangeError(`unknown network '${name}'.`);
    await run(part, network);
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);

/** Measures one part on one network and prints its table. */
async function run(part, network) {
  const data = part === 'tutorial' ? undefined : makeData(network);
  const job = makeJob(part, network, data);
  const work = part === 'training' ? data.rows : 1;
  const entrants = contestants.filter(
    (entrant) =>
      entrant.parts.includes(part) &&
      (!values.only || values.only.includes(entrant.name)) &&
      !(entrant.largest < parameterCount(network.layers)),
  );
  const say = progress(titleOf(part, network));
  const runners = [];
  for (const [index, entrant] of entrants.entries()) {
    say({ name: entrant.name, phase: 'learning', done: index, total: entrants.length });
    runners.push(await start(entrant, job, data));
  }
  const reference = runners.find(({ problem }) => problem === undefined)?.name;
  const results = await measure(
    runners.map(({ name, process, problem }) => ({
      name,
      work,
      run: (repeats) => {
        if (problem) throw new Error(problem);
        return process.run(repeats);
      },
    })),
    {
      reference,
      rounds: values.quick ? 3 : Number(values.rounds),
      warmupMilliseconds: values.quick ? 100 : 400,
      sampleMilliseconds: values.quick ? 20 : 50,
      limitMilliseconds: values.quick ? 1500 : 8000,
      onProgress: say,
    },
  );
  say();
  await Promise.all(runners.map((runner) => runner.process?.stop()));

  const entries = results.map((result, index) => ({ ...result, ...runners[index].check }));
  const title = titleOf(part, network);
  const table = { part, title, unit: UNITS[part], results: entries };
  report.tables.push(table);
  printResults(table, { inverse: true, columns: COLUMNS[part] });
}

/** Starts a contestant's process and lets it show that it does the work. */
async function start({ name, make }, job, data) {
  try {
    const process = make();
    const { version, outputs } = await process.start(job);
    return { name, process, check: { version, ...check(job, outputs, data) } };
  } catch (error) {
    return { name, problem: error.message, check: {} };
  }
}

function check({ part }, outputs, data) {
  if (part === 'training') return judge(outputs, data);
  if (part === 'tutorial') return { answer: outputs[0], learned: Math.abs(outputs[0] - tutorial.answer) < 5e-6 };
  return {};
}

/** What goes to the process: plain JSON, arrays of numbers as base64 of their bytes. */
function makeJob(part, network, data) {
  if (part === 'tutorial') return { part, ...network };
  const { weights, biases } = makeParameters(network);
  const encode = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
  return {
    part,
    ...network,
    inputs: encode(data.inputs),
    targets: encode(data.targets),
    labels: encode(data.labels),
    weights: weights.map(encode),
    biases: biases.map(encode),
  };
}

function titleOf(part, { name, batchSize }) {
  if (part === 'tutorial') return 'tutorial: 15,000 full-batch steps';
  return part === 'training' ? `training ${name}, batch ${batchSize}` : `inference ${name}, one row`;
}
