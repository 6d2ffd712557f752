// Files, where the runtime has them. Node's modules are asked for when they are needed, and in a way that bundlers for
// the browser do not follow.

import { show } from './check.ts';
import { EnvironmentError } from './errors.ts';

function builtin<T>(name: string, where: string): T {
  const found = globalThis.process?.getBuiltinModule?.(name);
  if (!found) {
    throw new EnvironmentError(
      `${where}: there are no files here; keep what toJSON() gives (localStorage, a download), and hand it to fromJSON.`,
    );
  }
  return found as T;
}

function checkPath(where: string, path: unknown): void {
  if ((typeof path === 'string' && path !== '') || path instanceof URL) return;
  throw new TypeError(`${where}: path must be a string or a file: URL, got ${show(path)}.`);
}

/** Writes beside the file, flushes, renames: at any moment the old text or the new one is there, whole. */
export async function saveText(path: string | URL, text: string): Promise<void> {
  checkPath('saveToFile', path);
  const { open, rename, rm } = builtin<typeof import('node:fs/promises')>('node:fs/promises', 'saveToFile');
  const { fileURLToPath } = builtin<typeof import('node:url')>('node:url', 'saveToFile');
  const { dirname } = builtin<typeof import('node:path')>('node:path', 'saveToFile');
  const file = path instanceof URL ? fileURLToPath(path) : path;
  const temporary = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The new name itself is flushed with its folder, where the system lets folders be opened.
  const folder = await open(dirname(file), 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

export async function loadText(path: string | URL): Promise<string> {
  checkPath('loadFromFile', path);
  const { readFile } = builtin<typeof import('node:fs/promises')>('node:fs/promises', 'loadFromFile');
  return readFile(path, 'utf8');
}
