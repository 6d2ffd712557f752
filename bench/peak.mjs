import { kernels, networkMaker } from './engines.mjs';
import { trainer } from './training.mjs';
import { flopsPerSample, makeData, networks } from './workloads.mjs';

const PRECISIONS = [
  ['float64', 'wasm SIMD'],
  ['float32', 'wasm SIMD float32'],
];

/** What share of the processor's SIMD peak does training reach: activations, updates, shuffling and all? */
export async function* tables() {
  for (const [target, engine] of PRECISIONS) {
    const { memory, peak, realBytes } = await kernels(target);
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
    const make = await networkMaker(engine);
    const trainers = networks.map((network) => {
      const data = makeData(network);
      const { run, work } = trainer(network.name, make, network, data);
      return { name: `training ${network.name}`, run, work: work * flopsPerSample(network.layers) };
    });
    yield { title: `share of the SIMD peak, ${target}`, unit: 'flop/s', contestants: [loop, ...trainers] };
  }
}
