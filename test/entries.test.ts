// Which engine an entry of the package has: in Node from the sources that the build puts together for it (there
// test/package.node.test.ts has the built entries), in a browser from the built entries.
// Each test begins with modules that were never loaded.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wasmBytes } from './helpers/built.ts';
import { freshEntry, type Neurite } from './helpers/fresh.ts';
import { IS_PAGE } from './helpers/runtime.ts';

type Options = ConstructorParameters<Neurite['NeuralNetwork']>[0];

const WEIGHTS = [-0.165955990594852, 0.4406489868843162, -0.9997712503653102];

function made({ NeuralNetwork }: Neurite, options: Partial<Options> = {}) {
  const network = new NeuralNetwork({ layers: [3, 1], bias: false, initializer: 'uniform', seed: 1, ...options });
  expect(network.weights[0]).toEqual((network.precision === 'float32' ? Float32Array : Float64Array).from(WEIGHTS));
  return network;
}

function forbidWebAssembly() {
  class Forbidden {
    constructor() {
      throw new WebAssembly.CompileError('violates the Content Security Policy');
    }
  }
  vi.spyOn(WebAssembly, 'Module').mockImplementation(Forbidden as never);
  vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('violates'));
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('neurite', () => {
  let neurite: Neurite;
  beforeEach(async () => {
    neurite = await freshEntry('neurite');
  });

  it('computes in WebAssembly', () => {
    expect(made(neurite).engine).toBe('wasm');
    expect(made(neurite, { engine: 'javascript' }).engine).toBe('javascript');
  });

  it.each(['float64', 'float32'] as const)("takes WebAssembly for 'auto' where it is allowed: %s", (precision) => {
    expect(made(neurite, { engine: 'auto', precision }).engine).toBe('wasm');
  });

  it.each(['float64', 'float32'] as const)("takes JavaScript for 'auto' where it is forbidden: %s", (precision) => {
    forbidWebAssembly();
    expect(made(neurite, { engine: 'auto', precision }).engine).toBe('javascript');
    expect(() => made(neurite, { precision })).toThrow(neurite.EnvironmentError);
  });

  it("tries for 'auto' once where it is forbidden", () => {
    forbidWebAssembly();
    for (let i = 0; i < 3; i++) expect(made(neurite, { engine: 'auto' }).engine).toBe('javascript');
    expect(WebAssembly.Module).toHaveBeenCalledTimes(1);
  });

  it("takes JavaScript for 'auto' where there is no WebAssembly at all", async () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(made(neurite, { engine: 'auto' }).engine).toBe('javascript');
    expect(() => made(neurite)).toThrow("or use { engine: 'javascript' }, which gives the same numbers.");
    await expect(neurite.init()).rejects.toThrow(neurite.EnvironmentError);
  });

  it("'auto' hides no other error", () => {
    vi.spyOn(WebAssembly, 'Instance').mockImplementation(
      class {
        constructor() {
          throw new RangeError('no memory');
        }
      } as never,
    );
    expect(() => made(neurite, { engine: 'auto' })).toThrow('no memory');
  });

  it("reads a saved network with 'auto'", () => {
    const saved = JSON.stringify(made(neurite, { engine: 'javascript' }));
    forbidWebAssembly();
    const network = neurite.NeuralNetwork.fromJSON(saved, { engine: 'auto' });
    expect(network.engine).toBe('javascript');
    expect(network.weights[0]).toEqual(Float64Array.from(WEIGHTS));
  });

  it('knows no other engine', () => {
    expect(() => made(neurite, { engine: 'gpu' as 'auto' })).toThrow(
      "new NeuralNetwork: engine must be one of 'wasm', 'javascript', 'auto', got 'gpu'.",
    );
  });
});

describe('neurite/slim', () => {
  let neurite: Neurite;
  beforeEach(async () => {
    neurite = await freshEntry('neurite/slim');
  });

  it('asks for init before the first network', async () => {
    expect(() => made(neurite)).toThrow(neurite.EnvironmentError);
    expect(() => made(neurite)).toThrow(
      "neurite/slim has no WebAssembly inside: await init() before the first network, or import 'neurite', which needs no wait.",
    );
    expect(() => made(neurite, { precision: 'float32' })).toThrow("await init(undefined, 'float32') before");
    expect(made(neurite, { engine: 'javascript' }).engine).toBe('javascript');
  });

  it('takes what init was given', async () => {
    expect(made(neurite, { engine: 'auto' }).engine).toBe('javascript');
    await neurite.init(await wasmBytes('float64.wasm'));
    expect(made(neurite).engine).toBe('wasm');
    expect(made(neurite, { engine: 'auto' }).engine).toBe('wasm');
    await neurite.init(wasmBytes('float32.wasm'), 'float32');
    expect(made(neurite, { precision: 'float32' }).engine).toBe('wasm');
  });

  it('looks for the file beside the module', async () => {
    for (const precision of ['float64', 'float32'] as const) {
      const started = neurite.init(undefined, precision);
      if (IS_PAGE) {
        await started;
        expect(made(neurite, { precision }).engine).toBe('wasm');
      } else {
        // The source file has none beside it.
        await expect(started).rejects.toThrow(new RegExp(`^init: .*/${precision}\\.wasm can't be had`));
      }
    }
  });
});

describe('neurite/javascript', () => {
  let neurite: Neurite;
  beforeEach(async () => {
    neurite = await freshEntry('neurite/javascript');
  });

  it('computes in JavaScript', async () => {
    await neurite.init();
    expect(made(neurite).engine).toBe('javascript');
    expect(made(neurite, { engine: 'auto', precision: 'float32' }).engine).toBe('javascript');
  });

  it('says where WebAssembly is', async () => {
    const message = "neurite/javascript has no WebAssembly engine: import 'neurite', or leave engine out.";
    expect(() => made(neurite, { engine: 'wasm' })).toThrow(neurite.EnvironmentError);
    expect(() => made(neurite, { engine: 'wasm' })).toThrow(message);
    await expect(neurite.init(await wasmBytes('float64.wasm'))).rejects.toThrow(message);
  });
});
