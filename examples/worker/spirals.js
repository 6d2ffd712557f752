// The problem, and the network for it.

/** How far a point turns about the middle from the one before it: cosine and sine of a tenth of a radian. */
const [cosine, sine] = [0.9950041652780258, 0.09983341664682815];
const length = 120;

/** Where the spirals end. */
export const radius = 2;

/** @returns {{ inputs: number[][], targets: number[][] }} points of two spirals: 0 for the one, 1 for the other */
export function spirals() {
  const inputs = [];
  const targets = [];
  let [x, y] = [1, 0];
  for (let i = 1; i <= length; i++) {
    const distance = (radius * i) / length;
    inputs.push([distance * x, distance * y], [-distance * x, -distance * y]);
    targets.push([0], [1]);
    [x, y] = [cosine * x - sine * y, sine * x + cosine * y];
  }
  return { inputs, targets };
}

export const networkOptions = {
  layers: [2, { units: 32, activation: 'tanh' }, { units: 32, activation: 'tanh' }, 1],
  seed: 1,
  engine: 'auto', // where a page forbids WebAssembly, the JavaScript engine gives the same numbers
};

export const trainOptions = { batchSize: 'full', learningRate: 0.005 };
