// The network: a small map of the plane in each neuron, weights as lines, and the controls of each layer.

import type { Activation } from 'neurite';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Canvas, type Draw } from '../shared/canvas.tsx';
import { Button, Select } from '../shared/controls.tsx';
import { signed } from '../shared/format.ts';
import { between, cssColour, mix, palette, theme } from '../shared/theme.ts';
import { answerColours, Pixels } from './colours.ts';
import type { Data } from './datasets.ts';
import { curveOf, type Layout, type Link, layOut, linkAt, linksOf } from './layout.ts';
import { MAP, type Picture } from './protocol.ts';
import { HIDDEN_ACTIVATIONS, type HiddenLayer, MAX_LAYERS, MAX_UNITS, outputUnits } from './settings.ts';
import { data as dataSignal, graphPicture, restart, settings } from './trainer.ts';

/** A neuron of the network; layer 0 are the inputs. */
export interface Chosen {
  layer: number;
  unit: number;
  /** The weight to look at, by the number of its neuron in the layer before. */
  from?: number;
}

interface GraphProps {
  chosen: Chosen | undefined;
  onChoose: (chosen: Chosen | undefined) => void;
}

export function Graph({ chosen, onChoose }: GraphProps) {
  const data = dataSignal.value;
  const present = theme.value;
  const picture = graphPicture.value;
  const { hidden, output } = settings.value;
  const units = [2, ...hidden.map((layer) => layer.units), outputUnits(settings.value, data)];
  const place = useRef<HTMLDivElement>(null);
  const [available, setAvailable] = useState(600);
  const [hovered, setHovered] = useState<Link>();
  const height = available < 480 ? 330 : 430;
  const shape = units.join();
  const layout = useMemo(() => layOut(shape.split(',').map(Number), available, height), [shape, available, height]);
  const maps = useMemo(() => shape.split(',').map((count) => new Pixels(MAP, MAP * Number(count))), [shape]);
  // A picture may still be of the network before the last change of its shape.
  const fits = picture && [2, ...picture.biases.map(({ length }) => length)].join() === shape;
  const links = useMemo(
    () => (fits ? picture.weights.flatMap((weights, layer) => linksOf(weights, layer, units[layer + 1])) : []),
    [picture, fits, shape],
  );

  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setAvailable(Math.floor(contentRect.width)));
    observer.observe(place.current as HTMLDivElement);
    return () => observer.disconnect();
  }, []);

  const draw = useCallback<Draw>(
    (context) => {
      if (!fits) return;
      drawLinks(context, layout, links, hovered, chosen);
      drawNeurons(context, layout, data, picture, maps);
    },
    [fits, layout, links, hovered, chosen, data, picture, maps, present],
  );

  const find = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return linkAt(layout, links, event.clientX - box.left, event.clientY - box.top, 9);
  };
  const setLayer = (index: number, patch: Partial<HiddenLayer>) =>
    restart({ hidden: hidden.map((layer, at) => (at === index ? { ...layer, ...patch } : layer)) });

  return (
    <>
      <div class="graph-head">
        <h2 id="network-title">The network</h2>
        <fieldset class="stepper" aria-label="Hidden layers">
          <Button
            class="small"
            icon="minus"
            aria-label="Remove the last hidden layer"
            disabled={hidden.length === 0}
            onClick={() => restart({ hidden: hidden.slice(0, -1) })}
          />
          <span data-test="layers">
            {hidden.length} hidden {hidden.length === 1 ? 'layer' : 'layers'}
          </span>
          <Button
            class="small"
            icon="plus"
            aria-label="Add a hidden layer"
            disabled={hidden.length === MAX_LAYERS}
            onClick={() =>
              restart({ hidden: [...hidden, { ...(hidden.at(-1) ?? { units: 4, activation: 'tanh' as Activation }) }] })
            }
          />
        </fieldset>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls */}
      <section class="graph scroll" ref={place} aria-label="Drawing of the network" tabIndex={0}>
        <div class="graph-inner" style={{ width: `${layout.width}px` }}>
          <div class="layer-heads">
            <div class="layer-head end" style={{ left: `${layout.layers[0].middle}px` }}>
              <span>Inputs</span>
            </div>
            {hidden.map(({ units: count, activation }, index) => (
              <div key={index} class="layer-head" style={{ left: `${layout.layers[index + 1].middle}px` }}>
                <div class="stepper">
                  <Button
                    class="tiny"
                    icon="minus"
                    aria-label={`Fewer neurons in hidden layer ${index + 1}`}
                    disabled={count === 1}
                    onClick={() => setLayer(index, { units: stepDown(count) })}
                  />
                  <strong>{count}</strong>
                  <Button
                    class="tiny"
                    icon="plus"
                    aria-label={`More neurons in hidden layer ${index + 1}`}
                    disabled={count === MAX_UNITS}
                    onClick={() => setLayer(index, { units: stepUp(count) })}
                  />
                </div>
                <Select
                  label={`Activation of hidden layer ${index + 1}`}
                  hideLabel
                  value={activation}
                  options={HIDDEN_ACTIVATIONS}
                  onChange={(next) => setLayer(index, { activation: next })}
                />
              </div>
            ))}
            <div class="layer-head end" style={{ left: `${layout.layers[layout.layers.length - 1].middle}px` }}>
              <span>Output</span>
              <small>{output}</small>
            </div>
          </div>
          <div class="graph-body" style={{ height: `${height}px` }}>
            <Canvas
              draw={draw}
              aria-hidden="true"
              onPointerMove={(event) => setHovered(find(event))}
              onPointerLeave={() => setHovered(undefined)}
              onClick={(event) => {
                const link = find(event);
                if (link) onChoose({ layer: link.layer + 1, unit: link.to, from: link.from });
              }}
              style={{ cursor: hovered ? 'pointer' : 'default' }}
            />
            {layout.layers.map(({ spots }, layer) =>
              spots.map(({ x, y, size }, unit) => {
                const isChosen = chosen?.layer === layer && chosen.unit === unit;
                return (
                  <button
                    key={`${layer} ${unit}`}
                    type="button"
                    class={isChosen ? 'neuron chosen' : 'neuron'}
                    style={{
                      left: `${x - size / 2}px`,
                      top: `${y - size / 2}px`,
                      width: `${size}px`,
                      height: `${size}px`,
                    }}
                    disabled={layer === 0}
                    aria-pressed={layer > 0 ? isChosen : undefined}
                    aria-label={nameOf(layer, unit, layout.layers.length, data)}
                    onClick={() => onChoose(isChosen ? undefined : { layer, unit })}
                  />
                );
              }),
            )}
            {hovered && <LinkValue layout={layout} link={hovered} />}
          </div>
        </div>
      </section>
    </>
  );
}

