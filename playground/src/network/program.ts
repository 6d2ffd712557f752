// The program in JavaScript that trains the same network, to the bit.

import type { Data } from './datasets.ts';
import { type Change, layersOf, outputUnits, type Run, type TrainingSettings, trainOptions } from './settings.ts';

export function programOf({ settings, changes, epoch }: Run, data: Data): string {
  const outputs = outputUnits(settings, data);
  const { loss, seed } = settings;
  const options = {
    layers: layersOf(settings, data),
    loss,
    seed,
    ...(data.needsScaling && { inputScaling: 'standard' }),
    ...(data.needsScaling && data.task === 'values' && { targetScaling: 'standard' }),
  };
  const hasTest = data.trainRows < data.answers.length;
  return `import { NeuralNetwork } from 'neurite';

// Rows of ${data.columns.join(' and ')}, and what the network should answer${outputs > 1 ? ': one output for each class' : ''}.
const rows = ${rowsOf(data)};
const answers = ${JSON.stringify(Array.from(data.answers))};
const targets = answers.map((answer) => ${outputs > 1 ? `Array.from({ length: ${outputs} }, (_, kind) => (kind === answer ? 1 : 0))` : '[answer]'});
const trainRows = ${data.trainRows}; // the others test

const network = new NeuralNetwork(${literal(options)});

${storyOf(settings.training, changes, epoch)}
console.log('training', network.evaluate(rows.slice(0, trainRows), targets.slice(0, trainRows)));
${hasTest ? "console.log('held out', network.evaluate(rows.slice(trainRows), targets.slice(trainRows)));\n" : ''}console.log('a question', network.think([0, 0]));
`;
}

/** The training in stretches between which something was changed. */
function storyOf(training: TrainingSettings, changes: Change[], epoch: number): string {
  let text = '';
  let done = 0;
  let current = training;
  const trainUntil = (end: number) => {
    if (end <= done) return;
    text += `network.train(rows.slice(0, trainRows), targets.slice(0, trainRows), ${literal({ epochs: end - done, ...trainOptions(current) })});\n`;
    done = end;
  };
  for (const change of changes) {
    trainUntil(Math.min(change.epoch, epoch));
    if ('training' in change) current = change.training;
    else {
      const { layer, from, to, value } = change.edit;
      const place =
        from < 0 ? `biases[${layer}][${to}]` : `weights[${layer}][${from} * biases[${layer}].length + ${to}]`;
      text += `{\n  const { weights, biases } = network;\n  ${place} = ${value};\n  network.setParameters({ weights, biases });\n}\n`;
    }
  }
  trainUntil(epoch);
  return text;
}

function rowsOf({ inputs, answers }: Data): string {
  const rows = Array.from(answers.keys(), (row) => `[${inputs[2 * row]}, ${inputs[2 * row + 1]}]`);
  return `[\n${rows.map((row) => `  ${row},`).join('\n')}\n]`;
}

/** A value as people write it in a program. */
function literal(value: object): string {
  return JSON.stringify(value, null, 2)
    .replace(/"(\w+)":/g, '$1:')
    .replaceAll('"', "'");
}
