// A server of WebAssembly for pages of every origin, started by test/setup.ts.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the server, without a slash at its end. */
    server: string;
  }
}

/** @returns the address, and what closes the server */
export async function startServer() {
  const server = createServer(({ url }, response) => {
    const found = url === '/float64.wasm';
    response.writeHead(found ? 200 : 404, {
      'access-control-allow-origin': '*',
      'content-type': found ? 'application/wasm' : 'text/plain',
    });
    response.end(found ? readFileSync('build/float64.wasm') : 'not here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}
