// The plane: what the network answers everywhere, with the points on it; and a brush to draw points with.

import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { Canvas, type Draw } from '../shared/canvas.tsx';
import { Button, Switches } from '../shared/controls.tsx';
import { decimals, percent, tick } from '../shared/format.ts';
import { cssColour, palette, theme } from '../shared/theme.ts';
import { answerColours, Pixels, pointColour } from './colours.ts';
import { type Data, emptyDrawing, PLANE } from './datasets.ts';
import { GRID, type Picture } from './protocol.ts';
import { data as dataSignal, picture as pictureSignal, restart, settings } from './trainer.ts';

/** Draws what the network answers into a square of `size`. */
function drawAnswers(
  context: CanvasRenderingContext2D,
  size: number,
  data: Data,
  picture: Picture,
  pixels: Pixels,
): void {
  const outputs = picture.answer.length / (GRID * GRID);
  const colour = answerColours(data, outputs);
  for (let pixel = 0; pixel < GRID * GRID; pixel++) pixels.set(pixel, colour(picture.answer, pixel * outputs));
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = size > 600 ? 'high' : 'low';
  context.drawImage(pixels.show(), 0, 0, size, size);
}

function drawPoints(context: CanvasRenderingContext2D, size: number, data: Data): void {
  const { inputs, answers, trainRows } = data;
  const { card, ink } = palette.value;
  const radius = Math.max(2.5, size / 80) * (answers.length > 600 ? 0.75 : 1);
  const border = Math.max(1.2, size / 300);
  // Test points lie below, as rings.
  for (let row = answers.length - 1; row >= 0; row--) {
    const [x, y] = place(data, size, inputs[2 * row], inputs[2 * row + 1]);
    const colour = cssColour(pointColour(data, answers[row]));
    const trains = row < trainRows;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = trains ? colour : card;
    context.strokeStyle = trains ? (data.task === 'values' ? ink : card) : colour;
    context.lineWidth = trains ? border : 1.8 * border;
    context.fill();
    context.stroke();
  }
}

/** Answers and points, for a picture to keep. */
export function drawPlane(context: CanvasRenderingContext2D, size: number, data: Data, picture: Picture): void {
  drawAnswers(context, size, data, picture, new Pixels(GRID, GRID));
  drawPoints(context, size, data);
}

function place({ bounds }: Data, size: number, x: number, y: number): [number, number] {
  return [
    ((x - bounds.x[0]) / (bounds.x[1] - bounds.x[0])) * size,
    ((bounds.y[1] - y) / (bounds.y[1] - bounds.y[0])) * size,
  ];
}

export function Plane() {
  const data = dataSignal.value;
  const picture = pictureSignal.value;
  const present = theme.value;
  const drawing = settings.value.data === 'drawn';
  const pixels = useMemo(() => new Pixels(GRID, GRID), []);
  const element = useRef<HTMLCanvasElement>(null);
  const [pointer, setPointer] = useState<[number, number]>();
  const [brush, setBrush] = useState('0');
  /** Where the last point was set while the brush is down. */
  const last = useRef<[number, number] | undefined>(undefined);

  const draw = useCallback<Draw>(
    (context, width) => {
      if (picture) drawAnswers(context, width, data, picture, pixels);
    },
    [data, picture, present, pixels],
  );
  // Points lie on a canvas of their own, which training does not touch.
  const drawOver = useCallback<Draw>(
    (context, width) => {
      drawPoints(context, width, data);
      if (drawing && pointer) drawCross(context, width, pointer);
    },
    [data, present, drawing, drawing && pointer],
  );

  /** From the event to the plane: 0 … 1 from the top left. */
  const at = (event: PointerEvent): [number, number] => {
    const box = (element.current as HTMLCanvasElement).getBoundingClientRect();
    const inside = (value: number) => Math.min(1, Math.max(0, value));
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  };
  const paint = (share: [number, number]) => {
    if (brush === 'eraser') erase(share);
    else addPoint(share, Number(brush));
  };
  const press = (share: [number, number]) => {
    last.current = share;
    paint(share);
  };
  const keys = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 0.1 : 0.025;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const [x, y] = pointer ?? [0.5, 0.5];
    const move = moves[event.key];
    if (move) setPointer([Math.min(1, Math.max(0, x + move[0])), Math.min(1, Math.max(0, y + move[1]))]);
    else if (drawing && (event.key === 'Enter' || event.key === ' ')) paint([x, y]);
    else return;
    event.preventDefault();
  };

  return (
    <div class="plane">
      <Canvas draw={draw} class="plane-answers" aria-hidden="true" />
      <Canvas
        draw={drawOver}
        element={element}
        class={drawing ? 'plane-canvas drawing' : 'plane-canvas'}
        data-test="plane"
        role="application"
        tabIndex={0}
        aria-label={
          drawing
            ? 'The plane. Click to set a point, or move with the arrow keys and press Enter.'
            : `The plane: what the network answers, with ${data.answers.length} points. Arrow keys move the place that is read.`
        }
        onPointerMove={(event) => {
          const share = at(event);
          setPointer(share);
          if (last.current && Math.hypot(share[0] - last.current[0], share[1] - last.current[1]) > 0.03) press(share);
        }}
        onPointerDown={(event) => {
          if (!drawing) return;
          element.current?.setPointerCapture(event.pointerId);
          press(at(event));
        }}
        onPointerUp={() => {
          last.current = undefined;
        }}
        onPointerLeave={() => setPointer(undefined)}
        onKeyDown={keys}
      />
      {drawing && data.answers.length === 0 && <p class="hint">Click to set points</p>}
      {drawing ? (
        <div class="brushes">
          <Switches
            label="Brush"
            value={brush}
            options={[
              ...[0, 1, 2, 3].map((kind) => ({
                value: String(kind),
                label: (
                  <>
                    <i class="spot" style={{ background: `var(--class-${kind + 1})` }} />
                    <span class="hidden">Class {kind + 1}</span>
                  </>
                ),
                title: `Class ${kind + 1}`,
              })),
              { value: 'eraser', label: 'Erase' },
            ]}
            onChange={setBrush}
          />
          <Button
            class="small"
            look="quiet"
            disabled={data.answers.length === 0}
            onClick={() => restart({ own: emptyDrawing() })}
          >
            Clear
          </Button>
        </div>
      ) : (
        <Reading data={data} picture={picture} pointer={pointer} />
      )}
    </div>
  );
}

