// The built page behind a plain file server, under a path of its own, and a browser to open it in.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { installChromium } from '../../scripts/install-chromium.mjs';

const require = createRequire(new URL('../../playground/package.json', import.meta.url));
export const { chromium } = require('playwright-core');
export const { default: AxeBuilder } = require('@axe-core/playwright');

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain',
};

/**
 * @param answer  what else the server answers to: (file, request, response) → whether it did
 * @returns the address of the page, what was sent of each file in gzipped bytes, and what ends the server
 */
export async function serve(answer = () => false) {
  const folder = fileURLToPath(new URL('../../playground/dist/', import.meta.url));
  const path = '/some/where/';
  const sent = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = normalize(pathname).slice(path.length) || 'index.html';
    if (answer(file, request, response)) return;
    try {
      if (!pathname.startsWith(path)) throw new Error('not here');
      const bytes = readFileSync(join(folder, file));
      sent.set(file, gzipSync(bytes).length);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}${path}`, sent, close: () => server.close() };
}

export function launch() {
  return chromium.launch({
    executablePath: installChromium(),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}
