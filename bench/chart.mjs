/**
 * A chart of measured rates as SVG, from what `--json` of the bench or of the bench against peers wrote.
 *
 *     node bench/chart.mjs results.json [--title 'training 4-16-3, batch 16']... > chart.svg
 *
 * A panel for each table (all of them unless titles are given), a bar for each contestant, the fastest first, as long as
 * its rate. Light and dark follow the reader's setting.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { quantity } from './report.mjs';

const BAR = 16;
const ROW = 22;
const NAMES = 190;
const BARS = 150;
const VALUES = 70;
const PANEL = NAMES + BARS + VALUES;
const GAP = 28;
const COLUMNS = 2;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; }
  .quiet { fill: #57606a; }
  .bar { fill: #b6bfc9; }
  .neurite { fill: #6d4aff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .bar { fill: #4b535d; }
    .neurite { fill: #a48bff; }
  }`;

/**
 * @param {{ tables: { title: string, unit: string, results: import('./measure.mjs').Result[] }[] }} report
 * @returns {string} SVG
 */
function chart({ processor, node, tables }) {
  const panels = tables.map(panel);
  const lines = [];
  for (let first = 0; first < panels.length; first += COLUMNS) lines.push(panels.slice(first, first + COLUMNS));
  let y = GAP;
  const groups = lines.flatMap((line) => {
    const placed = line.map(
      ({ svg }, column) => `<g transform="translate(${GAP + column * (PANEL + GAP)} ${y})">${svg}</g>`,
    );
    y += Math.max(...line.map(({ height }) => height)) + GAP;
    return placed;
  });
  const width = GAP + Math.min(COLUMNS, panels.length) * (PANEL + GAP);
  const foot = `<text class="quiet" x="${GAP}" y="${y}">${escapeText(`${processor}, Node.js ${node}`)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + GAP}" width="${width}" height="${y + GAP}" role="img">
<style>${STYLE}
</style>
${[...groups, foot].join('\n')}
</svg>
`;
}

function panel({ title, unit, results }) {
  const measured = results.filter(({ error }) => error === undefined).sort((a, b) => b.rate - a.rate);
  const rows = measured.map(({ name, rate }, row) => {
    const y = ROW * (row + 1);
    const width = Math.max(1, (BARS * rate) / measured[0].rate);
    const kind = /^(neurite|wasm)/.test(name) ? 'bar neurite' : 'bar';
    return [
      `<text x="${NAMES - 8}" y="${y + 12}" text-anchor="end">${escapeText(name)}</text>`,
      `<rect class="${kind}" x="${NAMES}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="2"/>`,
      `<text class="quiet" x="${(NAMES + width + 6).toFixed(1)}" y="${y + 12}">${quantity(rate)}</text>`,
    ].join('');
  });
  const heading = `<text class="title" y="10">${escapeText(title)}</text><text class="quiet" x="${PANEL}" y="10" text-anchor="end">${escapeText(unit)}</text>`;
  return { svg: [heading, ...rows].join('\n'), height: ROW * (measured.length + 1) };
}

function escapeText(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { title: { type: 'string', multiple: true } },
});
const report = JSON.parse(readFileSync(positionals[0], 'utf8'));
const chosen = values.title ? report.tables.filter(({ title }) => values.title.includes(title)) : report.tables;
process.stdout.write(chart({ ...report, tables: chosen }));
