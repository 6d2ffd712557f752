import { javascriptMath, kernels } from './engines.mjs';
import { uniformNumbers } from './workloads.mjs';

const LENGTH = 1024;
const TARGETS = [
  ['wasm scalar', 'float64-scalar'],
  ['wasm SIMD', 'float64'],
  ['wasm SIMD float32', 'float32'],
];

/** How long does an element of an elementary function take, over an array that fits in the cache? */
export async function* tables() {
  const math = await javascriptMath();
  const modules = [];
  for (const [name, target] of TARGETS) modules.push({ name, exports: await kernels(target) });
  const hosts = {
    exp: Math.exp,
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    tanh: Math.tanh,
    log: Math.log,
    softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    // The host has no erf, which x · Φ(x) is made of.
    gelu: undefined,
  };

  for (const name of Object.keys(hosts)) {
    const uniform = uniformNumbers(1);
    const [low, high] = name === 'log' ? [0.001, 100] : [-10, 10];
    const numbers = Float64Array.from({ length: LENGTH }, () => low + (high - low) * uniform());
    yield {
      title: `function ${name}`,
      unit: 'elements/s',
      contestants: [
        { name: 'JavaScript', work: LENGTH, run: overArray(math[name], numbers) },
        ...(hosts[name]
          ? [{ name: "JavaScript, the host's Math", work: LENGTH, run: overArray(hosts[name], numbers) }]
          : []),
        ...modules.map(({ name: module, exports }) => ({
          name: module,
          work: LENGTH,
          run: overMemory(exports, exports[name], numbers),
        })),
      ],
    };
  }
}

function overArray(f, source) {
  const target = new Float64Array(source.length);
  // A loop of its own for each function, so that V8 compiles each call into its loop.
  return new Function(
    'f',
    'source',
    'target',
    `return (repeats) => {
       for (let repeat = 0; repeat < repeats; repeat++) {
         for (let i = 0; i < source.length; i++) target[i] = f(source[i]);
       }
     };`,
  )(f, source, target);
}

function overMemory({ memory, realBytes }, f, numbers) {
  const Reals = realBytes.value === 8 ? Float64Array : Float32Array;
  const source = memory.buffer.byteLength;
  const bytes = numbers.length * realBytes.value;
  memory.grow(1);
  new Reals(memory.buffer, source, numbers.length).set(numbers);
  return (repeats) => {
    for (let i = 0; i < repeats; i++) f(source + bytes, source, bytes);
  };
}
