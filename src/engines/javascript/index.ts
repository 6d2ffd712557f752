// The JavaScript engine: each block is a buffer of its own, which the garbage collector frees.

import type * as engine from '../../engine.ts';
import { type Block, createBlock } from './block.ts';
import { evaluate } from './evaluate.ts';
import { sigmoid } from './math.ts';
import { exp, log } from './math-float64.ts';
import { REAL_BYTES } from './precision.ts';
import { Random } from './random.ts';
import { train } from './train.ts';

const memoryOf = (block: engine.Block): Block => block.memory as Block;

const part = (block: engine.Block, at: number, length: number) =>
  memoryOf(block).reals.subarray(at / REAL_BYTES, at / REAL_BYTES + length);

const javascriptEngine: engine.Engine = {
  name: 'javascript',
  realBytes: REAL_BYTES,
  allocate: (bytes) => ({ start: 0, memory: createBlock(bytes), free() {} }),
  freeWith() {},
  seedRandom(block, state, seed) {
    new Random(memoryOf(block), state).seed(seed);
  },
  fillUniform(block, state, target, length, low, high) {
    new Random(memoryOf(block), state).fillUniform(part(block, target, length), low, high);
  },
  fillNormal(block, state, target, length, mean, deviation) {
    new Random(memoryOf(block), state).fillNormal(part(block, target, length), mean, deviation);
  },
  evaluate: (network, evaluation) => evaluate(memoryOf(network), memoryOf(evaluation)),
  train: (network, training, batches) => train(memoryOf(network), memoryOf(training), batches),
};

const parts = { engine: javascriptEngine, sigmoid, exp, log, Random };

/**
 * The engine, and what the rest of the package uses of its functions; exp and log are of doubles.
 * In the package, all of it is made when this is first called.
 */
export const javascript = (): typeof parts => parts;
