// The package as it is built, for tests that train a lot: Vitest turns imports between source files into property reads,
// which makes the JavaScript engine many times slower than it is.

import type * as development from '../../src/development.ts';

const path = '../../build/development/neurite.js';
const built = (await import(path)) as typeof development;

export const { createWasmEngine, crossValidate, NeuralNetwork, replaceEngine } = built;
