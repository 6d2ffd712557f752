/**
 * The golden probe: small trainings whose every bit is hashed, once for each engine. It imports nothing and asks nothing
 * of its host beyond ECMAScript, so that the same file runs in every runtime, browsers included.
 */

/** FNV-1a, 64 bits, over the bytes of typed arrays as they lie in memory (little-endian), as 16 hexadecimal digits. */
export function hashOf(arrays) {
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

/** rows · columns numbers in [-1, 1), exact in both precisions: a linear congruential generator (Numerical Recipes). */
function numbers(rows, columns, seed) {
  let state = seed;
  const number = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  };
  return Array.from({ length: rows }, () => Array.from({ length: columns }, number));
}

/** Rows of which one number is 1 and the others 0. */
function oneHot(rows, columns, seed) {
  return numbers(rows, 1, seed).map(([value]) => {
    const chosen = Math.floor(((value + 1) / 2) * columns);
    return Array.from({ length: columns }, (_, column) => (column === chosen ? 1 : 0));
  });
}

const sigmoidTargets = (rows, columns, seed) => numbers(rows, columns, seed).map((row) => row.map((x) => (x + 1) / 2));

/** The options of a training that shuffles, with a last batch that is short. */
const shuffled = { epochs: 20, batchSize: 4 };

/** Trains a network and returns all the bits that a caller can see of it. */
function trained({ NeuralNetwork }, options, inputs, targets, training) {
  const network = new NeuralNetwork({ seed: 1, ...options });
  const { losses } = network.train(inputs, targets, training);
  const { loss } = network.evaluate(inputs, targets);
  const bits = [...network.weights, ...network.biases, losses, Float64Array.of(loss), ...network.think(inputs)];
  network.free();
  return bits;
}

/** So many points, evenly over [-limit, limit]. */
const points = (length, limit) => Float64Array.from({ length }, (_, i) => limit * ((2 * i) / (length - 1) - 1));

/** One neuron that answers activation(x). */
function neuron({ NeuralNetwork }, engine, activation) {
  const network = new NeuralNetwork({ layers: [1, { units: 1, activation }], seed: 1, engine });
  network.setParameters({ weights: [[1]], biases: [[0]] });
  return network;
}

/** Name → (package, engine) → the typed arrays whose bits count. */
const checks = {
  tutorial(neurite, engine) {
    const inputs = [
      [0, 0, 1],
      [1, 1, 1],
      [1, 0, 1],
      [0, 1, 1],
    ];
    return trained(
      neurite,
      { layers: [3, 1], bias: false, initializer: 'uniform', loss: 'squaredError', engine },
      inputs,
      [[0], [1], [1], [0]],
      { epochs: 15_000, batchSize: 'full', optimizer: 'sgd', learningRate: 1, reduction: 'sum' },
    );
  },

  defaults(neurite, engine) {
    return trained(neurite, { layers: [20, 33, 17, 3], engine }, numbers(37, 20, 1), sigmoidTargets(37, 3, 2));
  },
};

for (const activation of ['linear', 'sigmoid', 'tanh', 'relu']) {
  checks[`activation ${activation}`] = (neurite, engine) => {
    const layers = [5, { units: 7, activation }, { units: 2, activation }];
    return trained(neurite, { layers, loss: 'squaredError', engine }, numbers(13, 5, 3), numbers(13, 2, 4), shuffled);
  };
}

// Beyond ±710 e^x overflows.
for (const activation of ['sigmoid', 'tanh']) {
  checks[`values of ${activation}`] = (neurite, engine) => {
    const network = neuron(neurite, engine, activation);
    return [points(100_000, 40), points(1_000, 800)].map((x) => Float64Array.from(network.think(x), ([y]) => y));
  };
}

// A normal number is made of log, by the polar method.
checks['values of log'] = ({ NeuralNetwork }, engine) => {
  return new NeuralNetwork({ layers: [250, 400], initializer: 'lecunNormal', seed: 5, engine }).weights;
};

// The loss of a sigmoid neuron whose target is 0 is log(1 + e^x).
checks['values of log1p'] = (neurite, engine) => {
  const network = neuron(neurite, engine, 'sigmoid');
  return [Float64Array.from(points(2_000, 40), (x) => network.evaluate([[x]], [[0]]).loss)];
};

for (const [loss, activation, targets] of [
  ['squaredError', 'linear', numbers],
  ['binaryCrossEntropy', 'sigmoid', sigmoidTargets],
  ['categoricalCrossEntropy', 'softmax', oneHot],
]) {
  checks[`loss ${loss}`] = (neurite, engine) => {
    const layers = [5, 13, { units: 3, activation }];
    return trained(neurite, { layers, loss, engine }, numbers(13, 5, 5), targets(13, 3, 6), shuffled);
  };
}

for (const initializer of ['uniform', 'glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'lecunNormal']) {
  checks[`initializer ${initializer}`] = (neurite, engine) => {
    const { weights, biases } = new neurite.NeuralNetwork({ layers: [31, 33, 2], initializer, seed: 7, engine });
    return [...weights, ...biases];
  };
}

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
      try {
        hashes[engine][name] = hashOf(check(neurite, engine));
      } catch (error) {
        throw new Error(`${engine}, ${name}: ${error.message}`, { cause: error });
      }
    }
  }
  return hashes;
}
