import synaptic from 'synaptic';
import { versionOf } from './version.mjs';

/** synaptic updates after each row, has sigmoid outputs, and writes code for each network while it is set up. */
export function prepare({ layers, rows, targetRows }) {
  const network = new synaptic.Architect.Perceptron(...layers);
  const trainer = new synaptic.Trainer(network);
  const data = rows.map((input, row) => ({ input, output: targetRows[row] }));
  return {
    version: `synaptic ${versionOf('synaptic')}`,
    train(iterations) {
      trainer.train(data, { iterations, rate: 0.1, error: 1e-12, shuffle: true });
    },
    outputs: () => rows.flatMap((row) => network.activate(row)),
    think: (row) => network.activate(row),
  };
}
