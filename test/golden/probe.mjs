/**
 * The golden probe: small trainings whose every bit is hashed, once for each engine. It imports nothing and asks nothing
 * of its host beyond ECMAScript, so that the same file runs in every runtime, browsers included.
 */

/** FNV-1a, 64 bits, over the bytes of typed arrays as they lie in memory (little-endian), as 16 hexadecimal digits. */
export function hashOf(...arrays) {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (const array of arrays) {
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
      // hash = (hash ^ byte) · (2^40 + 0x1b3) mod 2^64, in two halves: the product stays below 2^53, so it is exact.
      low = (low ^ byte) >>> 0;
      const product = low * 0x1b3;
      high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
      low = product >>> 0;
    }
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
}

/** Name → a function that trains with the given engine and returns the numbers whose bits count. */
const checks = {
  tutorial({ NeuralNetwork }, engine) {
    const network = new NeuralNetwork({
      layers: [3, 1],
      bias: false,
      initializer: 'uniform',
      seed: 1,
      engine,
    });
    const inputs = [
      [0, 0, 1],
      [1, 1, 1],
      [1, 0, 1],
      [0, 1, 1],
    ];
    const report = network.train(inputs, [[0], [1], [1], [0]], {
      epochs: 15_000,
      batchSize: 'full',
      optimizer: 'sgd',
      learningRate: 1,
      reduction: 'sum',
      loss: 'squaredError',
    });
    return [...network.weights, network.think([1, 0, 0]), Float64Array.of(report.loss)];
  },
};

/**
 * Runs every check with both engines.
 *
 * @param neurite  the package's module namespace
 * @returns { wasm, javascript }, each check name → hash
 */
export async function probe(neurite) {
  const hashes = { wasm: {}, javascript: {} };
  for (const engine of Object.keys(hashes)) {
    for (const [name, check] of Object.entries(checks)) {
      hashes[engine][name] = hashOf(...check(neurite, engine));
    }
  }
  return hashes;
}
