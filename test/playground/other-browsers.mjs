// Firefox and WebKit load each part of the built page and train: they are sent to tour.html, which reports by itself.
// Run it by `npm run test:playground`. What is not on this machine: node test/everywhere/run.mjs says how to get it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runtimes } from '../everywhere/runtimes.mjs';
import { serve } from './site.mjs';

for (const name of ['firefox', 'webkit']) {
  test(`${name} loads each part and trains`, { timeout: 180_000 }, async () => {
    const { program, probe } = runtimes.find((runtime) => runtime.name === name);
    const [command, ...parts] = program();
    assert.ok(command && parts.every(Boolean), `${name} is not on this machine`);
    let receive;
    const report = new Promise((resolve) => {
      receive = resolve;
    });
    const site = await serve((file, request, response) => {
      if (file === 'tour.html') response.end(readFileSync(new URL('tour.html', import.meta.url)));
      else if (file === 'report') {
        let text = '';
        request.on('data', (piece) => {
          text += piece;
        });
        request.on('end', () => {
          response.end();
          receive(JSON.parse(text));
        });
      } else return false;
      return true;
    });
    // A home of its own: no profile, no memory.
    const home = mkdtempSync(join(tmpdir(), 'neurite-'));
    const browser = spawn(command, [...parts, ...probe(`${site.url}tour.html`)], {
      detached: true, // a group of its own, which can be ended together
      stdio: 'ignore',
      env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home },
    });
    try {
      const seen = await report;
      console.log(`${name}: ${JSON.stringify(seen)}`);
      assert.deepEqual(seen.errors, []);
      assert.equal(seen.answer, '0.9999584');
      assert.ok(seen.epochs > 20);
      assert.ok(Number.parseFloat(seen.accuracy) > 95);
      assert.match(seen.verdict, /times as fast as JavaScript/);
    } finally {
      process.kill(-browser.pid, 'SIGKILL');
      site.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  });
}
