// A neuron's weights, to be read and edited.

import { useEffect, useRef } from 'preact/hooks';
import { Button, NumberField } from '../shared/controls.tsx';
import { type Chosen, nameOf } from './graph.tsx';
import { data as dataSignal, editWeight, picture as pictureSignal } from './trainer.ts';

export function Inspector({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const data = dataSignal.value;
  const picture = pictureSignal.value;
  const place = useRef<HTMLElement>(null);
  const { layer, unit, from } = chosen;
  useEffect(() => {
    place.current?.querySelector<HTMLInputElement>(`[data-from="${from ?? ''}"] input`)?.focus();
  }, [layer, unit, from]);
  const biases = picture?.biases[layer - 1];
  if (!picture || !biases || unit >= biases.length) return null;
  const weights = picture.weights[layer - 1];
  const fanOut = biases.length;
  const layers = picture.biases.length + 1;
  const edit = (row: number, value: number) => editWeight({ layer: layer - 1, from: row, to: unit, value });
  return (
    <section class="card inspector" aria-labelledby="inspector-title" ref={place}>
      <div class="graph-head">
        <h2 id="inspector-title">{nameOf(layer, unit, layers, data)}</h2>
        <Button class="small" look="quiet" icon="close" aria-label="Close" onClick={onClose} />
      </div>
      <p class="note">Its bias and its weights, as the network has them. Change one and see what happens.</p>
      <div class="weights">
        <div data-from="bias">
          <NumberField label="Bias" step="any" value={biases[unit]} onChange={(value) => edit(-1, value)} />
        </div>
        {Array.from({ length: weights.length / fanOut }, (_, row) => (
          <div key={row} data-from={row}>
            <NumberField
              label={layer === 1 ? `From ${data.columns[row]}` : `From neuron ${row + 1}`}
              step="any"
              value={weights[row * fanOut + unit]}
              onChange={(value) => edit(row, value)}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
