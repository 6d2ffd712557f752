import { ENGINES, networkMaker } from './engines.mjs';
import { tutorial } from './workloads.mjs';

/** How long does the tutorial take: 15,000 full-batch steps of one sigmoid neuron, through `network.train`? */
export async function* tables() {
  const contestants = [];
  for (const { name } of ENGINES) {
    const make = await networkMaker(name);
    let job;
    const run = (repeats) => {
      job ??= tutorialJob(make);
      for (let i = 0; i < repeats; i++) {
        const answer = job();
        if (!(Math.abs(answer - tutorial.answer) < 5e-6)) throw new Error(`think([1, 0, 0]) is ${answer}`);
      }
    };
    contestants.push({ name, run });
  }
  yield { title: 'tutorial: 15,000 full-batch steps', unit: 'jobs/s', contestants };
}

/** The job: set the first weights, train, ask. @returns a function that does it and returns the answer */
export function tutorialJob(make) {
  const { layers, inputs, targets, steps, question } = tutorial;
  const network = make({ layers, bias: false, loss: 'squaredError' });
  const parameters = { weights: [Float64Array.from(tutorial.weights)] };
  return () => {
    network.setParameters(parameters);
    network.train(inputs, targets, {
      epochs: steps,
      batchSize: 'full',
      optimizer: 'sgd',
      learningRate: 1,
      reduction: 'sum',
    });
    return network.think(question)[0];
  };
}
