/**
 * The contestants inside neurite: its JavaScript engine, and WebAssembly with and without SIMD, in both precisions.
 *
 * All but one are options of the package as it is built. Scalar WebAssembly is not in the package: for that one the
 * development build takes it as its engine.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instantiateSync } from '@assemblyscript/loader';
import { build } from 'esbuild';
import { compile } from '../scripts/compile.mjs';
import { makeParameters } from './workloads.mjs';

const root = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const load = (path) => import(new URL(`../${path}`, import.meta.url).href);

/** In the order of the tables; ratios compare with the first. */
export const ENGINES = [
  { name: 'JavaScript', options: { engine: 'javascript' } },
  { name: 'wasm scalar', options: { engine: 'wasm' }, scalar: true },
  { name: 'wasm SIMD', options: { engine: 'wasm' } },
  { name: 'wasm SIMD float32', options: { engine: 'wasm', precision: 'float32' } },
];

/** @returns a function that makes a network of the named engine: options in, NeuralNetwork out */
export async function networkMaker(name) {
  const engine = ENGINES.find((candidate) => candidate.name === name);
  const { NeuralNetwork } = await (engine.scalar ? scalarPackage() : load('build/neurite.js'));
  return (options) => new NeuralNetwork({ ...options, ...engine.options });
}

/** A network of workloads.mjs with its first parameters. */
export function makeClassifier(make, network) {
  const { layers } = network;
  const classifier = make({
    seed: 1,
    layers: layers.map((units, layer) => {
      if (layer === 0) return units;
      return { units, activation: layer < layers.length - 1 ? 'sigmoid' : 'softmax' };
    }),
  });
  classifier.setParameters(makeParameters(network));
  return classifier;
}

/** Options of `train` for the work that every contestant does. */
export function trainingOptions({ batchSize, learningRate }, epochs) {
  return { epochs, batchSize, learningRate, optimizer: 'sgd' };
}

/** Compiles assembly/kernels.ts for a target of asconfig.json. @returns its exports, with `memory` */
export async function kernels(target) {
  const path = `build/bench/kernels-${target}.wasm`;
  await compile(root('bench/assembly/kernels.ts'), target, root(path));
  return instantiateSync(readFileSync(root(path)), {}).exports;
}

/** A copy of the package of its own, whose WebAssembly is the scalar build. */
async function scalarPackage() {
  const copy = await load('build/development/neurite.js?scalar');
  copy.replaceEngine('wasm', copy.createWasmEngine(readFileSync(root('build/float64-scalar.wasm'))));
  return copy;
}

/** The elementary functions of the JavaScript engine. */
export async function javascriptMath() {
  const outfile = 'build/bench/math.js';
  await build({
    entryPoints: [root('src/engines/javascript/math.ts')],
    outfile: root(outfile),
    bundle: true,
    format: 'esm',
    target: 'es2022',
  });
  return load(outfile);
}
