// An engine that notes what is asked of it, and can run out of memory when a test wants it to.

import { type Engine, engineFor, replaceEngine } from '../../src/engine.ts';

export interface Spy {
  /** The names of the methods that were called, in order. */
  readonly calls: string[];
  /** The allocation, counted from 1, that fails; 0 for none. */
  failing: number;
  allocations: number;
}

/** Runs `act` with a spy in the place of the WebAssembly engine for float64. */
export function withSpy<T>(act: (spy: Spy) => T): T {
  const engine = engineFor('wasm', 'float64');
  const spy: Spy = { calls: [], failing: 0, allocations: 0 };
  const noted =
    <A extends unknown[], R>(name: string, method: (...values: A) => R) =>
    (...values: A): R => {
      spy.calls.push(name);
      return method(...values);
    };
  const spied: Engine = {
    name: engine.name,
    realBytes: engine.realBytes,
    allocate: noted('allocate', (bytes: number) => {
      spy.allocations++;
      if (spy.allocations === spy.failing) throw new RangeError('no memory left, says the test.');
      return engine.allocate(bytes);
    }),
    freeWith: (owner, block) => engine.freeWith(owner, block),
    seedRandom: noted('seedRandom', engine.seedRandom.bind(engine)),
    fillUniform: noted('fillUniform', engine.fillUniform.bind(engine)),
    fillNormal: noted('fillNormal', engine.fillNormal.bind(engine)),
    evaluate: noted('evaluate', engine.evaluate.bind(engine)),
    train: noted('train', engine.train.bind(engine)),
  };
  replaceEngine('wasm', spied);
  try {
    return act(spy);
  } finally {
    replaceEngine('wasm');
  }
}
