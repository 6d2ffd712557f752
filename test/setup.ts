// Before all tests: compiles the test exports (test/assembly/exports) for each build, so that kernels can be called one by one.

import { readdirSync } from 'node:fs';
import { compile } from '../scripts/compile.mjs';

export const TARGETS = ['float64', 'float64-scalar', 'float32', 'float32-scalar'];

export default async function setup(): Promise<void> {
  for (const file of readdirSync('test/assembly/exports')) {
    for (const target of TARGETS) {
      await compile(`test/assembly/exports/${file}`, target, `build/test/${file.replace('.ts', '')}-${target}.wasm`);
    }
  }
}
