// Bad input: an error that says what to do, and nothing changed.

import { expect } from 'vitest';
import type { NeuralNetwork } from '../../src/index.ts';

type Kind = new (...values: never[]) => Error;

/** What `act` throws, checked: exactly of that kind, and its message contains `message` (or matches it). */
export function expectError(act: () => unknown, kind: Kind, message: string | RegExp): void {
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  checkError(thrown, kind, message);
}

/** The same for a network, which must be as it was before, to the bit: parameters, labels, scaling, optimizer, generator. */
export function expectRefused(network: NeuralNetwork, act: () => unknown, kind: Kind, message: string | RegExp): void {
  const before = JSON.stringify(network);
  expectError(act, kind, message);
  expect(JSON.stringify(network), 'the network has changed').toBe(before);
}

/** The same where the error comes as a rejection. */
export async function expectRejected(act: () => Promise<unknown>, kind: Kind, message: string | RegExp): Promise<void> {
  let thrown: unknown;
  await act().catch((error: unknown) => {
    thrown = error;
  });
  checkError(thrown, kind, message);
}

function checkError(thrown: unknown, kind: Kind, message: string | RegExp): void {
  expect(thrown, 'nothing was thrown').toBeInstanceOf(kind);
  const error = thrown as Error;
  expect(error.constructor, error.message).toBe(kind);
  if (typeof message === 'string') expect(error.message).toContain(message);
  else expect(error.message).toMatch(message);
  expect(error.message, 'a whole sentence').toMatch(/[.?]$/);
}
