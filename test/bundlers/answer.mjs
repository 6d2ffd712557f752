// What each small program does: the first program of the README, its answer printed or put into the page.

const inputs = [
  [0, 0, 1],
  [1, 1, 1],
  [1, 0, 1],
  [0, 1, 1],
];

/** Trains one neuron and shows the engine and the answer. */
export async function answer({ init, NeuralNetwork, sigmoid }, precision = 'float64') {
  try {
    await init(undefined, precision);
    const network = new NeuralNetwork({
      layers: [3, 1],
      bias: false,
      initializer: 'uniform',
      loss: 'squaredError',
      seed: 1,
      precision,
    });
    network.train(inputs, [0, 1, 1, 0], {
      epochs: 15_000,
      batchSize: 'full',
      optimizer: 'sgd',
      learningRate: 1,
      reduction: 'sum',
    });
    show(`${network.engine} ${network.think([1, 0, 0])[0].toFixed(7)} ${sigmoid(0)}`);
  } catch (error) {
    show(String(error));
  }
}

function show(text) {
  if (typeof document === 'undefined') console.log(text);
  else document.body.textContent = text;
}
