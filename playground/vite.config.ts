// Builds a static folder that works from any path of a plain file server, and without a network once it was loaded.

import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const built = (path: string) => fileURLToPath(new URL(`../build/${path}`, import.meta.url));

/** What the built page may load: itself, and nothing else. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
].join('; ');

const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** A service worker that keeps every file of this build, so that the page opens again without a network. */
const offline: Plugin = {
  name: 'offline',
  apply: 'build',
  enforce: 'post',
  generateBundle(_, bundle) {
    const files = ['./', './icon.svg', ...Object.keys(bundle).map((file) => `./${file}`)];
    const version = Object.keys(bundle).sort().join();
    let hash = 0;
    for (const letter of version) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
    const source = `const cacheName = 'neurite-${(hash >>> 0).toString(36)}';
const files = ${JSON.stringify(files.filter((file) => !file.endsWith('.map') && !file.endsWith('index.html')))};
addEventListener('install', (event) => event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files))));
addEventListener('activate', (event) =>
  event.waitUntil(
    caches.keys().then((names) =>
      Promise.all(names.filter((name) => name.startsWith('neurite-') && name !== cacheName).map((name) => caches.delete(name))),
    ),
  ),
);
addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return;
  const { pathname } = new URL(event.request.url);
  const isPage = pathname === new URL('./', location).pathname || pathname === new URL('./index.html', location).pathname;
  event.respondWith(caches.match(isPage ? './' : event.request).then((kept) => kept ?? fetch(event.request)));
});
`;
    this.emitFile({ type: 'asset', fileName: 'offline.js', source });
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  resolve: {
    alias: [
      { find: /^neurite\/development$/, replacement: built('development/neurite.js') },
      { find: /^neurite\/scalar\.wasm/, replacement: built('float64-scalar.wasm') },
      { find: /^neurite$/, replacement: built('neurite.js') },
    ],
  },
  plugins: [contentSecurityPolicy, offline],
  worker: { format: 'es' },
  server: { fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] } },
  build: { target: 'es2022', outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0 },
});