/** One by one at first, then in larger steps. */
const stepUp = (units: number) => Math.min(MAX_UNITS, units + (units < 8 ? 1 : units < 16 ? 2 : 8));
const stepDown = (units: number) => Math.max(1, units - (units <= 8 ? 1 : units <= 16 ? 2 : 8));

export function nameOf(layer: number, unit: number, layers: number, { columns, classes }: Data): string {
  if (layer === 0) return `Input ${columns[unit]}`;
  if (layer < layers - 1) return `Hidden layer ${layer}, neuron ${unit + 1}`;
  return classes.length > 2 ? `Output for class ${classes[unit]}` : 'Output';
}

function LinkValue({ layout, link }: { layout: Layout; link: Link }) {
  const { x1, y1, x2, y2 } = curveOf(layout, link);
  return (
    <span
      class={`link-value ${link.weight < 0 ? 'negative-text' : 'positive-text'}`}
      style={{ left: `${(x1 + x2) / 2}px`, top: `${(y1 + y2) / 2}px` }}
    >
      {signed(link.weight)}
    </span>
  );
}

function drawLinks(
  context: CanvasRenderingContext2D,
  layout: Layout,
  links: Link[],
  hovered: Link | undefined,
  chosen: Chosen | undefined,
): void {
  const { positive, negative } = palette.value;
  context.lineCap = 'round';
  // Lines of like sign and size share a path: a few strokes for a thousand lines.
  const STEPS = 8;
  const paths = new Map<number, Path2D>();
  for (const link of links) {
    const size = Math.min(1, Math.abs(link.weight) / 3);
    const touched =
      (hovered && link.layer === hovered.layer && link.from === hovered.from && link.to === hovered.to) ||
      (chosen && link.layer === chosen.layer - 1 && link.to === chosen.unit);
    const key = (Math.ceil(size * STEPS) + (touched ? 100 : 0)) * (link.weight < 0 ? -1 : 1);
    let path = paths.get(key);
    if (!path) {
      path = new Path2D();
      paths.set(key, path);
    }
    const { x1, y1, x2, y2, bend } = curveOf(layout, link);
    path.moveTo(x1, y1);
    path.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
  }
  for (const [key, path] of [...paths].sort(([a], [b]) => Math.abs(a) - Math.abs(b))) {
    const touched = Math.abs(key) >= 100;
    const size = (Math.abs(key) % 100) / STEPS;
    context.lineWidth = 0.6 + 5.4 * size ** 1.3 + (touched ? 1 : 0);
    context.strokeStyle = cssColour(key < 0 ? negative : positive, touched ? 1 : 0.1 + 0.75 * size);
    context.stroke(path);
  }
}

