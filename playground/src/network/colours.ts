// Colours of answers: between two for a number, blended by probability for classes.

import { between, type Colour, mix, palette } from '../shared/theme.ts';
import type { Data } from './datasets.ts';

/** How strong colours of answers are: points on them should stand out. */
const STRENGTH = 0.72;

/** How an answer of the network looks; `at` is where it starts in `outputs`. */
export function answerColours(
  { task, classes, range }: Data,
  outputs: number,
): (answers: ArrayLike<number>, at: number) => Colour {
  const { classes: colours, neutral } = palette.value;
  const shade = (share: number) => between(0.5 + STRENGTH * (Math.min(1, Math.max(0, share)) - 0.5));
  if (task === 'values') return (answers, at) => shade((answers[at] - range[0]) / (range[1] - range[0]));
  if (outputs === 1) return (answers, at) => shade(answers[at]);
  return (answers, at) => {
    let [red, green, blue] = [0, 0, 0];
    let best = 0;
    for (let kind = 0; kind < classes.length; kind++) {
      const probability = answers[at + kind];
      best = Math.max(best, probability);
      red += probability * colours[kind][0];
      green += probability * colours[kind][1];
      blue += probability * colours[kind][2];
    }
    // As pale as the network is unsure.
    const sure = Math.max(0, (best - 1 / classes.length) / (1 - 1 / classes.length));
    return mix(neutral, [red, green, blue], STRENGTH * (0.15 + 0.85 * sure));
  };
}

/** The colour of a data point. */
export function pointColour({ task, range }: Data, answer: number): Colour {
  return task === 'values' ? between((answer - range[0]) / (range[1] - range[0])) : palette.value.classes[answer];
}

/** A picture of `size` times `size` pixels on a canvas of its own, to be drawn larger. */
export class Pixels {
  readonly canvas = document.createElement('canvas');
  private readonly context: CanvasRenderingContext2D;
  private readonly image: ImageData;

  constructor(width: number, height: number) {
    this.canvas.width = width;
    this.canvas.height = height;
    this.context = this.canvas.getContext('2d') as CanvasRenderingContext2D;
    this.image = this.context.createImageData(width, height);
  }

  set(pixel: number, [red, green, blue]: Colour): void {
    const { data } = this.image;
    data[4 * pixel] = red;
    data[4 * pixel + 1] = green;
    data[4 * pixel + 2] = blue;
    data[4 * pixel + 3] = 255;
  }

  show(): HTMLCanvasElement {
    this.context.putImageData(this.image, 0, 0);
    return this.canvas;
  }
}
