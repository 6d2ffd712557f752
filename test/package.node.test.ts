// The entries as they are built: what each exports, carries and needs, and that the same program ends in the same bits.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const ENTRIES = ['neurite', 'neurite/slim', 'neurite/javascript'];

/** What the program prints in a Node of its own; `load` is its first line. */
function run(load: string, program: string): unknown {
  const kind = load.includes('require') ? 'commonjs' : 'module';
  const text = `${load}\n(async () => { ${program} })();`;
  const noWarnings = ['--no-warnings', `--input-type=${kind}`, '--eval', text];
  return JSON.parse(execFileSync(process.execPath, noWarnings, { encoding: 'utf8' }));
}

const TRAIN = `
  await neurite.init();
  const network = new neurite.NeuralNetwork({ layers: [2, 4, 1], seed: 1 });
  const { losses } = network.train([[0, 1], [1, 1]], [[1], [0]], { epochs: 20 });
  console.log(JSON.stringify({ engine: network.engine, bits: [...losses, ...network.think([1, 0])] }));`;

function files(target: unknown): string[] {
  return typeof target === 'string' ? [target] : Object.values(target as object).flatMap(files);
}

describe('package.json', () => {
  it('names only files that are there', () => {
    for (const file of files(manifest.exports)) expect(existsSync(file), file).toBe(true);
  });

  it('depends on nothing, and runs nothing when it is installed', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    for (const script of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts).not.toHaveProperty(script);
  });
});

describe('the entries', () => {
  it('have the same names', () => {
    const names = ENTRIES.map((entry) =>
      run(`import * as neurite from '${entry}';`, 'console.log(JSON.stringify(Object.keys(neurite)));'),
    );
    expect(names[0]).toContain('NeuralNetwork');
    expect(names[1]).toEqual(names[0]);
    expect(names[2]).toEqual(names[0]);
  });

  it('compute the same bits, also by require', () => {
    const [own, slim, javascript] = ENTRIES.map((entry) => run(`import * as neurite from '${entry}';`, TRAIN));
    expect(own).toMatchObject({ engine: 'wasm' });
    expect(slim).toEqual(own);
    expect(javascript).toEqual({ ...(own as object), engine: 'javascript' });
    expect(run("const neurite = require('neurite');", TRAIN)).toEqual(own);
  });

  it('compile nothing when they are loaded', () => {
    for (const entry of ENTRIES) {
      const load = `let compiled = 0;
        for (const name of ['Module', 'Instance', 'compile', 'instantiate'])
          WebAssembly[name] = new Proxy(WebAssembly[name], {
            construct: (...call) => (compiled++, Reflect.construct(...call)),
            apply: (...call) => (compiled++, Reflect.apply(...call)),
          });
        const neurite = await import('${entry}');`;
      expect(run(load, 'console.log(compiled);'), entry).toBe(0);
    }
  });

  it('carry WebAssembly only in neurite', () => {
    // How a .wasm file begins, as src/engines/wasm-text.ts reads it.
    const carried = (file: string) => readFileSync(file, 'utf8').split('0}4}F}@1000').length - 1;
    expect(carried('build/neurite.js')).toBe(2);
    for (const name of ['slim', 'workerd', 'javascript']) expect(carried(`build/neurite.${name}.js`), name).toBe(0);
    expect(readFileSync('build/neurite.javascript.js', 'utf8')).not.toContain('WebAssembly.');
  });

  it('name their class for whoever looks at a network', () => {
    for (const entry of ENTRIES) {
      const name = run(`import { NeuralNetwork } from '${entry}';`, 'console.log(JSON.stringify(NeuralNetwork.name));');
      expect(name, entry).toBe('NeuralNetwork');
    }
  });
});
