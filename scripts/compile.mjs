// Compiles AssemblyScript: the flags are the target's in asconfig.json, the file and the place of the result are given.

import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import asc from 'assemblyscript/asc';

/**
 * Compiles unless the result is newer than every source.
 *
 * @param {string} entry    a source file
 * @param {string} target   a name in asconfig.json
 * @param {string} outFile  the .wasm to write
 */
export async function compile(entry, target, outFile) {
  const changed = Math.max(newest('assembly'), newest(dirname(entry)), statSync('asconfig.json').mtimeMs);
  if (existsSync(outFile) && statSync(outFile).mtimeMs > changed) return;
  mkdirSync(dirname(outFile), { recursive: true });
  const { error, stderr } = await asc.main([entry, '--target', target, '--outFile', outFile]);
  if (error) throw new Error(`asc ${entry} --target ${target}: ${error.message}\n${stderr}`);
}

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => statSync(`${file.parentPath}/${file.name}`).mtimeMs),
  );
}
