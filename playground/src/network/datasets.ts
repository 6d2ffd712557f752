// Points of the plane with what the network should answer there. Everything is drawn from a seed, and coordinates are
// rounded to a 4096th, so that a link makes the same points, to the bit, in every browser.

import { uniformNumbers } from '../shared/random.ts';

/** A value for each of two classes or more, or a number. */
export type Task = 'classes' | 'values';

export interface Points {
  /** [rows, 2], row-major. */
  inputs: Float64Array;
  /** [rows]: the number of the class, or the value. */
  answers: Float64Array;
}

export interface Data extends Points {
  task: Task;
  /** Names of the classes; empty where the task is values. */
  classes: string[];
  /** Names of the two columns. */
  columns: [string, string];
  /** What the picture of the plane shows: [left, right], [bottom, top]. */
  bounds: { x: [number, number]; y: [number, number] };
  /** Smallest and largest value. */
  range: [number, number];
  /** Rows for training; they come first. The others test. */
  trainRows: number;
  /** Whether the network has to scale its inputs (and values), because they are somebody's own. */
  needsScaling: boolean;
}

export interface DataSettings {
  data: DataName;
  /** 0 … 0.5 */
  noise: number;
  /** Number of points. */
  points: number;
  /** Share of the points to train on. */
  share: number;
  seed: number;
  own?: Own;
}

/** Points that were drawn or pasted. */
export interface Own extends Points {
  task: Task;
  classes: string[];
  columns: [string, string];
}

type Random = () => number;
type Point = [x: number, y: number, answer: number];

/** Coordinates lie in about -1 … 1; the plane is three times as wide. */
const SIZE = 3;
export const PLANE: [number, number] = [-1.1 * SIZE, 1.1 * SIZE];

interface Recipe {
  label: string;
  task: Task;
  classes: number;
  /** One point, before noise; `share` runs from 0 to 1 over the points of a class, or over all where there are none. */
  point: (kind: number, share: number, random: Random) => [x: number, y: number];
  /** What belongs to a point: for values, and where classes follow from the place. */
  answer?: (x: number, y: number) => number;
  /** How far noise 1 moves a point. */
  spread: number;
}

const TURN = 2 * Math.PI;
const anywhere = (_kind: number, _share: number, random: Random): [number, number] => [
  2 * random() - 1,
  2 * random() - 1,
];
const polar = (radius: number, angle: number): [number, number] => [radius * Math.sin(angle), radius * Math.cos(angle)];

function blob(centres: [number, number][], deviation: number) {
  return (kind: number, _share: number, random: Random): [number, number] => {
    const [x, y] = normals(random);
    return [centres[kind][0] + deviation * x, centres[kind][1] + deviation * y];
  };
}

const corners = (classes: number): [number, number][] =>
  Array.from({ length: classes }, (_, kind) => polar(0.62, (TURN * (kind + 0.5 * (classes % 2 ? 0 : 1))) / classes));

export const RECIPES = {
  circle: {
    label: 'Circle',
    task: 'classes',
    classes: 2,
    point: (kind, _share, random) => polar(kind ? 0.5 * Math.sqrt(random()) : 0.7 + 0.28 * random(), TURN * random()),
    spread: 0.6,
  },
  xor: {
    label: 'Exclusive or',
    task: 'classes',
    classes: 2,
    point: (kind, _share, random) => {
      const [x, y] = [0.06 + 0.92 * random(), 0.06 + 0.92 * random()];
      const side = random() < 0.5 ? 1 : -1;
      return [side * x, (kind ? side : -side) * y];
    },
    spread: 0.5,
  },
  gaussians: {
    label: 'Gaussians',
    task: 'classes',
    classes: 2,
    point: blob(
      [
        [-0.42, -0.42],
        [0.42, 0.42],
      ],
      0.17,
    ),
    spread: 1,
  },
  spirals: {
    label: 'Spirals',
    task: 'classes',
    classes: 2,
    point: (kind, share) => polar(0.06 + 0.92 * share, 1.75 * TURN * share + Math.PI * kind),
    spread: 0.35,
  },
  moons: {
    label: 'Moons',
    task: 'classes',
    classes: 2,
    point: (kind, share) => {
      const angle = Math.PI * share;
      const [x, y] = [Math.cos(angle), Math.sin(angle)];
      return kind ? [0.6 * x - 0.3, 0.9 * y - 0.28] : [0.3 - 0.6 * x, 0.28 - 0.9 * y];
    },
    spread: 0.6,
  },
  three: { label: 'Three classes', task: 'classes', classes: 3, point: blob(corners(3), 0.17), spread: 1 },
  four: {
    label: 'Four classes',
    task: 'classes',
    classes: 4,
    point: (kind, share) => polar(0.1 + 0.88 * share, 0.6 * TURN * share + (TURN * kind) / 4),
    spread: 0.35,
  },
  plane: { label: 'Plane', task: 'values', classes: 0, point: anywhere, answer: (x, y) => (x + y) / 2, spread: 0.5 },
  hills: {
    label: 'Hills',
    task: 'values',
    classes: 0,
    point: anywhere,
    answer: (x, y) => {
      const hill = (centreX: number, centreY: number) => Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / 0.18);
      return hill(-0.5, 0.45) + hill(0.5, -0.45) - hill(-0.45, -0.5) - hill(0.5, 0.5);
    },
    spread: 0.5,
  },
  ripple: {
    label: 'Ripple',
    task: 'values',
    classes: 0,
    point: anywhere,
    answer: (x, y) => Math.cos(6 * Math.sqrt(x * x + y * y)),
    spread: 0.5,
  },
} satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof RECIPES;
export type DataName = RecipeName | 'drawn' | 'pasted';

