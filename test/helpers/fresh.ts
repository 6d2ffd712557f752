// Entries of the package whose modules were never loaded before: nothing is compiled yet.

import { vi } from 'vitest';

export type Neurite = typeof import('../../src/index.ts');
export type Entry = 'neurite' | 'neurite/slim' | 'neurite/javascript';

/** A page keeps every module that it loaded, so there it is the built entry, each time from another address. */
export const IS_BUILT = 'document' in globalThis;

let loaded = 0;

export async function freshEntry(entry: Entry): Promise<Neurite> {
  if (IS_BUILT) return import(/* @vite-ignore */ `/build/${entry.replace('/', '.')}.js?fresh=${loaded++}`);
  vi.resetModules();
  if (entry === 'neurite/slim') {
    vi.doMock('../../src/engines/wasm-embedded.ts', () => import('../../src/engines/wasm-beside.ts'));
  }
  if (entry === 'neurite/javascript') {
    vi.doMock('../../src/engines/wasm.ts', () => import('../../src/engines/wasm-none.ts'));
  }
  try {
    return await import('../../src/index.ts');
  } finally {
    vi.doUnmock('../../src/engines/wasm-embedded.ts');
    vi.doUnmock('../../src/engines/wasm.ts');
  }
}
