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

/** Numbers in [0, 1), as a sigmoid may be asked for. */
const shares = (rows, columns, seed) => numbers(rows, columns, seed).map((row) => row.map((x) => (x + 1) / 2));

/** So many points, evenly from `low` to `high`. */
const points = (length, low, high) => Float64Array.from({ length }, (_, i) => low + (high - low) * (i / (length - 1)));

/**
 * Inputs at which the last bit of a coefficient of assembly/coefficients.ts decides the last bit of the activation: those that
 * evenly spaced points miss, as only one input in 10^5 to 10^10 does so. Found by trying them all, or that many.
 */
const EDGES = {
  float64: {
    // STEPS_PER_UNIT, STEP_LOW
    sigmoid: [-371.91949167536973, -627.09512794369584, -428.85503430355146, -584.02711752253799, -584.02711795579773],
    // LOG_3 to LOG_6
    softplus: [
      ...[-0.85163383917616842, -0.83673164619139717, -0.88233685880723589, -0.92070465293668613],
      ...[-0.85208832688740499, -0.89039602439052379, -0.92594002181665069],
    ],
    // NORMAL_TAIL[8]
    gelu: [-3.008317501],
  },
  float32: {
    // DOUBLINGS_PER_UNIT, EXP_3, EXP_4
    sigmoid: [-18.3684025, -20.4478416, -33.6176414, -17.5606518, -17.6223755, -28.7442818, -41.2184258, -44.6303139],
    // LOG32_2, LOG32_3
    softplus: [-0.435318351, -0.435318381, -0.818580925, -0.818580985, -0.818581045],
  },
};

/** A training that shuffles, and whose last batch is short. */
const shuffled = { epochs: 20, batchSize: 4 };

/** Trains a network of these options and returns all the bits that a caller can see of it. */
function trained({ NeuralNetwork }, options, inputs, targets, training = shuffled) {
  const network = new NeuralNetwork({ seed: 1, ...options });
  const { losses } = network.train(inputs, targets, training);
  return seen(network, losses, inputs, targets);
}

function seen(network, losses, inputs, targets) {
  const { loss } = network.evaluate(inputs, targets);
  const bits = [...network.weights, ...network.biases, losses, Float64Array.of(loss), ...network.think(inputs)];
  network.free();
  return bits;
}

/** So many neurons that each answer activation(x) of an input of their own. */
function neurons({ NeuralNetwork }, machine, units, activation) {
  const network = new NeuralNetwork({ layers: [units, { units, activation }], seed: 1, ...machine });
  const identity = Array.from({ length: units * units }, (_, i) => (i % (units + 1) === 0 ? 1 : 0));
  network.setParameters({ weights: [identity], biases: [Array(units).fill(0)] });
  return network;
}

/** A small regression for whatever a training can be told; `training` goes over `shuffled`. */
function regression(neurite, machine, training, options = {}) {
  const layers = [5, { units: 7, activation: 'tanh' }, { units: 2, activation: 'linear' }];
  const rows = [numbers(13, 5, 7), numbers(13, 2, 8)];
  return trained(neurite, { layers, ...options, ...machine }, ...rows, { ...shuffled, ...training });
}

/**
 * Name → (package, machine) → the typed arrays whose bits count. A machine is { engine, precision }.
 *
 * @type {Record<string, (neurite: any, machine: any) => any>}
 */
export const checks = {
  tutorial(neurite, machine) {
    const inputs = [
      [0, 0, 1],
      [1, 1, 1],
      [1, 0, 1],
      [0, 1, 1],
    ];
    return trained(
      neurite,
      { layers: [3, 1], bias: false, initializer: 'uniform', loss: 'squaredError', ...machine },
      inputs,
      [[0], [1], [1], [0]],
      { epochs: 15_000, batchSize: 'full', optimizer: 'sgd', learningRate: 1, reduction: 'sum' },
    );
  },

  defaults(neurite, machine) {
    const [inputs, targets] = [numbers(37, 11, 1), shares(37, 3, 2)];
    return trained(neurite, { layers: [11, 13, 7, 3], ...machine }, inputs, targets, { epochs: 50 });
  },

  async trainAsync({ NeuralNetwork }, machine) {
    const network = new NeuralNetwork({ layers: [5, 7, 2], seed: 1, ...machine });
    const [inputs, targets] = [numbers(13, 5, 7), shares(13, 2, 8)];
    const { losses } = await network.trainAsync(inputs, targets, shuffled);
    return seen(network, losses, inputs, targets);
  },

  'training on from a file'({ NeuralNetwork }, machine) {
    const [inputs, targets] = [numbers(13, 5, 7), shares(13, 2, 8)];
    const first = new NeuralNetwork({ layers: [5, { units: 7, dropout: 0.2 }, 2], seed: 1, ...machine });
    first.train(inputs, targets, shuffled);
    const network = NeuralNetwork.fromJSON(JSON.stringify(first), { engine: machine.engine });
    const { losses } = network.train(inputs, targets, shuffled);
    return seen(network, losses, inputs, targets);
  },
};

const activations = [
  'linear',
  'sigmoid',
  'tanh',
  'relu',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'softplus',
  'softsign',
  'swish',
];
for (const activation of activations) {
  checks[`activation ${activation}`] = (neurite, machine) => {
    const layers = [5, { units: 7, activation }, { units: 2, activation }];
    return trained(neurite, { layers, loss: 'squaredError', ...machine }, numbers(13, 5, 3), numbers(13, 2, 4));
  };
  checks[`values of ${activation}`] = (neurite, machine) => {
    const network = neurons(neurite, machine, 20, activation);
    // All that is made of e^x; beyond ±710 it overflows.
    return [points(2_000, -40, 40), points(1_000, -800, 800)].flatMap((x) => network.think(x));
  };
}

