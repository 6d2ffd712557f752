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
    const { memory, peak } = await kernels(target);
    const sink = memory.buffer.byteLength;
    memory.grow(1);
    const steps = 100_000;
    const flops = peak(sink, steps, 0.75, 0.25);
    const loop = {
      name: `peak loop ${target}`,
      work: flops,
      run(repeats) {
        for (let i = 0; i < repeats; i++) peak(sink, steps, 0.75, 0.25);
      },
    };
    const make = await networkMaker(engine);
    const trainers = networks.map((network) => {
      const data = makeData(network);
      const { run, work } = trainer(network.name, make, network, data);
      return { name: `training ${network.name}`, run, work: work * flopsPerSample(network.layers) };
    });
    yield { title: `share of the SIMD peak, ${target}`, unit: 'flop/s', contestants: [loop, ...trainers] };
  }
}
