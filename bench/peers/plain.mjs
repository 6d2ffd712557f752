/** The tutorial in JavaScript, written out for just its network, with the host's Math.exp. */
export function prepare({ inputs, targets, weights, steps, question }) {
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));
  const x = inputs.map((row) => Float64Array.from(row));
  const y = Float64Array.from(targets.flat());
  return {
    version: `Node.js ${process.version}`,
    tutorial() {
      let [w0, w1, w2] = weights;
      for (let step = 0; step < steps; step++) {
        let g0 = 0;
        let g1 = 0;
        let g2 = 0;
        for (let row = 0; row < 4; row++) {
          const [x0, x1, x2] = [x[row][0], x[row][1], x[row][2]];
          const output = sigmoid(x0 * w0 + x1 * w1 + x2 * w2);
          const delta = (y[row] - output) * output * (1 - output);
          g0 += x0 * delta;
          g1 += x1 * delta;
          g2 += x2 * delta;
        }
        w0 += g0;
        w1 += g1;
        w2 += g2;
      }
      return sigmoid(question[0] * w0 + question[1] * w1 + question[2] * w2);
    },
  };
}
