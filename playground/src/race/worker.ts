// Races the engines on networks of the bench, with the bench's measuring code.

import { createWasmEngine, NeuralNetwork, replaceEngine } from 'neurite/development';
import scalarUrl from 'neurite/scalar.wasm?url';
import { measure } from '../../../bench/measure.mjs';
import { makeData, makeParameters, parameterCount } from '../../../bench/workloads.mjs';
import { type Course, ENGINES, type EngineTitle, type FromWorker, type Heat, type ToWorker } from './protocol.ts';

/** Shorter than the bench, so that a sweep takes some seconds; spreads say how sure the figures are. */
const MEASURING = { rounds: 9, sampleMilliseconds: 20, warmupMilliseconds: 100, limitMilliseconds: 2000 };

const post = (message: FromWorker) => postMessage(message);
let stopper: AbortController | undefined;
let scalar: Promise<ReturnType<typeof createWasmEngine>> | undefined;

addEventListener('message', ({ data: message }: MessageEvent<ToWorker>) => {
  stopper?.abort();
  if (message.kind === 'race') race(message.courses);
});

async function race(courses: Course[]): Promise<void> {
  stopper = new AbortController();
  const { signal } = stopper;
  try {
    scalar ??= fetch(scalarUrl)
      .then((response) => response.arrayBuffer())
      .then((bytes) => createWasmEngine(bytes));
    const engine = await scalar;
    for (const [index, course] of courses.entries()) {
      const heat = await run(course, engine, signal, (share) =>
        post({ kind: 'progress', share: (index + share) / courses.length, now: course.layers.join('-') }),
      );
      post({ kind: 'heat', heat });
    }
    post({ kind: 'end', stopped: false });
  } catch (error) {
    post({ kind: 'end', stopped: signal.aborted, reason: String(error) });
  }
}

async function run(
  course: Course,
  scalarEngine: ReturnType<typeof createWasmEngine>,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<Heat> {
  const { layers, batchSize, learningRate } = course;
  const data = makeData(course);
  const inputs = { data: data.inputs, rows: data.rows, columns: data.columns };
  const targets = { data: data.targets, rows: data.rows, columns: data.classes };
  const networks = ENGINES.map(({ name }) => make(name, course, scalarEngine));
  try {
    const measured = await measure(
      ENGINES.map(({ name }, index) => ({
        name,
        work: data.rows,
        run: (epochs: number) => {
          networks[index].train(inputs, targets, { epochs, batchSize, learningRate, optimizer: 'sgd' });
        },
      })),
      {
        ...MEASURING,
        signal,
        onProgress: async ({ done, total }) => {
          onShare(done / total);
          await new Promise((resolve) => setTimeout(resolve)); // lets a stop come through
        },
      },
    );
    return {
      course,
      parameters: parameterCount(layers),
      results: measured.map(({ name, lower, median, upper, ratioLower, ratio, ratioUpper, error }) => ({
        engine: name as EngineTitle,
        rates: [upper, median, lower].map((milliseconds) => (1000 * data.rows) / milliseconds) as [
          number,
          number,
          number,
        ],
        ratios: [ratioLower, ratio, ratioUpper],
        error,
      })),
    };
  } finally {
    for (const network of networks) network.free();
  }
}

/** A classifier of the bench in the engine of that name. */
function make(name: EngineTitle, { layers }: Course, scalarEngine: ReturnType<typeof createWasmEngine>): NeuralNetwork {
  if (name === 'wasm scalar') replaceEngine('wasm', scalarEngine);
  try {
    const network = new NeuralNetwork({
      layers: layers.map((units, layer) =>
        layer === 0
          ? units
          : { units, activation: layer < layers.length - 1 ? ('sigmoid' as const) : ('softmax' as const) },
      ),
      seed: 1,
      engine: name === 'JavaScript' ? 'javascript' : 'wasm',
      precision: name === 'wasm SIMD float32' ? 'float32' : 'float64',
    });
    network.setParameters(makeParameters({ layers }));
    return network;
  } finally {
    replaceEngine('wasm');
  }
}