checks['last bits of coefficients'] = (neurite, machine) => {
  return Object.entries(EDGES[machine.precision]).flatMap(([activation, x]) =>
    neurons(neurite, machine, 1, activation).think(x.map((value) => [value])),
  );
};

// So far below 0 that 1 + e^x is 1, sigmoid(x) = e^x / (1 + e^x) is e^x to the last bit.
checks['values of exp'] = (neurite, machine) => {
  const [low, high] = machine.precision === 'float64' ? [-745, -37] : [-103.9, -17];
  return neurons(neurite, machine, 20, 'sigmoid').think(points(100_000, low, high));
};

// A normal number is made of log, by the polar method.
checks['values of log'] = ({ NeuralNetwork }, machine) => {
  return new NeuralNetwork({ layers: [250, 400], initializer: 'lecunNormal', seed: 5, ...machine }).weights;
};

// The loss of a sigmoid neuron whose target is 0 is log(1 + e^x).
checks['values of log1p'] = (neurite, machine) => {
  const network = neurons(neurite, machine, 1, 'sigmoid');
  return [Float64Array.from(points(300, -40, 40), (x) => network.evaluate([[x]], [[0]]).loss)];
};

// softplus(x) = ln(1 + e^x) takes log from 1 to 2; gelu takes the tail of the normal distribution.
for (const [activation, length, low] of [
  ['softplus', 100_000, -3],
  ['gelu', 40_000, -38],
]) {
  checks[`values of ${activation} below 0`] = (neurite, machine) =>
    neurons(neurite, machine, 20, activation).think(points(length, low, 0));
}

for (const [loss, activation, targets] of [
  ['squaredError', 'linear', numbers],
  ['absoluteError', 'linear', numbers],
  ['huber', 'linear', numbers],
  ['binaryCrossEntropy', 'sigmoid', shares],
  ['categoricalCrossEntropy', 'softmax', oneHot],
]) {
  checks[`loss ${loss}`] = (neurite, machine) => {
    const layers = [5, 13, { units: 3, activation }];
    return trained(neurite, { layers, loss, huberDelta: 0.5, ...machine }, numbers(13, 5, 5), targets(13, 3, 6));
  };
}

for (const [optimizer, parameters] of Object.entries({
  sgd: { weightDecay: 0.01 },
  momentum: { momentum: 0.8 },
  nesterov: {},
  rmsprop: { momentum: 0.5, centered: true },
  adagrad: { initialAccumulator: 0.1 },
  adam: {},
  adamW: {},
  rprop: { batchSize: 'full' },
})) {
  checks[`optimizer ${optimizer}`] = (neurite, machine) => regression(neurite, machine, { optimizer, ...parameters });
}

for (const [name, training] of Object.entries({
  'schedule step': { learningRateSchedule: { type: 'step', every: 3 } },
  'schedule exponential': { learningRateSchedule: { type: 'exponential', factor: 0.9 } },
  'schedule cosine': { learningRateSchedule: { type: 'cosine', epochs: 15 } },
  'schedule inverseScaling': { learningRateSchedule: { type: 'inverseScaling' } },
  penalties: { l1: 0.01, l2: 0.01 },
  'clipping by norm': { clipNorm: 0.1 },
  'clipping by value': { clipValue: 0.01 },
  'sample weights': { sampleWeights: Array.from({ length: 13 }, (_, i) => i / 8) },
  'early stopping': { validation: 0.3, earlyStopping: { patience: 2 }, learningRate: 0.1, epochs: 60 },
})) {
  checks[name] = (neurite, machine) => regression(neurite, machine, training);
}

for (const scaling of ['standard', 'minMax']) {
  checks[`scaling ${scaling}`] = (neurite, machine) =>
    regression(neurite, machine, {}, { inputScaling: scaling, targetScaling: scaling });
}

checks.dropout = (neurite, machine) => {
  const layers = [5, { units: 13, dropout: 0.3 }, { units: 7, dropout: 0.5 }, 2];
  return trained(neurite, { layers, ...machine }, numbers(13, 5, 9), shares(13, 2, 10));
};

checks['class weights'] = (neurite, machine) => {
  const layers = [5, 7, { units: 3, activation: 'softmax' }];
  const training = { ...shuffled, classWeights: 'balanced' };
  return trained(neurite, { layers, ...machine }, numbers(13, 5, 11), oneHot(13, 3, 12), training);
};

const initializers = [
  'uniform',
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunNormal',
  'zeros',
  'sklearn',
];
for (const initializer of initializers) {
  checks[`initializer ${initializer}`] = ({ NeuralNetwork }, machine) => {
    const { weights, biases } = new NeuralNetwork({ layers: [31, 33, 2], initializer, seed: 7, ...machine });
    return [...weights, ...biases];
  };
}

/**
 * Runs every check with both engines in both precisions.
 *
 * @param neurite  the package's module namespace
 * @returns { wasm, javascript }, each precision and check → hash
 */
export async function probe(neurite) {
  const hashes = { wasm: {}, javascript: {} };
  for (const engine of Object.keys(hashes)) {
    for (const precision of ['float64', 'float32']) {
      for (const [name, check] of Object.entries(checks)) {
        try {
          hashes[engine][`${precision} ${name}`] = hashOf(await check(neurite, { engine, precision }));
        } catch (error) {
          throw new Error(`${engine}, ${precision} ${name}: ${error.message}`, { cause: error });
        }
      }
    }
  }
  return hashes;
}
