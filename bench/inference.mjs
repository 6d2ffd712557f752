import { ENGINES, makeClassifier, networkMaker } from './engines.mjs';
import { makeData, networks, toRows } from './workloads.mjs';

/** How long does an answer take: for one row, array in and array out, and for many rows at once? */
export async function* tables() {
  for (const network of networks) {
    const { inputs, rows: count, columns } = makeData(network);
    const rows = toRows(inputs, columns);
    const all = { data: inputs, rows: count, columns };
    const one = [];
    const many = [];
    for (const { name } of ENGINES) {
      const make = await networkMaker(name);
      let classifier;
      const think = (repeats, question) => {
        classifier ??= makeClassifier(make, network);
        for (let i = 0; i < repeats; i++) classifier.think(question(i));
      };
      one.push({ name, run: (repeats) => think(repeats, (i) => rows[i % count]) });
      many.push({ name, work: count, run: (repeats) => think(repeats, () => all) });
    }
    yield { title: `inference ${network.name}, one row`, unit: 'rows/s', contestants: one };
    yield { title: `inference ${network.name}, ${count} rows at once`, unit: 'rows/s', contestants: many };
  }
}