function drawCross(context: CanvasRenderingContext2D, size: number, [x, y]: [number, number]): void {
  context.strokeStyle = palette.value.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x * size - 9, y * size);
  context.lineTo(x * size + 9, y * size);
  context.moveTo(x * size, y * size - 9);
  context.lineTo(x * size, y * size + 9);
  context.stroke();
}

/** What the network answers where the pointer is, or what the colours mean. */
function Reading({
  data,
  picture,
  pointer,
}: {
  data: Data;
  picture: Picture | undefined;
  pointer: [number, number] | undefined;
}) {
  if (!pointer || !picture) return <Key data={data} />;
  const outputs = picture.answer.length / (GRID * GRID);
  const [column, row] = pointer.map((share) => Math.min(GRID - 1, Math.floor(share * GRID)));
  const answers = picture.answer.subarray((row * GRID + column) * outputs, (row * GRID + column + 1) * outputs);
  const { bounds, columns, classes, task } = data;
  const x = bounds.x[0] + pointer[0] * (bounds.x[1] - bounds.x[0]);
  const y = bounds.y[1] - pointer[1] * (bounds.y[1] - bounds.y[0]);
  const likely = outputs === 1 ? (answers[0] > 0.5 ? 1 : 0) : answers.indexOf(Math.max(...answers));
  const probability = outputs > 1 ? answers[likely] : likely ? answers[0] : 1 - answers[0];
  return (
    <p class="reading" aria-live="polite">
      {columns[0]} {decimals(x, 2)}, {columns[1]} {decimals(y, 2)} →{' '}
      <strong>
        {task === 'values' ? decimals(answers[0], 3) : `class ${classes[likely]}, ${percent(probability)}`}
      </strong>
    </p>
  );
}

function Key({ data: { task, classes, range } }: { data: Data }) {
  if (task === 'values') {
    return (
      <p class="key">
        {tick(range[0])} <span class="ramp" /> {tick(range[1])}
      </p>
    );
  }
  return (
    <p class="key">
      {classes.map((name, kind) => (
        <span key={name} class="class">
          <i class="spot" style={{ background: `var(--class-${kind + 1})` }} />
          {/^\d$/.test(name) ? `class ${name}` : name}
        </span>
      ))}
      <span class="class">
        <i class="spot ring" /> held out
      </span>
    </p>
  );
}

function addPoint([x, y]: [number, number], kind: number): void {
  const own = settings.value.own ?? emptyDrawing();
  const [left, right] = PLANE;
  const rounded = (value: number) => Math.round(value * 64) / 64;
  const classes = Array.from({ length: Math.max(own.classes.length, kind + 1) }, (_, number) => String(number + 1));
  restart({
    own: {
      ...own,
      classes,
      inputs: Float64Array.of(...own.inputs, rounded(left + x * (right - left)), rounded(right - y * (right - left))),
      answers: Float64Array.of(...own.answers, kind),
    },
  });
}

function erase([x, y]: [number, number]): void {
  const own = settings.value.own ?? emptyDrawing();
  const [left, right] = PLANE;
  const [middleX, middleY] = [left + x * (right - left), right - y * (right - left)];
  const reach = 0.035 * (right - left);
  const kept = Array.from(own.answers.keys()).filter(
    (row) => Math.hypot(own.inputs[2 * row] - middleX, own.inputs[2 * row + 1] - middleY) > reach,
  );
  if (kept.length === own.answers.length) return;
  restart({
    own: {
      ...own,
      inputs: Float64Array.from(kept.flatMap((row) => [own.inputs[2 * row], own.inputs[2 * row + 1]])),
      answers: Float64Array.from(kept, (row) => own.answers[row]),
    },
  });
}
