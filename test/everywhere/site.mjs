/**
 * The package as its users get it: packed, installed into a new folder with the probe beside it, and served.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';

const here = import.meta.dirname;
const execute = promisify(execFile);

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * @param source  the project's folder, or a tarball of it
 * @returns { folder, homeOf(name), pageOf(name), reportOf(name), close() }: the folder with the package, a home folder, the
 *   address of the page, and a promise of what that page posts, for each runtime by its name
 */
export async function openSite(source) {
  const root = await mkdtemp(join(tmpdir(), 'neurite-everywhere-'));
  const folder = join(root, 'app');
  await mkdir(folder);
  await install(source, root, folder);

  const reports = new Map();
  const server = createServer((request, response) => serve(folder, reports, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;

  return {
    folder,
    homeOf: (name) => join(root, name),
    pageOf: (name) => `${origin}/page.html?${name}`,
    reportOf: (name) => new Promise((resolve) => reports.set(name, resolve)),
    async close() {
      server.close();
      server.closeAllConnections();
      await rm(root, { recursive: true, force: true, maxRetries: 5 }); // a browser may still be writing its profile
    },
  };
}

async function install(source, root, folder) {
  const { stdout } = await execute('npm', ['pack', source, '--json', '--pack-destination', root], { cwd: root });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))); // the build may print before it
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await execute('npm', ['install', '--no-audit', '--no-fund', join(root, filename)], { cwd: folder });

  for (const file of await readdir(join(here, 'hosts'))) await copyFile(join(here, 'hosts', file), join(folder, file));
  await copyFile(join(here, '../golden/probe.mjs'), join(folder, 'probe.mjs'));
  const { exports } = JSON.parse(await readFile(join(folder, 'node_modules/neurite/package.json'), 'utf8'));
  const entry = resolveExport(exports['.'], ['browser', 'import', 'default']);
  await writeFile(join(folder, 'neurite.mjs'), `export * from '${join('/node_modules/neurite', entry)}';\n`);
}

/** The file of an entry of `exports` under these conditions, as a page's author would read it off. */
function resolveExport(entry, conditions) {
  if (typeof entry === 'string') return entry;
  const key = Object.keys(entry).find((condition) => conditions.includes(condition));
  return resolveExport(entry[key], conditions);
}

async function serve(folder, reports, request, response) {
  const { pathname, search } = new URL(request.url, 'http://localhost');
  if (request.method === 'POST') {
    const report = JSON.parse(Buffer.concat(await request.toArray()).toString());
    reports.get(search.slice(1))?.(report);
    response.end();
    return;
  }
  try {
    const body = await readFile(join(folder, normalize(pathname)));
    response.writeHead(200, {
      'content-type': types[extname(pathname)] ?? 'application/octet-stream',
      // The strictest policy under which WebAssembly may run.
      'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}
