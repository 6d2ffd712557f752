// Handwritten digits: the real ones, and what a visitor draws made into the same form.

import { uniformNumbers } from '../shared/random.ts';

/** Pixels along a side of an image. */
export const SIDE = 8;
/** The largest count of a pixel, which becomes 1. */
const DARKEST = 16;

export interface Images {
  /** [rows, 64], 0 … 1. */
  inputs: Float64Array;
  labels: number[];
}

/** Reads data/digits.txt; its README says how it is written. */
export function readImages(text: string): Images {
  const lines = text.trim().split('\n');
  const inputs = new Float64Array(lines.length * SIDE * SIDE);
  lines.forEach((line, row) => {
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      inputs[row * SIDE * SIDE + pixel] = Number.parseInt(line[2 + pixel], DARKEST + 1) / DARKEST;
    }
  });
  return { inputs, labels: lines.map((line) => Number(line[0])) };
}

/** Images for training, and images held out, drawn by a seed. */
export function split({ inputs, labels }: Images, held: number, seed: number): { train: Images; test: Images } {
  const random = uniformNumbers(seed);
  const order = Array.from(labels.keys());
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  const pick = (rows: number[]): Images => {
    const picked = new Float64Array(rows.length * SIDE * SIDE);
    rows.forEach((row, at) => {
      picked.set(inputs.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE), at * SIDE * SIDE);
    });
    return { inputs: picked, labels: rows.map((row) => labels[row]) };
  };
  return { train: pick(order.slice(held)), test: pick(order.slice(0, held)) };
}

/** The images, and each once more moved a pixel to the left and to the right: nobody draws quite in the middle. */
export function withShifts({ inputs, labels }: Images): Images {
  const moved = [-1, 0, 1].map((shift) =>
    inputs.map((_, at) => {
      const column = (at % SIDE) - shift;
      return column >= 0 && column < SIDE ? inputs[at - shift] : 0;
    }),
  );
  return {
    inputs: Float64Array.from(moved.flatMap((images) => Array.from(images))),
    labels: [...labels, ...labels, ...labels],
  };
}

export type Stroke = [x: number, y: number][];

/** Pixels along a side of the picture that is counted into an image, as the makers of the data did. */
const FINE = 32;
/** Width of a pen's line in that picture: with it, a digit has as much ink as those of the data. */
const PEN = 4.6;
/** Digits of the data are this wide, but for slim ones. */
const WIDE = 18;

/**
 * Strokes in any units, as an image like those of the data: moved and scaled to fill the height and three quarters of the
 * width, drawn in black and white at 32 x 32, and black pixels counted in blocks of 4 x 4.
 */
export function imageOf(strokes: Stroke[]): Float64Array {
  const image = new Float64Array(SIDE * SIDE);
  const points = strokes.flat();
  if (points.length === 0) return image;
  const [left, right] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
  const [top, bottom] = [Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([, y]) => y))];
  const scaleY = (FINE - PEN) / Math.max(bottom - top, (right - left) / 3, 1e-3);
  const width = (right - left) * scaleY;
  const scaleX = width > 0 ? (scaleY * Math.min(WIDE, 1.5 * width)) / width : scaleY;
  const canvas = new OffscreenCanvas(FINE, FINE);
  const context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  context.lineWidth = PEN;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const place = ([x, y]: [number, number]): [number, number] => [
    FINE / 2 + (x - (left + right) / 2) * scaleX,
    FINE / 2 + (y - (top + bottom) / 2) * scaleY,
  ];
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(...place(stroke[0]));
    for (const point of stroke) context.lineTo(...place(point));
    context.stroke();
  }
  const { data } = context.getImageData(0, 0, FINE, FINE);
  const block = FINE / SIDE;
  for (let pixel = 0; pixel < FINE * FINE; pixel++) {
    const isBlack = data[4 * pixel + 3] > 127;
    const [row, column] = [Math.floor(pixel / FINE / block), Math.floor((pixel % FINE) / block)];
    if (isBlack) image[row * SIDE + column] += 1 / DARKEST;
  }
  return image;
}
