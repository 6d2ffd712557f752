// Before all tests: compiles the test exports (test/assembly/exports) for each build, so that kernels can be called one by one.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { compile } from '../scripts/compile.mjs';

export const TARGETS = ['float64', 'float64-scalar', 'float32', 'float32-scalar'];

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(`${entry.parentPath}/${entry.name}`).mtimeMs),
  );
}

export default async function setup(): Promise<void> {
  const sourcesChanged = Math.max(
    newest('assembly'),
    newest('test/assembly/exports'),
    statSync('asconfig.json').mtimeMs,
  );
  for (const file of readdirSync('test/assembly/exports')) {
    for (const target of TARGETS) {
      const outFile = `build/test/${file.replace('.ts', '')}-${target}.wasm`;
      if (existsSync(outFile) && statSync(outFile).mtimeMs > sourcesChanged) continue;
      await compile(`test/assembly/exports/${file}`, target, outFile);
    }
  }
}
