import { kernels, networkMaker } from './engines.mjs';
import { trainer } from './training.mjs';
import { flopsPerSample, makeData, networks } from './workloads.mjs';

const PRECISIONS = [
  ['float64', 'wasm SIMD'],
  ['float32', 'wasm SIMD float32'],
];

/** Layers to call the kernels on: rows, inputs, units. */
const KERNEL_SHAPES = [
  [32, 64, 32],
  [32, 784, 128],
  [128, 784, 1024],
];

/**
 * What share of the processor's SIMD peak do the matrix kernels reach, and what share does training: activations,
 * updates, shuffling and all?
 */
export async function* tables() {
  for (const [target, engine] of PRECISIONS) {
    const module = await kernels(target);
    const { memory, peak, realBytes } = module;
    const Reals = realBytes.value === 8 ? Float64Array : Float32Array;
    const numbers = memory.buffer.byteLength;
    memory.grow(1);
    const run = (repeats) => {
      let flops = 0;
      for (let i = 0; i < repeats; i++) {
        new Reals(memory.buffer, numbers, 2).set([0.75, 0.25]);
        flops = peak(numbers, 100_000);
      }
      return flops;
    };
    const loop = { name: `peak loop ${target}`, work: run(1), run: (repeats) => void run(repeats) };
    const products = KERNEL_SHAPES.flatMap((shape) => [
      product(module, 'forward', 'forward', shape),
      product(module, 'weightGradient', 'weight gradient', shape),
    ]);
    const make = await networkMaker(engine);
    const trainers = networks.map((network) => {
      const data = makeData(network);
      const { run, work } = trainer(network.name, make, network, data);
      return { name: `training ${network.name}`, run, work: work * flopsPerSample(network.layers) };
    });
    yield { title: `share of the SIMD peak, ${target}`, unit: 'flop/s', contestants: [loop, ...products, ...trainers] };
  }
}

/** A matrix kernel of one layer, on numbers that are small and not the same. */
function product(module, kernel, name, shape) {
  const { memory, realBytes, bytes } = module;
  const Reals = realBytes.value === 8 ? Float64Array : Float32Array;
  const start = memory.buffer.byteLength;
  memory.grow(Math.ceil(bytes(...shape) / 2 ** 16));
  new Reals(memory.buffer, start).forEach((_, i, reals) => {
    reals[i] = ((i * 7) % 13) / 64;
  });
  const run = (repeats) => {
    for (let i = 0; i < repeats; i++) module[kernel](start, ...shape);
  };
  const [rows, inputs, units] = shape;
  return { name: `${name} ${inputs}-${units}, ${rows} rows`, work: module[kernel](start, ...shape), run };
}
