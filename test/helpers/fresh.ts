// Entries of the package whose modules were never loaded before: nothing is compiled yet.

import { vi } from 'vitest';
import { IS_PAGE } from './runtime.ts';

export type Neurite = typeof import('../../src/index.ts');
export type Entry = 'neurite' | 'neurite/slim' | 'neurite/javascript';

let loaded = 0;

/** From its sources in Node; a page keeps every module that it loaded, so there as it is built, from another address each time. */
export async function freshEntry(entry: Entry): Promise<Neurite> {
  if (IS_PAGE) return import(/* @vite-ignore */ `/build/${entry.replace('/', '.')}.js?fresh=${loaded++}`);
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
