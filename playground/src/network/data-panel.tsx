// Which data: a recipe, one's own drawing, or a pasted table.

import { useCallback, useMemo, useState } from 'preact/hooks';
import { Canvas, type Draw } from '../shared/canvas.tsx';
import { Button, NumberField, Slider } from '../shared/controls.tsx';
import { percent } from '../shared/format.ts';
import { cssColour, theme } from '../shared/theme.ts';
import { pointColour } from './colours.ts';
import { emptyDrawing, makeData, PLANE, RECIPES, type RecipeName } from './datasets.ts';
import { Paste } from './paste.tsx';
import { data as dataSignal, restart, settings } from './trainer.ts';

export function DataPanel() {
  const { data: name, noise, points, share, seed, own } = settings.value;
  const [pasting, setPasting] = useState(false);
  const isOwn = name === 'drawn' || name === 'pasted';
  return (
    <>
      <h2 id="data-title">Data</h2>
      <div class="recipes">
        {(Object.keys(RECIPES) as RecipeName[]).map((recipe) => (
          <button
            key={recipe}
            type="button"
            class="recipe"
            aria-pressed={name === recipe}
            aria-label={RECIPES[recipe].label}
            title={RECIPES[recipe].label}
            onClick={() => restart({ data: recipe })}
          >
            <Thumbnail name={recipe} />
          </button>
        ))}
        <button
          type="button"
          class="recipe text"
          aria-pressed={name === 'drawn'}
          onClick={() => restart({ data: 'drawn', own: name === 'pasted' ? emptyDrawing() : (own ?? emptyDrawing()) })}
        >
          Draw
        </button>
        <button type="button" class="recipe text" aria-pressed={name === 'pasted'} onClick={() => setPasting(true)}>
          Paste
        </button>
      </div>
      <p class="note">
        {isOwn
          ? `${name === 'drawn' ? 'Your drawing' : 'Your table'}: ${dataSignal.value.answers.length} points`
          : RECIPES[name].label}
      </p>
      {!isOwn && (
        <>
          <Slider
            label="Noise"
            value={noise}
            min={0}
            max={0.5}
            step={0.05}
            show={(value) => percent(value, 0)}
            onChange={(value) => restart({ noise: value })}
          />
          <Slider
            label="Points"
            value={points}
            min={50}
            max={1000}
            step={50}
            onChange={(value) => restart({ points: value })}
          />
        </>
      )}
      <Slider
        label="To train on"
        value={share}
        min={0.1}
        max={1}
        step={0.05}
        show={(value) => percent(value, 0)}
        onChange={(value) => restart({ share: value })}
      />
      <div class="seed-row">
        <NumberField
          label="Seed"
          value={seed}
          min={0}
          max={2 ** 32 - 1}
          step={1}
          onChange={(value) => restart({ seed: Math.round(value) })}
        />
        <Button
          icon="dice"
          aria-label="Another seed"
          title="Another seed"
          onClick={() => restart({ seed: Math.floor(Math.random() * 1e6) })}
        />
      </div>
      {pasting && <Paste onClose={() => setPasting(false)} />}
    </>
  );
}

function Thumbnail({ name }: { name: RecipeName }) {
  const present = theme.value;
  const data = useMemo(
    () => makeData({ data: name, noise: 0.05, points: RECIPES[name].task === 'values' ? 300 : 120, share: 1, seed: 3 }),
    [name],
  );
  const draw = useCallback<Draw>(
    (context, width, height) => {
      const at = (value: number, size: number) => ((value - PLANE[0]) / (PLANE[1] - PLANE[0])) * size;
      const radius = data.task === 'values' ? 2.4 : 1.5;
      data.answers.forEach((answer, row) => {
        context.fillStyle = cssColour(pointColour(data, answer));
        context.beginPath();
        context.arc(at(data.inputs[2 * row], width), height - at(data.inputs[2 * row + 1], height), radius, 0, 7);
        context.fill();
      });
    },
    [data, present],
  );
  return <Canvas draw={draw} aria-hidden="true" />;
}
