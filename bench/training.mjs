import { ENGINES, makeClassifier, networkMaker, trainingOptions } from './engines.mjs';
import { judge, makeData, networks } from './workloads.mjs';

const ADAM = { optimizer: 'adam', learningRate: 0.001 };

/** How many samples a second does training pass through each network? */
export async function* tables() {
  for (const network of networks) {
    const data = makeData(network);
    const contestants = [];
    for (const { name } of ENGINES) {
      const make = await networkMaker(name);
      contestants.push(trainer(name, make, network, data));
      if (name.startsWith('wasm SIMD')) contestants.push(trainer(`${name}, Adam`, make, network, data, ADAM));
    }
    yield { title: `training ${network.name}, batch ${network.batchSize}`, unit: 'samples/s', contestants };
  }
}

/** Epochs over the data, many in one call. Before the clock runs, it must show in `network.epochs` that it learns. */
export function trainer(name, make, network, data, optimizer = {}) {
  const { rows, columns, inputs, targets, classes } = data;
  const x = { data: inputs, rows, columns };
  const y = { data: targets, rows, columns: classes };
  const learn = () => {
    const beginner = makeClassifier(make, network);
    if (network.epochs === 0) return beginner;
    beginner.train(x, y, { ...trainingOptions(network, network.epochs), ...optimizer });
    const outputs = beginner.think(x).flatMap((row) => Array.from(row));
    const { learned, loss } = judge(outputs, data);
    if (!learned) throw new Error(`it did not learn: its loss is ${loss}`);
    return beginner;
  };
  let classifier;
  const run = (epochs) => {
    classifier ??= learn();
    classifier.train(x, y, { ...trainingOptions(network, epochs), ...optimizer });
  };
  return { name, work: rows, run };
}
