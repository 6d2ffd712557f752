// What is built, in Node and in a browser.

/// <reference types="vite/client" />

import type * as development from '../../src/development.ts';

const modules = import.meta.glob('../../build/{development,test}/*.{js,mjs}');
const wasm = import.meta.glob('../../build/{,test/}*.wasm', { query: '?url&inline', import: 'default' });

/** A module of build/. */
export async function builtModule<T>(path: string): Promise<T> {
  return (await modules[`../../build/${path}`]()) as T;
}

/** The bytes of a WebAssembly module of build/. */
export async function wasmBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const address = (await wasm[`../../build/${path}`]()) as string;
  return new Uint8Array(await (await fetch(address)).arrayBuffer());
}

// The package as it is built, for tests that train a lot: Vitest turns imports between source files into property reads,
// which makes the JavaScript engine many times slower than it is.
export const { createWasmEngine, crossValidate, NeuralNetwork, replaceEngine } =
  await builtModule<typeof development>('development/neurite.js');
