// The pad to draw a digit on, and the image that the network sees.

import { useCallback, useRef, useState } from 'preact/hooks';
import { Canvas, type Draw } from '../shared/canvas.tsx';
import { Button } from '../shared/controls.tsx';
import { cssColour, mix, palette, theme } from '../shared/theme.ts';
import { imageOf, SIDE, type Stroke } from './images.ts';

export function Pad({ onImage }: { onImage: (image: Float64Array | undefined) => void }) {
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const element = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const present = theme.value;

  const change = (next: Stroke[]) => {
    setStrokes(next);
    onImage(next.length > 0 ? imageOf(next) : undefined);
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = (element.current as HTMLCanvasElement).getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };

  const draw = useCallback<Draw>(
    (context, size) => {
      context.strokeStyle = palette.value.ink;
      context.lineWidth = size / 13;
      context.lineCap = 'round';
      context.lineJoin = 'round';
      for (const stroke of strokes) {
        context.beginPath();
        context.moveTo(stroke[0][0] * size, stroke[0][1] * size);
        for (const [x, y] of stroke) context.lineTo(x * size, y * size);
        context.stroke();
      }
    },
    [strokes, present],
  );

  return (
    <div class="pad">
      <Canvas
        draw={draw}
        element={element}
        data-test="pad"
        role="img"
        aria-label="A pad to draw a digit on with a finger, a pen or the mouse"
        onPointerDown={(event) => {
          drawing.current = true;
          element.current?.setPointerCapture(event.pointerId);
          change([...strokes, [at(event)]]);
        }}
        onPointerMove={(event) => {
          const last = strokes.at(-1);
          if (drawing.current && last) change([...strokes.slice(0, -1), [...last, at(event)]]);
        }}
        onPointerUp={() => {
          drawing.current = false;
        }}
        onPointerCancel={() => {
          drawing.current = false;
        }}
      />
      {strokes.length === 0 && <p class="hint">Draw a digit here</p>}
      <Button class="small" icon="eraser" disabled={strokes.length === 0} onClick={() => change([])}>
        Clear
      </Button>
    </div>
  );
}

/** Draws an image of 64 values; `between` says how a value looks. */
function drawImage(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  left: number,
  top: number,
  size: number,
  step = 1,
  from = 0,
): void {
  const { neutral } = palette.value;
  const ink = palette.value.inkColour;
  const cell = size / SIDE;
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    context.fillStyle = cssColour(mix(neutral, ink, values[from + pixel * step]));
    // A hair larger, so that no seams show.
    context.fillRect(left + (pixel % SIDE) * cell, top + Math.floor(pixel / SIDE) * cell, cell + 0.4, cell + 0.4);
  }
}

export function Seen({ image, label }: { image: ArrayLike<number>; label: string }) {
  const present = theme.value;
  const draw = useCallback<Draw>((context, size) => drawImage(context, image, 0, 0, size), [image, present]);
  return <Canvas draw={draw} class="seen" role="img" aria-label={label} />;
}
