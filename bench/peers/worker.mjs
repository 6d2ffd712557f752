/**
 * The process of a peer that is JavaScript: `node worker.mjs MODULE [VARIANT]`, the other end of process.mjs.
 *
 * The module exports `prepare(job, variant)`, which returns (or promises) what it can do of
 *   version     its name and number
 *   train(n)    n epochs over the job's rows; may return a promise
 *   outputs()   [rows, classes] of the trained network
 *   think(row)  an array in, an array (or typed array) out
 *   tutorial()  the tutorial's whole job from its first weights: its answer, or a promise of it
 */
import { createInterface } from 'node:readline';
import { toRows } from '../workloads.mjs';

console.log = console.info = console.warn = console.error; // lines on standard output are answers

const [, , modulePath, variant] = process.argv;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const job = decode(JSON.parse((await lines.next()).value));
const { prepare } = await import(modulePath);
const peer = await prepare(job, variant);

const hello = { version: peer.version };
if (job.part === 'tutorial') hello.outputs = [await peer.tutorial()];
if (job.part === 'training') {
  await peer.train(job.epochs);
  hello.outputs = Array.from(await peer.outputs());
}
answer(hello);

const work = {
  async tutorial(repeats) {
    for (let i = 0; i < repeats; i++) await peer.tutorial();
  },
  training: (repeats) => peer.train(repeats),
  inference(repeats) {
    for (let i = 0; i < repeats; i++) peer.think(job.rows[i % job.rows.length]);
  },
}[job.part];

for await (const line of lines) {
  const start = performance.now();
  await work(Number(line));
  answer(performance.now() - start);
}

function decode(job) {
  if (job.part === 'tutorial') return job;
  const array = (text, Kind) => new Kind(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
  const numbers = (text) => array(text, Float64Array);
  const inputs = numbers(job.inputs);
  const targets = numbers(job.targets);
  return {
    ...job,
    inputs,
    targets,
    labels: array(job.labels, Int32Array),
    weights: job.weights.map(numbers),
    biases: job.biases.map(numbers),
    rows: toRows(inputs, job.layers[0]),
    targetRows: toRows(targets, job.layers.at(-1)),
  };
}
