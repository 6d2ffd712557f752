// What a hidden layer makes of the plane: the grid of the plane, bent as two of its neurons see it.

import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Canvas, type Draw } from '../shared/canvas.tsx';
import { Select } from '../shared/controls.tsx';
import { cssColour, palette, theme } from '../shared/theme.ts';
import { answerColours, pointColour } from './colours.ts';
import type { Data } from './datasets.ts';
import { MAP, type Picture } from './protocol.ts';
import { data as dataSignal, settings, viewPicture, watch } from './trainer.ts';

export function LayerView() {
  const data = dataSignal.value;
  const picture = viewPicture.value;
  const present = theme.value;
  const { hidden } = settings.value;
  const [wantedLayer, setLayer] = useState<number>();
  const [wantedUnits, setUnits] = useState<[number, number]>();
  const layer = Math.min(wantedLayer ?? hidden.length - 1, hidden.length - 1);
  const units = hidden[layer]?.units ?? 0;
  const best = useMemo(
    () => (picture ? widestPair(picture, layer, units) : undefined),
    [layer, units, picture?.playing === false && picture.epoch],
  );
  const pair = wantedUnits && Math.max(...wantedUnits) < units ? wantedUnits : (best ?? [0, Math.min(1, units - 1)]);
  const [first, second] = pair;

  useEffect(() => {
    watch(layer);
    return () => watch(-1);
  }, [layer]);

  const draw = useCallback<Draw>(
    (context, width, height) => {
      const points = picture?.watched;
      const map = picture?.maps[layer];
      if (!picture || !map || map.length !== MAP * MAP * units) return;
      drawBent(context, Math.min(width, height), data, picture, map, points, units, [first, second]);
    },
    [data, picture, present, layer, units, first, second],
  );

  if (hidden.length === 0)
    return (
      <>
        <h2 id="view-title">A layer's view of the plane</h2>
        <p class="note">Add a hidden layer to see how it bends the plane.</p>
      </>
    );
  const unitNames = Array.from({ length: units }, (_, unit) => String(unit + 1));
  return (
    <div class="view">
      <div>
        <h2 id="view-title">A layer's view of the plane</h2>
        <p class="note">
          A layer bends, folds and stretches the plane until the next one can part the colours with straight cuts. This
          is the plane as two of its neurons see it.
        </p>
        <div class="layer-choice">
          <Select
            label="Layer"
            value={String(layer + 1)}
            options={hidden.map((_, index) => String(index + 1))}
            onChange={(value) => {
              setLayer(Number(value) - 1);
              setUnits(undefined);
            }}
          />
          <Select
            label="Across"
            value={String(first + 1)}
            options={unitNames}
            onChange={(value) => setUnits([Number(value) - 1, second])}
          />
          <Select
            label="Up"
            value={String(second + 1)}
            options={unitNames}
            onChange={(value) => setUnits([first, Number(value) - 1])}
          />
        </div>
      </div>
      <Canvas
        draw={draw}
        class="bent"
        role="img"
        aria-label={`The plane as neurons ${first + 1} and ${second + 1} of hidden layer ${layer + 1} see it`}
      />
    </div>
  );
}

/** The two neurons that spread the plane most. */
function widestPair({ maps }: Picture, layer: number, units: number): [number, number] | undefined {
  const map = maps[layer];
  if (!map || units < 2 || map.length !== MAP * MAP * units) return undefined;
  const spread = Array.from({ length: units }, (_, unit) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = unit; at < map.length; at += units) {
      low = Math.min(low, map[at]);
      high = Math.max(high, map[at]);
    }
    return { unit, width: high - low };
  });
  const [a, b] = spread.sort((x, y) => y.width - x.width);
  return [Math.min(a.unit, b.unit), Math.max(a.unit, b.unit)];
}

function drawBent(
  context: CanvasRenderingContext2D,
  size: number,
  data: Data,
  picture: Picture,
  map: Float32Array,
  points: Float32Array | undefined,
  units: number,
  [first, second]: [number, number],
): void {
  const range = (unit: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = unit; at < map.length; at += units) {
      low = Math.min(low, map[at]);
      high = Math.max(high, map[at]);
    }
    const margin = 0.06 * (high - low) || 0.5;
    return [low - margin, high + margin];
  };
  const [left, right] = range(first);
  const [bottom, top] = range(second);
  const at = (values: Float32Array, row: number): [number, number] => [
    ((values[row * units + first] - left) / (right - left)) * size,
    ((top - values[row * units + second]) / (top - bottom)) * size,
  ];
  // Each cell of the grid in the colour of the network's answer there.
  const answers = picture.maps[picture.maps.length - 1];
  const outputs = answers.length / (MAP * MAP);
  const colour = answerColours(data, outputs);
  for (let row = 0; row + 1 < MAP; row++) {
    for (let column = 0; column + 1 < MAP; column++) {
      const corner = row * MAP + column;
      context.beginPath();
      context.moveTo(...at(map, corner));
      context.lineTo(...at(map, corner + 1));
      context.lineTo(...at(map, corner + MAP + 1));
      context.lineTo(...at(map, corner + MAP));
      context.closePath();
      context.fillStyle = cssColour(colour(answers, corner * outputs), 0.55);
      context.fill();
    }
  }
  context.strokeStyle = palette.value.faint;
  context.lineWidth = 0.5;
  context.beginPath();
  for (let line = 0; line < MAP; line++) {
    for (let step = 0; step < MAP; step++) {
      const [x, y] = at(map, line * MAP + step);
      if (step === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    for (let step = 0; step < MAP; step++) {
      const [x, y] = at(map, step * MAP + line);
      if (step === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
  context.stroke();
  if (!points || points.length !== data.answers.length * units) return;
  context.strokeStyle = palette.value.card;
  context.lineWidth = 0.8;
  for (let row = 0; row < data.answers.length; row++) {
    context.beginPath();
    context.arc(...at(points, row), 3, 0, 2 * Math.PI);
    context.fillStyle = cssColour(pointColour(data, data.answers[row]));
    context.fill();
    context.stroke();
  }
}
