/**
 * npm run bench:startup: how long a new Node process takes to import a library and answer the first question, beyond what
 * Node itself takes. Processes take turns: one of each in every round, the next round beginning with the next one.
 *
 *   --rounds 15
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { quartiles } from './measure.mjs';
import { machine, printMachine, printTable } from './report.mjs';

const {
  values: { rounds },
} = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });

const neurite = (entry, engine = 'wasm') => `
  import { init, NeuralNetwork } from '../../build/${entry}.js';
  ${entry === 'neurite.slim' ? 'await init();' : ''}
  const [answer] = new NeuralNetwork({ layers: [2, 3, 1], engine: '${engine}' }).think([0, 1]);`;

const WASM_BACKEND = `
  import wasm from '@tensorflow/tfjs-backend-wasm';
  wasm.setWasmPaths('node_modules/@tensorflow/tfjs-backend-wasm/dist/');`;

const tensorflow = (backend) => `
  import * as tf from '@tensorflow/tfjs';
  ${backend === 'wasm' ? WASM_BACKEND : ''}
  await tf.setBackend('${backend}');
  const network = tf.sequential();
  network.add(tf.layers.dense({ inputShape: [2], units: 3, activation: 'sigmoid' }));
  network.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  const [answer] = network.predict(tf.tensor2d([[0, 1]])).dataSync();`;

const folder = mkdtempSync(join(tmpdir(), 'neurite-startup-'));
const empty = join(folder, 'empty.mjs');
writeFileSync(empty, 'export const answer = 0;\n');

/** Two inputs, three hidden neurons and an output, and what they make of [0, 1]. */
const PROGRAMS = {
  'Node alone': 'const answer = 0;',
  'an empty module': `import { answer } from '${pathToFileURL(empty)}';`,
  neurite: neurite('neurite'),
  'neurite, engine: javascript': neurite('neurite', 'javascript'),
  'neurite/slim': neurite('neurite.slim'),
  'neurite/javascript': neurite('neurite.javascript', 'javascript'),
  ConvNetJS: `
    import convnet from 'convnetjs';
    const network = new convnet.Net();
    network.makeLayers([
      { type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 },
      { type: 'fc', num_neurons: 3, activation: 'sigmoid' },
      { type: 'regression', num_neurons: 1 },
    ]);
    const [answer] = network.forward(new convnet.Vol([0, 1])).w;`,
  'brain.js': `
    import brain from 'brain.js';
    const network = new brain.NeuralNetwork({ inputSize: 2, hiddenLayers: [3], outputSize: 1 });
    network.initialize();
    const [answer] = network.run([0, 1]);`,
  'TensorFlow.js, cpu': tensorflow('cpu'),
  'TensorFlow.js, wasm': tensorflow('wasm'),
};

const names = Object.keys(PROGRAMS);
const samples = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < Number(rounds); round++) {
  for (let turn = 0; turn < names.length; turn++) {
    const name = names[(round + turn) % names.length];
    samples[name].push(timeOf(PROGRAMS[name]));
  }
}

rmSync(folder, { recursive: true });

const beyond = (name) => quartiles(samples[name].map((time, round) => time - samples['Node alone'][round]));
const reference = beyond('neurite')[1];
printMachine(machine());
printTable(
  `A new process, to the first answer: milliseconds beyond Node's own ${quartiles(samples['Node alone'])[1].toFixed(1)}`,
  ['median', 'middle half', 'x neurite', ''],
  names.slice(1).map((name) => {
    const [lower, median, upper] = beyond(name);
    return [median.toFixed(1), `${lower.toFixed(1)} to ${upper.toFixed(1)}`, (median / reference).toFixed(1), name];
  }),
);

/** Milliseconds from the start of the process to the end of its program. */
function timeOf(program) {
  const code = `${program}\nif (!Number.isFinite(answer)) throw new Error('no answer');\nprocess.stdout.write(String(performance.now()));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('peers', import.meta.url)),
    env: {}, // what is set for Node here, such as further certificates, would cost more than all that is measured
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(printed);
}
