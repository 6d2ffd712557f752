// The numbers that a program is given: as arguments, typed at a terminal, or through a pipe.

import { createInterface, type Interface } from 'node:readline/promises';
import type { ReadStream, WriteStream } from 'node:tty';

/** The exit code that shells report for Ctrl-C. */
const INTERRUPTED = 130;

/** Something is wrong with what was given; the program says so and ends with exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The number that a word is. @throws InputError where it is none */
export function toNumber(word: string): number {
  const number = word.trim() === '' ? Number.NaN : Number(word);
  if (!Number.isFinite(number)) throw new InputError(`'${word}' is not a number`);
  return number;
}

/**
 * One number for each prompt. At a terminal each is asked for, and again if the answer is no number; an empty answer
 * takes the preset. Through a pipe they come one after another; if there is nothing at all, the presets are taken.
 * Spaces separate as ends of line do, so '1 0 0' answers three prompts.
 *
 * @throws InputError where a pipe gives a word that is no number, or ends too early
 */
export async function readNumbers(
  prompts: readonly string[],
  presets: readonly number[],
  input: ReadStream,
  output: WriteStream,
): Promise<number[]> {
  const isTerminal = input.isTTY === true;
  const reader = createInterface(isTerminal ? { input, output } : { input });
  try {
    return isTerminal ? await ask(prompts, presets, reader, output) : await take(presets, reader);
  } finally {
    reader.close();
    input.destroy();
  }
}

/** From a terminal. */
async function ask(
  prompts: readonly string[],
  presets: readonly number[],
  reader: Interface,
  output: WriteStream,
): Promise<number[]> {
  reader.once('SIGINT', () => {
    output.write('\n');
    process.exit(INTERRUPTED);
  });
  // The iterator and not question(): it keeps lines that arrive early, and ends when the input does.
  const lines = reader[Symbol.asyncIterator]();
  const numbers: number[] = [];
  while (numbers.length < prompts.length) {
    const preset = presets[numbers.length];
    reader.setPrompt(`${prompts[numbers.length]} (${preset}): `);
    reader.prompt();
    const line = await lines.next();
    if (line.done) {
      output.write('\n');
      return endOfInput(numbers, presets);
    }
    const words = wordsOf(line.value);
    try {
      numbers.push(...(words.length === 0 ? [preset] : words.map(toNumber)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      output.write(`${error.message}. Please type one such as 0, 1 or 0.5.\n`);
    }
  }
  return numbers.slice(0, prompts.length);
}

/** From a pipe or a file. */
async function take(presets: readonly number[], reader: Interface): Promise<number[]> {
  const numbers: number[] = [];
  for await (const line of reader) {
    for (const word of wordsOf(line)) {
      numbers.push(toNumber(word));
      if (numbers.length === presets.length) return numbers;
    }
  }
  return endOfInput(numbers, presets);
}

function wordsOf(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

function endOfInput(numbers: readonly number[], presets: readonly number[]): number[] {
  if (numbers.length === 0) return [...presets];
  throw new InputError(`the input ended after ${numbers.length} of ${presets.length} numbers`);
}
