import { ENGINES, networkMaker } from './engines.mjs';
import { trainer } from './training.mjs';
import { makeData, parameterCount } from './workloads.mjs';

/** Widths of [n, n, 2] that give 10, 100, … 10 million parameters, nearly. */
const WIDTHS = [2, 9, 30, 99, 315, 999, 3161];

/** How does the rate of training fall as a network grows? */
export async function* tables({ quick }) {
  for (const width of quick ? WIDTHS.slice(0, 5) : WIDTHS) {
    const layers = [width, width, 2];
    const rows = width < 100 ? 1024 : 64;
    const network = { name: layers.join('-'), layers, rows, batchSize: 32, learningRate: 1 / width, epochs: 0 };
    const data = makeData(network);
    const contestants = [];
    for (const { name } of ENGINES) contestants.push(trainer(name, await networkMaker(name), network, data));
    yield { title: `growth: ${parameterCount(layers)} parameters (${network.name})`, unit: 'samples/s', contestants };
  }
}