/** Neurons larger than this have round corners and a clear border. */
const LARGE = 24;

function drawNeurons(
  context: CanvasRenderingContext2D,
  layout: Layout,
  data: Data,
  picture: Picture,
  maps: Pixels[],
): void {
  const { line, ink } = palette.value;
  context.imageSmoothingEnabled = true;
  layout.layers.forEach(({ spots }, layer) => {
    if (layer === 0) paintInputs(maps[0]);
    else if (layer === layout.layers.length - 1) paintOutputs(maps[layer], picture.maps[layer - 1], spots.length, data);
    else paintMaps(maps[layer], picture.maps[layer - 1], spots.length);
    const images = maps[layer].show();
    spots.forEach(({ x, y, size }, unit) => {
      const [left, top] = [x - size / 2, y - size / 2];
      const isLarge = size > LARGE;
      context.beginPath();
      context.roundRect(left, top, size, size, isLarge ? 9 : 0);
      context.save();
      if (isLarge) context.clip();
      context.drawImage(images, 0, unit * MAP, MAP, MAP, left, top, size, size);
      context.restore();
      context.strokeStyle = isLarge ? ink : line;
      context.lineWidth = 1.2;
      context.stroke();
    });
  });
}

// Each neuron's map stands below the last one's.

/** Activations [MAP, MAP, units], each neuron's from its largest magnitude below zero to above. */
function paintMaps(pixels: Pixels, map: Float32Array, units: number): void {
  for (let unit = 0; unit < units; unit++) {
    let largest = 1e-12;
    for (let at = unit; at < map.length; at += units) largest = Math.max(largest, Math.abs(map[at]));
    for (let pixel = 0; pixel < MAP * MAP; pixel++) {
      pixels.set(unit * MAP * MAP + pixel, between(0.5 + (0.5 * map[pixel * units + unit]) / largest));
    }
  }
}

function paintOutputs(pixels: Pixels, map: Float32Array, units: number, data: Data): void {
  if (units === 1) {
    const colour = answerColours(data, 1);
    for (let pixel = 0; pixel < MAP * MAP; pixel++) pixels.set(pixel, colour(map, pixel));
    return;
  }
  const { classes, neutral } = palette.value;
  for (let unit = 0; unit < units; unit++) {
    for (let pixel = 0; pixel < MAP * MAP; pixel++) {
      pixels.set(unit * MAP * MAP + pixel, mix(neutral, classes[unit], map[pixel * units + unit]));
    }
  }
}

function paintInputs(pixels: Pixels): void {
  for (let pixel = 0; pixel < MAP * MAP; pixel++) {
    pixels.set(pixel, between((pixel % MAP) / (MAP - 1)));
    pixels.set(MAP * MAP + pixel, between(1 - Math.floor(pixel / MAP) / (MAP - 1)));
  }
}
