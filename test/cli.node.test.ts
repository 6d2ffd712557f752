// The program of `npm start`, run as its users run it: with arguments, through a pipe and at a terminal.

import { spawn } from 'node:child_process';
import { expect, test as sequential } from 'vitest';

// Most of the time is a process that starts: let some start beside each other.
const test = sequential.concurrent;

const PROGRAM = 'build/cli/tutorial.js';
const ANSWER = 'What the neuron thinks of 1 0 0: 0.9999584016709994';

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command to its end.
 *
 * @param dialog  what to type, each after the text that it answers has appeared
 * @param end     whether the input ends after the last answer
 */
function run(command: string, args: string[], dialog: [after: string, answer: string][], end = true): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, TERM: 'xterm' } });
    let stdout = '';
    let stderr = '';
    let seen = 0;
    const proceed = () => {
      while (dialog.length > 0) {
        const [after, answer] = dialog[0];
        const found = stdout.indexOf(after, seen);
        if (found < 0) return;
        seen = found + after.length;
        dialog.shift();
        child.stdin.write(answer);
      }
      if (end) child.stdin.end();
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      proceed();
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    // A program that has read enough closes its end.
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    proceed();
  });
}

const withArguments = (...words: string[]) => run('node', [PROGRAM, ...words], []);
const withPipe = (input: string, end?: boolean) => run('node', [PROGRAM], [['', input]], end);

/** At a pseudo-terminal, that of util-linux. */
const atTerminal = (...dialog: [string, string][]) =>
  run('script', ['--quiet', '--return', '--command', `node ${PROGRAM}`, '/dev/null'], dialog, false);

const lastLine = (text: string) => text.trimEnd().split('\n').pop();

test('tells what happens, from the beginning weights to the answer', async () => {
  const { code, stdout, stderr } = await withArguments('1', '0', '0');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const story = [
    'four examples',
    '-0.165955990594852\n',
    '0.4406489868843162\n',
    '-0.9997712503653102\n',
    '15,000 times',
    'loss\n',
    '0.0001┤',
    '10,000\n',
    'The loss fell from 0.620 to 0.0000856',
    '10.08740896056',
    '-0.206953661806',
    '-4.837578347156',
    ANSWER,
  ];
  const places = story.map((part) => stdout.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(lastLine(stdout)).toBe(ANSWER);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('draws a loss that falls from the left to the right', async () => {
  const { stdout } = await withArguments('1', '0', '0');
  const rows = stdout.split('\n').filter((line) => /[┤│]/.test(line) && line.includes('━'));
  const starts = rows.map((line) => line.search(/[━┗]/));
  expect(rows.length).toBeGreaterThan(5);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
});

test('takes any finite numbers as arguments', async () => {
  const { code, stdout } = await withArguments('0.5', '-1', '1e1');
  expect(code).toBe(0);
  expect(lastLine(stdout)).toMatch(/^What the neuron thinks of 0\.5 -1 10: \d/);
});

test.each([
  [['1', 'x', '0'], "'x' is not a number"],
  [['1', '0', 'Infinity'], "'Infinity' is not a number"],
  [['', '0', '1'], "'' is not a number"],
  [['1', '0'], 'three numbers are needed, not 2'],
  [['1', '0', '0', '1'], 'three numbers are needed, not 4'],
])('refuses the arguments %j before it trains', async (words, message) => {
  expect(await withArguments(...words)).toEqual({
    code: 2,
    stdout: '',
    stderr: `neurite: ${message}. Give three numbers, such as: npm start -- 1 0 0\n`,
  });
});

test.each(['1\n0\n0\n', '1 0 0', '\n1 \t 0\r\n\n0', '1 0 0 and more'])('reads %j from a pipe', async (input) => {
  const { code, stdout, stderr } = await withPipe(input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lastLine(stdout)).toBe(ANSWER);
});

test.each(['', '\n', ' \n\n\t\n'])('takes 1 0 0 where the pipe has no number: %j', async (input) => {
  const { code, stdout } = await withPipe(input);
  expect(code).toBe(0);
  expect(lastLine(stdout)).toBe(ANSWER);
});

test('ends at the third number of a pipe that stays open', async () => {
  const { code, stdout } = await withPipe('0 1\n1\n', false);
  expect(code).toBe(0);
  expect(lastLine(stdout)).toMatch(/^What the neuron thinks of 0 1 1: 0\.0064/);
});

test.each([
  ['1 x 0\n', "'x' is not a number"],
  ['1\nNaN\n', "'NaN' is not a number"],
  ['1,0,0', "'1,0,0' is not a number"],
  ['1', 'the input ended after 1 of 3 numbers'],
  ['1\n0\n', 'the input ended after 2 of 3 numbers'],
])('refuses %j from a pipe', async (input, message) => {
  const { code, stdout, stderr } = await withPipe(input);
  expect(code).toBe(2);
  expect(stdout).not.toContain('What the neuron thinks');
  expect(stderr).toBe(`neurite: ${message}. Give three numbers, such as: npm start -- 1 0 0\n`);
});

test('prompts at a terminal', async () => {
  const { code, stdout } = await atTerminal(
    ['First input (1): ', '1\r'],
    ['Second input (0): ', '1\r'],
    ['Third input (0): ', '0.5\r'],
  );
  expect(code).toBe(0);
  expect(lastLine(stdout)).toMatch(/What the neuron thinks of 1 1 0\.5: 0\.99/);
});

test('takes the number in brackets for an empty answer at a terminal', async () => {
  const { code, stdout } = await atTerminal(
    ['First input (1): ', '\r'],
    ['Second input (0): ', ' \r'],
    ['Third input (0): ', '\r'],
  );
  expect(code).toBe(0);
  expect(lastLine(stdout)).toContain(ANSWER);
});

test('takes all three in one answer at a terminal', async () => {
  const { code, stdout } = await atTerminal(['First input (1): ', '1 0 0\r']);
  expect(code).toBe(0);
  expect(lastLine(stdout)).toContain(ANSWER);
});

test('asks again at a terminal for a word that is no number', async () => {
  const { code, stdout } = await atTerminal(
    ['First input (1): ', '1\r'],
    ['Second input (0): ', 'none\r'],
    ["'none' is not a number. Please type one such as 0, 1 or 0.5.", ''],
    ['Second input (0): ', '0\r'],
    ['Third input (0): ', '0\r'],
  );
  expect(code).toBe(0);
  expect(lastLine(stdout)).toContain(ANSWER);
});

test('lets an answer be corrected before it is given', async () => {
  const { stdout } = await atTerminal(['First input (1): ', '12\x7f 0 0\r']);
  expect(lastLine(stdout)).toContain(ANSWER);
});

test('takes 1 0 0 where the terminal gives no answer at all', async () => {
  const { code, stdout } = await atTerminal(['First input (1): ', '\x04']);
  expect(code).toBe(0);
  expect(lastLine(stdout)).toContain(ANSWER);
});

test('ends with exit code 2 where the terminal gives up midway', async () => {
  const { code, stdout } = await atTerminal(['First input (1): ', '1\r'], ['Second input (0): ', '\x04']);
  expect(code).toBe(2);
  expect(lastLine(stdout)).toContain('the input ended after 1 of 3 numbers');
});

test('ends at Ctrl-C, as a shell expects', async () => {
  const { code, stdout } = await atTerminal(['First input (1): ', '\x03']);
  expect(code).toBe(130);
  expect(stdout).not.toContain('What the neuron thinks');
});

test('ends quietly where its reader has seen enough', async () => {
  const { code, stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', `node ${PROGRAM} 1 0 0 | head -n 1`], []);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('One neuron');
});
