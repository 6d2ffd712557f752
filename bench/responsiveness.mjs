/**
 * Does a page stay alive while it trains? A 784-128-10 network learns in `trainAsync` while a timer ticks:
 * `npm run bench:responsiveness -- [--seconds N] [--batch N]` prints the longest times between two ticks
 * (the first of them reads and copies the rows).
 */
import { parseArgs } from 'node:util';
import { NeuralNetwork } from 'neurite';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, batch: { type: 'string', default: '32' } },
});
const [seconds, batchSize] = [Number(values.seconds), Number(values.batch)];

/** The times between ticks of a timer while `act` runs, in milliseconds, ascending. */
async function gapsDuring(act) {
  const gaps = [];
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }, 1);
  await act();
  clearInterval(timer);
  gaps.push(performance.now() - last);
  return gaps.sort((a, b) => a - b);
}

const rows = 2000;
const network = new NeuralNetwork({ layers: [784, 128, { units: 10, activation: 'softmax' }], seed: 1 });
// Any numbers will do: how long a batch takes hangs on its shape alone.
const inputs = Float64Array.from({ length: rows * 784 }, (_, i) => ((i * 7919) % 256) / 255);
const targets = Array.from({ length: rows }, (_, row) => row % 10);

const idle = await gapsDuring(() => new Promise((resolve) => setTimeout(resolve, 1000)));
const controller = new AbortController();
let report;
const gaps = await gapsDuring(async () => {
  setTimeout(() => controller.abort(), seconds * 1000);
  report = await network.trainAsync(inputs, targets, { epochs: 100_000, batchSize, signal: controller.signal });
});

const shown = (list) =>
  `longest ${list
    .slice(-3)
    .reverse()
    .map((gap) => gap.toFixed(1))
    .join(', ')} ms, median ${list[list.length >> 1].toFixed(1)} ms (${list.length} ticks)`;
console.log(
  `784-128-10, batches of ${batchSize}, ${report.epochs} epochs of ${rows} rows in ${report.seconds.toFixed(1)} s`,
);
console.log(`between ticks of a 1 ms timer, idle:     ${shown(idle)}`);
console.log(`between ticks of a 1 ms timer, training: ${shown(gaps)}`);
