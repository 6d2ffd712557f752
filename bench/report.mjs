/** How the bench speaks: tables, quantities, progress, and what machine it ran on. */
import { cpus, totalmem } from 'node:os';

/** The machine and the runtime, for the head of a report. */
export function machine() {
  const { model } = cpus()[0] ?? { model: 'unknown processor' };
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: model.trim(),
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
  };
}

/** Three significant digits with an SI prefix: 12,400,000 is '12.4 M', 0.00036 is '360 u'. */
export function quantity(value) {
  if (!Number.isFinite(value)) return '-';
  const steps = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
    [1, ''],
    [1e-3, 'm'],
    [1e-6, 'u'],
    [1e-9, 'n'],
  ];
  const [scale, prefix] = steps.find(([size]) => Math.abs(value) >= size * 0.9995) ?? steps.at(-1);
  const digits = Number((value / scale).toPrecision(3)).toString();
  return prefix === '' ? digits : `${digits} ${prefix}`;
}

/** Prints what `machine` knows. */
export function printMachine({ processor, cores, system, node, v8 }) {
  console.log(`${processor}, ${cores} cores, ${system}; Node.js ${node}, V8 ${v8}`);
}

/**
 * Prints the results of `measure`, ratios first.
 *
 * @param {object} table
 * @param {string} table.title
 * @param {string} table.unit What the rate counts, such as 'samples/s'.
 * @param {import('./measure.mjs').Result[]} table.results
 * @param {object} [options]
 * @param {boolean} [options.inverse] The other way round: how many times as fast the reference is.
 * @param {Record<string, (result: object) => string>} [options.columns] Further columns: heading to cell.
 */
export function printResults({ title, unit, results }, { inverse = false, columns = {} } = {}) {
  const reference = results.find(({ ratio, ratioLower }) => ratio === 1 && ratioLower === 1)?.name ?? 'the first';
  const headings = [
    inverse ? `${reference} is` : `x ${reference}`,
    'middle half',
    unit,
    'time',
    ...Object.keys(columns),
    '',
  ];
  const rows = results.map((result) => {
    if (result.error !== undefined) return [...headings.slice(1).fill(''), `${result.name}: ${result.error}`];
    const { name, ratio, ratioLower, ratioUpper, rate, median } = result;
    const [low, middle, high] = inverse ? [1 / ratioUpper, 1 / ratio, 1 / ratioLower] : [ratioLower, ratio, ratioUpper];
    return [
      `${times(middle)}x`,
      `${times(low)}-${times(high)}`,
      quantity(rate),
      `${quantity(median / 1000)}s`,
      ...Object.values(columns).map((cell) => cell(result)),
      name,
    ];
  });
  printTable(title, headings, rows);
}

/** A ratio with three significant digits, or two behind the point below 1. */
function times(ratio) {
  if (Number.isNaN(ratio)) return '-';
  return ratio < 1 ? ratio.toFixed(2) : Number(ratio.toPrecision(3)).toString();
}

/** Prints rows under a title and headings; every column but the last is set flush right. */
export function printTable(title, headings, rows) {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  console.log(`\n${title}`);
  for (const line of lines) {
    const cells = line.map((cell, column) => (column < line.length - 1 ? cell.padStart(widths[column]) : cell));
    console.log(`  ${cells.join('  ')}`);
  }
}

/**
 * A listener for measure's `onProgress`: on a terminal one line that is written over, elsewhere a line for each phase.
 * Called without an argument it clears the line. Speaks on standard error, so that tables can be redirected.
 */
export function progress(title) {
  const { stderr } = process;
  let last;
  return (step) => {
    if (stderr.isTTY) {
      const line = step ? `${title}: ${step.phase}, ${step.name} (${step.done}/${step.total})` : '';
      stderr.write(`\r\x1b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
    } else if (step && step.phase !== last) {
      last = step.phase;
      stderr.write(`${title}: ${step.phase}\n`);
    }
  };
}
