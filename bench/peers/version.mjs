import { readFileSync } from 'node:fs';

/** The version of an installed package, by its own package.json (which its `exports` may hide from `import`). */
export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}
