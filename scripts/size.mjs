// npm run size: what each entry and each .wasm weighs as it is published, in bytes and gzipped. Fails where one is heavier
// than its limit; the target is where it shall go.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** File → [limit, target], kB gzipped. */
const BUDGETS = {
  'neurite.js': [44.9, 32],
  'neurite.slim.js': [27.1, 16],
  'neurite.workerd.js': [27.1, 16],
  'neurite.javascript.js': [24, 14],
  'float64.wasm': [11.8, 8],
  'float32.wasm': [11.8, 8],
};

const inKilobytes = (bytes) => (bytes / 1000).toFixed(1);

const rows = Object.entries(BUDGETS).map(([file, [limit, target]]) => {
  const bytes = readFileSync(new URL(`../build/${file}`, import.meta.url));
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  return { file, bytes: bytes.length, gzipped, limit, target, isOver: gzipped > 1000 * limit };
});

print('kB', 'bytes', 'gzipped', 'limit', 'target');
for (const { file, bytes, gzipped, limit, target, isOver } of rows) {
  const verdict = isOver ? 'OVER THE LIMIT' : gzipped > 1000 * target ? 'over the target' : '';
  print(file, inKilobytes(bytes), inKilobytes(gzipped), String(limit), String(target), verdict);
}
process.exitCode = rows.some(({ isOver }) => isOver) ? 1 : 0;

function print(file, bytes, gzipped, limit, target, verdict = '') {
  const numbers = [bytes, gzipped, limit, target].map((text) => text.padStart(9)).join('');
  console.log(`${file.padEnd(22)}${numbers}  ${verdict}`.trimEnd());
}
