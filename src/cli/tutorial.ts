// npm start: the tutorial as a program.

import { NeuralNetwork } from 'neurite';
import { lossChart } from './chart.ts';
import { InputError, readNumbers, toNumber } from './numbers.ts';

const EPOCHS = 15_000;

const inputs = [
  [0, 0, 1],
  [1, 1, 1],
  [1, 0, 1],
  [0, 1, 1],
];
const targets = [[0], [1], [1], [0]];

const say = (text: string) => console.log(text);

/** The three inputs of the command line; none if there are no arguments. */
function readArguments(words: readonly string[]): number[] | undefined {
  if (words.length === 0) return undefined;
  if (words.length !== 3) throw new InputError(`three numbers are needed, not ${words.length}`);
  return words.map(toNumber);
}

function train(): NeuralNetwork {
  const network = new NeuralNetwork({
    layers: [3, 1],
    bias: false,
    initializer: 'uniform',
    loss: 'squaredError',
    seed: 1,
  });
  say(`One neuron is about to learn from four examples. It has three inputs and one
output; nobody tells it the rule behind the answers.
`);
  say('    inputs     answer');
  inputs.forEach((row, i) => {
    say(`    ${row.join('  ')}       ${targets[i]}`);
  });
  say(`
It multiplies each input by a weight, adds the three products and squeezes the
sum into 0 … 1 with a sigmoid. Its weights are random at first:
`);
  say(shown(network.weights[0]));
  say(`
Now it goes through the examples ${EPOCHS.toLocaleString('en')} times. Each time it compares its answers
with the right ones and moves every weight a little to where the error (the
loss) is smaller:
`);
  const { losses, loss, seconds } = network.train(inputs, targets, {
    epochs: EPOCHS,
    batchSize: 'full',
    optimizer: 'sgd',
    learningRate: 1,
    reduction: 'sum',
  });
  say(lossChart(losses));
  say(`
The loss fell from ${losses[0].toPrecision(3)} to ${loss.toPrecision(3)} in ${(seconds * 1000).toFixed(0)} milliseconds. The weights are now:
`);
  say(shown(network.weights[0]));
  say(`
The first is large, the second nearly nothing: the neuron has found out that
the answer is the first input. The third input is 1 in every example; its weight
pulls the answer to 0 unless the first input is 1 too.
`);
  return network;
}

function shown(weights: ArrayLike<number>): string {
  return Array.from(weights, (weight) => `    ${weight < 0 ? '' : ' '}${weight}`).join('\n');
}

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  const network = train();
  if (!given) say('Now give it three inputs of your own, such as 1 0 0, which it has never seen.');
  const question =
    given ??
    (await readNumbers(
      ['First input', 'Second input', 'Third input'],
      [1, 0, 0],
      process.stdin,
      process.stdout.isTTY ? process.stdout : process.stderr,
    ));
  const [answer] = network.think(question);
  say(`What the neuron thinks of ${question.join(' ')}: ${answer}`);
}

// A reader that has seen enough (npm start | head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(`neurite: ${error.message}. Give three numbers, such as: npm start -- 1 0 0`);
  process.exitCode = 2;
});
