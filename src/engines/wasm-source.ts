// What `init` takes, down to a compiled module.

import { show } from '../check.ts';
import { EnvironmentError } from '../errors.ts';

/** What `init` takes: a compiled module, its bytes, a response or the address to fetch it from. */
export type WasmSource = WebAssembly.Module | BufferSource | Response | URL | string;

/** @throws TypeError where `source` is of another kind */
export function checkSource(source: unknown): asserts source is WasmSource {
  if (isModule(source) || isBytes(source) || isResponse(source) || isAddress(source)) return;
  throw new TypeError(
    `init: source must be a WebAssembly.Module, bytes, a Response, a URL or undefined, got ${show(source)}.`,
  );
}

/** @throws EnvironmentError where the source can't be had, or is no WebAssembly */
export async function compileSource(source: WasmSource): Promise<WebAssembly.Module> {
  if (isModule(source)) return source;
  const bytes = isBytes(source) ? source : await (isResponse(source) ? readBytes(source) : fetchFrom(source));
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new EnvironmentError(
      `init: the source is no WebAssembly, or none is allowed here (${reason(cause)}). ${ADVICE}`,
      { cause },
    );
  }
}

const ADVICE =
  "In a page, add 'wasm-unsafe-eval' to the script-src of its Content-Security-Policy; " +
  "or use { engine: 'javascript' }, which gives the same numbers.";

/** @throws EnvironmentError where WebAssembly is not allowed */
export function compileBytes(bytes: BufferSource): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    return refuseToCompile(error);
  }
}

/** For the bytes inside the package. @throws EnvironmentError */
export function refuseToCompile(cause: unknown): never {
  throw new EnvironmentError(`WebAssembly could not be compiled here (${reason(cause)}). ${ADVICE}`, { cause });
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** By its class name, as instanceof fails for a module from another realm. */
function isModule(source: unknown): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === '[object WebAssembly.Module]';
}

function isBytes(source: unknown): source is BufferSource {
  return source instanceof ArrayBuffer || ArrayBuffer.isView(source);
}

/** Without the class, which Node loads, with all of its fetch, when it is named. */
function isResponse(source: unknown): source is Response {
  return Object.prototype.toString.call(source) === '[object Response]';
}

function isAddress(source: unknown): source is URL | string {
  return typeof source === 'string' || source instanceof URL;
}

async function fetchFrom(address: URL | string): Promise<BufferSource> {
  let response: Response;
  try {
    // Node's fetch knows no files.
    const files = /^file:/i.test(String(address)) && globalThis.process?.getBuiltinModule?.('node:fs/promises');
    if (files) return await files.readFile(new URL(address));
    response = await fetch(address);
  } catch (cause) {
    throw new EnvironmentError(`init: ${address} can't be had (${reason(cause)}).`, { cause });
  }
  return readBytes(response);
}

async function readBytes(response: Response): Promise<ArrayBuffer> {
  if (!response.ok) {
    throw new EnvironmentError(
      `init: ${response.url || 'the response'} can't be had (status ${response.status} ${response.statusText}).`,
    );
  }
  try {
    return await response.arrayBuffer();
  } catch (cause) {
    throw new EnvironmentError(`init: ${response.url || 'the response'} can't be read (${reason(cause)}).`, { cause });
  }
}
