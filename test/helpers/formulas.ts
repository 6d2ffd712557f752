// The formulas of the JavaScript engine in either precision, for tests of single functions.

import { vi } from 'vitest';
import type { Precision } from '../../src/index.ts';
import { builtModule } from './built.ts';
import { IS_PAGE } from './runtime.ts';

const sources = {
  activations: () => import('../../src/engines/javascript/activations.ts'),
  math: () => import('../../src/engines/javascript/math.ts'),
};

type Formulas = { [File in keyof typeof sources]: Awaited<ReturnType<(typeof sources)[File]>> };

/** As the package ships them, by test/setup.ts: fast. */
export function builtFormulas<File extends keyof Formulas>(file: File, precision: Precision): Promise<Formulas[File]> {
  return builtModule(`test/${file}-${precision}.mjs`);
}

/** From the sources, so that their coverage counts; a page, which can't load them in two precisions, has the built ones. */
export async function formulas<File extends keyof Formulas>(file: File, precision: Precision): Promise<Formulas[File]> {
  if (IS_PAGE) return builtFormulas(file, precision);
  vi.resetModules();
  if (precision === 'float32') {
    vi.doMock('../../src/engines/javascript/precision.ts', () => import('../../src/engines/javascript/precision32.ts'));
  }
  try {
    return (await sources[file]()) as Formulas[File];
  } finally {
    vi.doUnmock('../../src/engines/javascript/precision.ts');
  }
}
