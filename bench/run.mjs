/**
 * `npm run bench`: neurite's engines beside each other, in one run on this machine.
 *
 *     npm run bench -- [tutorial] [training] [inference] [functions] [growth] [peak]
 *                      [--only 784-128-10]... [--rounds 11] [--json FILE] [--quick]
 *
 * `--only` takes the tables whose title has the text. Every comparison is warmed up, interleaved and repeated; ratios
 * come first, each with the middle half of its spread.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { machine, printMachine, printResults, progress } from './report.mjs';

const PARTS = ['tutorial', 'training', 'inference', 'functions', 'growth', 'peak'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    rounds: { type: 'string', default: '11' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const unknown = positionals.find((name) => !PARTS.includes(name));
if (unknown) throw new RangeError(`unknown part '${unknown}'; the parts are ${PARTS.join(', ')}.`);

const { quick } = values;
const report = { ...machine(), tables: [] };
printMachine(report);
for (const part of positionals.length > 0 ? positionals : PARTS) {
  const { tables } = await import(`./${part}.mjs`);
  for await (const { title, unit, contestants } of tables({ quick })) {
    if (!values.only.some((text) => title.includes(text))) continue;
    const onProgress = progress(title);
    const results = await measure(contestants, {
      rounds: quick ? 3 : Number(values.rounds),
      sampleMilliseconds: quick ? 10 : 40,
      warmupMilliseconds: quick ? 50 : 300,
      limitMilliseconds: quick ? 500 : 5000,
      onProgress,
    });
    onProgress();
    const table = { part, title, unit, results };
    report.tables.push(table);
    printResults(table);
  }
}
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
