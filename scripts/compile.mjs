// Compiles AssemblyScript: the flags are the target's in asconfig.json, the file and the place of the result are given.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import asc from 'assemblyscript/asc';

/** @param {string} entry a source file  @param {string} target a name in asconfig.json  @param {string} outFile */
export async function compile(entry, target, outFile) {
  mkdirSync(dirname(outFile), { recursive: true });
  const { error, stderr } = await asc.main([entry, '--target', target, '--outFile', outFile]);
  if (error) throw new Error(`asc ${entry} --target ${target}: ${error.message}\n${stderr}`);
}
