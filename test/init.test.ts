// init: the engine compiled early, from every kind of source; each test begins with modules that were never loaded.

import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { wasmBytes } from './helpers/built.ts';
import { freshEntry, type Neurite } from './helpers/fresh.ts';
import type {} from './setup.ts';

const bytes = await wasmBytes('float64.wasm');
const bytes32 = await wasmBytes('float32.wasm');
const server = inject('server');
const WEIGHTS = [-0.165955990594852, 0.4406489868843162, -0.9997712503653102];

let neurite: Neurite;

beforeEach(async () => {
  neurite = await freshEntry('neurite');
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function weights(engine: 'wasm' | 'javascript' = 'wasm'): number[] {
  const network = new neurite.NeuralNetwork({ layers: [3, 1], bias: false, initializer: 'uniform', seed: 1, engine });
  return Array.from(network.weights[0]);
}

const binary = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

describe('init compiles', () => {
  it('nothing given', async () => {
    await neurite.init();
    const compile = vi.spyOn(WebAssembly, 'Module');
    expect(weights()).toEqual(WEIGHTS);
    expect(compile).not.toHaveBeenCalled();
  });

  const sources: Record<string, () => unknown> = {
    'a module': () => new WebAssembly.Module(bytes),
    'an ArrayBuffer': () => Uint8Array.from(bytes).buffer,
    'a Uint8Array': () => Uint8Array.from(bytes),
    'part of a larger buffer': () => Uint8Array.of(0, ...bytes, 0).subarray(1, bytes.length + 1),
    'a Response': () => new Response(Uint8Array.from(bytes), { headers: { 'content-type': 'application/wasm' } }),
    'a Response of another type': () =>
      new Response(Uint8Array.from(bytes), { headers: { 'content-type': 'text/plain' } }),
    'a data: URL': () => new URL(`data:application/wasm;base64,${btoa(binary(bytes))}`),
    'a promise of one': async () => new WebAssembly.Module(bytes),
  };
  it.each(Object.entries(sources))('%s', async (_, source) => {
    await neurite.init(source() as WebAssembly.Module);
    const compile = vi.spyOn(WebAssembly, 'Module');
    expect(weights()).toEqual(WEIGHTS);
    expect(compile, 'the bytes inside the package were not needed').not.toHaveBeenCalled();
  });

  it('an http: URL', async () => {
    await neurite.init(`${server}/build/float64.wasm`);
    expect(weights()).toEqual(WEIGHTS);
  });

  it('each precision by itself', async () => {
    await neurite.init(bytes);
    await neurite.init(bytes32, 'float32');
    const compile = vi.spyOn(WebAssembly, 'Module');
    expect(weights()).toEqual(WEIGHTS);
    const network = new neurite.NeuralNetwork({
      layers: [3, 1],
      initializer: 'uniform',
      seed: 1,
      precision: 'float32',
    });
    expect(network.weights[0]).toEqual(Float32Array.from(WEIGHTS));
    expect(compile).not.toHaveBeenCalled();
  });

  it('once, also when it is called twice', async () => {
    const compile = vi.spyOn(WebAssembly, 'compile');
    await neurite.init();
    await neurite.init(bytes);
    expect(compile).toHaveBeenCalledTimes(1);
    expect(weights()).toEqual(WEIGHTS);
  });

  it('while a network does the same', async () => {
    const started = neurite.init();
    expect(weights()).toEqual(WEIGHTS);
    await started;
    expect(weights()).toEqual(WEIGHTS);
  });
});

describe('init refuses', () => {
  afterEach(() => {
    expect(weights(), 'and later networks work').toEqual(WEIGHTS);
  });

  it.each([
    ['5', 5],
    ['null', null],
    ['an object', {}],
    ['an array of 1', [0]],
    ['a Map', new Map()],
    ['7', Promise.resolve(7)],
  ])('what is no source: %s', async (shown, source) => {
    const attempt = neurite.init(source as unknown as string);
    await expect(attempt).rejects.toThrow(TypeError);
    await expect(attempt).rejects.toThrow(
      `init: source must be a WebAssembly.Module, bytes, a Response, a URL or undefined, got ${shown}.`,
    );
  });

  it('what is no source, also when the engine is there', async () => {
    await neurite.init();
    await expect(neurite.init(5 as unknown as string)).rejects.toThrow(TypeError);
  });

  it('bytes that are no WebAssembly', async () => {
    const attempt = neurite.init(Uint8Array.of(1, 2, 3, 4));
    await expect(attempt).rejects.toThrow(neurite.EnvironmentError);
    await expect(attempt).rejects.toThrow(/^init: the source is no WebAssembly, or none is allowed here \(.*magic.*\)/);
  });

  it('another program', async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const attempt = neurite.init(empty);
    await expect(attempt).rejects.toThrow(neurite.EnvironmentError);
    await expect(attempt).rejects.toThrow("init: the source is WebAssembly, but not neurite's (it has no memory, ");
  });

  it('the module of the other precision', async () => {
    const attempt = neurite.init(bytes32);
    await expect(attempt).rejects.toThrow(neurite.EnvironmentError);
    await expect(attempt).rejects.toThrow(
      'init: the source is the float32 module of neurite, but float64 is asked for.',
    );
  });

  it('an answer that is no success', async () => {
    const address = `${server}/nothing.wasm`;
    const attempt = neurite.init(address);
    await expect(attempt).rejects.toThrow(neurite.EnvironmentError);
    await expect(attempt).rejects.toThrow(`init: ${address} can't be had (status 404 Not Found).`);
  });

  it('a response that was read before', async () => {
    const response = new Response(Uint8Array.from(bytes));
    await response.arrayBuffer();
    const attempt = neurite.init(response);
    await expect(attempt).rejects.toThrow(neurite.EnvironmentError);
    await expect(attempt).rejects.toThrow("init: the response can't be read (");
  });

  it.each(['file:///no/such/file.wasm', 'nonsense:', 'http://127.0.0.1:1/'])('%s', async (address) => {
    const attempt = neurite.init(address);
    await expect(attempt).rejects.toThrow(neurite.EnvironmentError);
    await expect(attempt).rejects.toThrow(`init: ${address} can't be had (`);
  });

  it('a promise that fails, with its own reason', async () => {
    await expect(neurite.init(Promise.reject(new Error('offline')))).rejects.toThrow('offline');
  });
});

describe('where a page forbids WebAssembly', () => {
  beforeEach(() => {
    const refusal = new WebAssembly.CompileError('violates the Content Security Policy');
    class Forbidden {
      constructor() {
        throw refusal;
      }
    }
    vi.spyOn(WebAssembly, 'Module').mockImplementation(Forbidden as never);
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(refusal);
  });

  const message =
    'WebAssembly could not be compiled here (violates the Content Security Policy). ' +
    "In a page, add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy; " +
    "or use { engine: 'javascript' }, which gives the same numbers.";

  it('a network says what to do, and the JavaScript engine does it', () => {
    expect(() => weights()).toThrow(neurite.EnvironmentError);
    expect(() => weights()).toThrow(message);
    expect(weights('javascript')).toEqual(WEIGHTS);
  });

  it('init says so too', async () => {
    await expect(neurite.init()).rejects.toThrow(neurite.EnvironmentError);
    await expect(neurite.init()).rejects.toThrow(message);
  });
});
