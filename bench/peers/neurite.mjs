import { readFileSync } from 'node:fs';
import { makeClassifier, networkMaker, trainingOptions } from '../engines.mjs';
import { tutorialJob } from '../tutorial.mjs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** neurite as its package is built; the variant is the name of an engine of ../engines.mjs. */
export async function prepare(job, variant) {
  const make = await networkMaker(variant);
  if (job.part === 'tutorial') return { version: `neurite ${version}`, tutorial: tutorialJob(make) };
  const classifier = makeClassifier(make, job);
  const x = { data: job.inputs, rows: job.rows.length, columns: job.layers[0] };
  const y = { data: job.targets, rows: job.rows.length, columns: job.layers.at(-1) };
  return {
    version: `neurite ${version}`,
    train(epochs) {
      classifier.train(x, y, trainingOptions(job, epochs));
    },
    outputs: () => classifier.think(x).flatMap((row) => Array.from(row)),
    think: (row) => classifier.think(row),
  };
}
