// Where neurons and lines lie in the drawing of the network.

export interface Spot {
  /** Middle of the neuron. */
  x: number;
  y: number;
  size: number;
}

export interface Layout {
  width: number;
  height: number;
  /** For each layer, inputs first. */
  layers: { middle: number; spots: Spot[] }[];
}

const LARGEST = 46;
const MOST_IN_A_COLUMN = 16;
/** Narrowest place of a layer, for its controls. */
const NARROWEST = 104;
const END = 64;

export function layOut(units: readonly number[], available: number, height: number): Layout {
  const widths = units.map((count, layer) => {
    const { columns, pitch } = columnsOf(count, height);
    const isEnd = layer === 0 || layer === units.length - 1;
    return Math.max(columns * pitch + 14, isEnd ? END : NARROWEST);
  });
  const needed = widths.reduce((sum, width) => sum + width, 0) + 18 * (units.length - 1);
  const width = Math.max(available, needed);
  const gap = units.length > 1 ? (width - needed) / (units.length - 1) + 18 : 0;
  let left = 0;
  const layers = units.map((count, layer) => {
    const middle = left + widths[layer] / 2;
    left += widths[layer] + gap;
    const { columns, rows, pitch, size } = columnsOf(count, height);
    const spots = Array.from({ length: count }, (_, unit) => ({
      x: middle + (Math.floor(unit / rows) - (columns - 1) / 2) * pitch,
      y: height / 2 + ((unit % rows) - (rows - 1) / 2) * pitch,
      size,
    }));
    return { middle, spots };
  });
  return { width, height, layers };
}

function columnsOf(count: number, height: number) {
  const columns = Math.ceil(count / MOST_IN_A_COLUMN);
  const rows = Math.ceil(count / columns);
  const pitch = Math.min(LARGEST * 1.32, (height - 8) / rows);
  return { columns, rows, pitch, size: Math.min(LARGEST, pitch * 0.8) };
}

/** A line from one neuron to another. */
export interface Link {
  layer: number;
  from: number;
  to: number;
  weight: number;
}

/** Lines shown between two layers: the thinnest of very many can't be seen anyway. */
const MOST_LINKS = 160;

/** The links of a layer of weights [fanIn, fanOut]: of too many, the strongest. */
export function linksOf(weights: Float64Array, layer: number, fanOut: number): Link[] {
  const sizes = weights.map(Math.abs).sort();
  const least = sizes.length > MOST_LINKS ? sizes[sizes.length - MOST_LINKS] : 0;
  const links: Link[] = [];
  weights.forEach((weight, index) => {
    if (Math.abs(weight) >= least) links.push({ layer, from: Math.floor(index / fanOut), to: index % fanOut, weight });
  });
  return links;
}

/** Ends and handles of a link's curve. */
export function curveOf({ layers }: Layout, { layer, from, to }: Link) {
  const start = layers[layer].spots[from];
  const end = layers[layer + 1].spots[to];
  const [x1, x2] = [start.x + start.size / 2, end.x - end.size / 2];
  const bend = (x2 - x1) / 2;
  return { x1, y1: start.y, x2, y2: end.y, bend };
}

/** The link nearest to a place, within `reach`. */
export function linkAt(layout: Layout, links: Link[], x: number, y: number, reach: number): Link | undefined {
  let best: Link | undefined;
  let least = reach;
  for (const link of links) {
    const { x1, y1, x2, y2, bend } = curveOf(layout, link);
    if (x < x1 || x > x2) continue;
    // The curve is flat at both ends: y follows a smooth step of x, near enough.
    for (let step = 0; step <= 12; step++) {
      const t = step / 12;
      const u = 1 - t;
      const curveX = u * u * u * x1 + 3 * u * u * t * (x1 + bend) + 3 * u * t * t * (x2 - bend) + t * t * t * x2;
      const curveY = (u * u * u + 3 * u * u * t) * y1 + (3 * u * t * t + t * t * t) * y2;
      const distance = Math.hypot(0.4 * (curveX - x), curveY - y);
      if (distance < least) {
        least = distance;
        best = link;
      }
    }
  }
  return best;
}