/** Two numbers of the normal distribution, by Box and Muller's method. */
function normals(random: Random): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return polar(radius, TURN * random());
}

const rounded = (value: number) => Math.round(value * 4096) / 4096;

/** The points of a recipe, classes in turn. */
export function makePoints(name: RecipeName, count: number, noise: number, seed: number): Points {
  const recipe: Recipe = RECIPES[name];
  const random = uniformNumbers(seed);
  const points = Array.from({ length: count }, (_, index): Point => {
    const kinds = Math.max(1, recipe.classes);
    const share = Math.floor(index / kinds) / Math.max(1, Math.ceil(count / kinds) - 1);
    const [x, y] = recipe.point(index % kinds, share, random);
    const answer = recipe.answer ? recipe.answer(x, y) : index % kinds;
    const [first, second] = normals(random);
    const move = noise * recipe.spread * 0.5;
    // Noise moves a point of a class, and changes a value.
    if (recipe.answer) return [x, y, answer + move * first];
    return [x + move * first, y + move * second, answer];
  });
  return {
    inputs: Float64Array.from(points.flatMap(([x, y]) => [rounded(SIZE * x), rounded(SIZE * y)])),
    answers: Float64Array.from(points, ([, , answer]) => rounded(answer)),
  };
}

/** Everything that the page and its worker need to know of the data. */
export function makeData(settings: DataSettings): Data {
  const { data: name, noise, points: count, share, seed, own } = settings;
  const isOwn = name === 'drawn' || name === 'pasted';
  const points = isOwn ? (own ?? emptyDrawing()) : makePoints(name, count, noise, seed);
  const classes = isOwn
    ? (own ?? emptyDrawing()).classes
    : Array.from({ length: RECIPES[name].classes }, (_, kind) => String(kind + 1));
  const pasted = name === 'pasted';
  return {
    ...shuffled(points, seed),
    task: isOwn ? (own?.task ?? 'classes') : RECIPES[name].task,
    classes,
    columns: own && pasted ? own.columns : ['x', 'y'],
    bounds: pasted ? { x: boundsOf(points.inputs, 0), y: boundsOf(points.inputs, 1) } : { x: PLANE, y: PLANE },
    range: pasted ? rangeOf(points.answers) : [-1, 1],
    trainRows: Math.max(1, Math.round(share * points.answers.length)),
    needsScaling: pasted,
  };
}

export function emptyDrawing(): Own {
  return {
    task: 'classes',
    classes: ['1', '2'],
    columns: ['x', 'y'],
    inputs: new Float64Array(),
    answers: new Float64Array(),
  };
}

/** The points in an order drawn from the seed (Fisher and Yates), so that training and test rows are a fair share. */
function shuffled({ inputs, answers }: Points, seed: number): Points {
  const random = uniformNumbers(seed ^ 0x5eed);
  const order = Array.from(answers.keys());
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return {
    inputs: Float64Array.from(order.flatMap((row) => [inputs[2 * row], inputs[2 * row + 1]])),
    answers: Float64Array.from(order, (row) => answers[row]),
  };
}

function rangeOf(values: ArrayLike<number>): [number, number] {
  const list = Array.from(values);
  const [low, high] = [Math.min(...list), Math.max(...list)];
  return low < high ? [low, high] : [low - 1, high + 1];
}

function boundsOf(inputs: Float64Array, column: number): [number, number] {
  const [low, high] = rangeOf(inputs.filter((_, index) => index % 2 === column));
  const margin = 0.06 * (high - low);
  return [low - margin, high + margin];
}
