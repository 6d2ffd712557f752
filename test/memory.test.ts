// Networks give their memory back: when they are freed, and when they are garbage.

import { describe, expect, it } from 'vitest';
import { engineFor } from '../src/engine.ts';
import { NeuralNetwork } from '../src/index.ts';

/** The size of the memory that all networks share. */
function memoryBytes(): number {
  const block = engineFor('wasm', 'float64').allocate(16);
  block.free();
  return block.memory.bytes.byteLength;
}

const INPUTS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const TARGETS = [[0], [1], [1], [0]];

/** A network, trained a little, asked one row and several. */
function live(i: number): NeuralNetwork {
  const network = new NeuralNetwork({ layers: [2, 16 + (i % 32), 1], seed: i });
  network.train(INPUTS, TARGETS, { epochs: 2 });
  network.think(INPUTS[0]);
  network.evaluate(INPUTS, TARGETS);
  return network;
}

const MANY = 10_000;
const FEW = 100;

/** Lets the collector collect and the registries hear of it, which takes as many turns of the event loop as it takes. */
async function collect(): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('run with --expose-gc');
  let heard = false;
  const registry = new FinalizationRegistry(() => {
    heard = true;
  });
  registry.register({}, undefined);
  while (!heard) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  // The engine's registry may hear in a turn of its own.
  await new Promise((resolve) => setTimeout(resolve, 0));
}

describe('memory of WebAssembly', () => {
  it('stays as it was when networks are freed', () => {
    for (let i = 0; i < FEW; i++) live(i).free();
    const afterFew = memoryBytes();
    for (let i = FEW; i < MANY; i++) live(i).free();
    expect(memoryBytes()).toBe(afterFew);
  });

  it('stays as it was when networks are dropped', async () => {
    for (let i = 0; i < FEW; i++) live(i);
    const afterFew = memoryBytes();
    for (let i = FEW; i < MANY; i++) {
      live(i);
      if (i % FEW === 0) await collect();
    }
    expect(memoryBytes()).toBe(afterFew);
  }, 180_000);

  it('is given back by `using`', () => {
    for (let i = 0; i < FEW; i++) live(i).free();
    const before = memoryBytes();
    for (let i = 0; i < 20 * FEW; i++) {
      using network = live(i);
      expect(network.seed).toBe(i);
    }
    expect(memoryBytes()).toBe(before);
  });

  it('is given back by a training that fails', () => {
    for (let i = 0; i < FEW; i++) live(i).free();
    const before = memoryBytes();
    for (let i = 0; i < 20 * FEW; i++) {
      const network = new NeuralNetwork({ layers: [2, 32, { units: 1, activation: 'linear' }], seed: i });
      const options = { optimizer: 'sgd', learningRate: 1e300, epochs: 5 } as const;
      expect(() => network.train(INPUTS, TARGETS, options)).toThrow(/diverged/);
      network.free();
    }
    expect(memoryBytes()).toBe(before);
  });

  it('is there for networks larger than it was', () => {
    const before = memoryBytes();
    const network = new NeuralNetwork({ layers: [1000, 2000, 1], seed: 1 });
    expect(memoryBytes()).toBeGreaterThan(before);
    // Views were renewed: the parameters of a network that is older are still its own.
    network.train([new Float64Array(1000)], [[1]], { epochs: 1 });
    expect(network.think(new Float64Array(1000)).length).toBe(1);
    network.free();
  });
});
