// Part 2: a network of two inputs, to play with.

import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { AlignedData } from 'uplot';
import { Chart, Legend } from '../shared/chart.tsx';
import { Button, Switches } from '../shared/controls.tsx';
import { large, percent, short, thousands, tick } from '../shared/format.ts';
import { DataPanel } from './data-panel.tsx';
import { Export } from './export.tsx';
import { type Chosen, Graph } from './graph.tsx';
import { Inspector } from './inspector.tsx';
import { LayerView } from './layer-view.tsx';
import { Plane } from './plane.tsx';
import type { Speed } from './protocol.ts';
import {
  data,
  failure,
  losses,
  pause,
  picture,
  play,
  restart,
  setSpeed,
  settings,
  speed,
  start,
  step,
} from './trainer.ts';
import { TrainingPanel } from './training-panel.tsx';
import './network.css';

export default function NetworkPart() {
  const [chosen, setChosen] = useState<Chosen>();
  // Before anything can be pressed.
  useLayoutEffect(start, []);
  const { hidden } = settings.value;
  const shape = hidden.map(({ units }) => units).join();
  useEffect(() => setChosen(undefined), [shape]);
  const close = useCallback(() => setChosen(undefined), []);
  return (
    <>
      <div class="lead">
        <h1>A network draws the line</h1>
        <p>
          Many neurons, each with its own view of the plane, together find a border that no single one could. Press
          play, then change anything.
        </p>
      </div>
      <Transport />
      {failure.value && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
      <div class="network-grid">
        <div class="column">
          <section class="card data" aria-labelledby="data-title">
            <DataPanel />
          </section>
          <section class="card export-card" aria-labelledby="export-title">
            <Export />
          </section>
        </div>
        <div class="column">
          <div class="card graph-card">
            <Graph chosen={chosen} onChoose={setChosen} />
            <p class="note">
              Each neuron shows where on the plane it is on (<b class="positive-text">blue</b>) and off (
              <b class="negative-text">orange</b>). Pick a line or a neuron to read and change its weights.
            </p>
            {chosen && <Inspector chosen={chosen} onClose={close} />}
          </div>
          <section class="card training" aria-labelledby="training-title">
            <TrainingPanel />
          </section>
        </div>
        <div class="column">
          <section class="card answer-card" aria-labelledby="answer-title">
            <div class="graph-head">
              <h2 id="answer-title">What it answers</h2>
              <Score />
            </div>
            <Plane />
          </section>
          <section class="card loss-card" aria-labelledby="loss-title">
            <h2 id="loss-title">Loss</h2>
            <LossChart />
          </section>
        </div>
      </div>
      <section class="card view-card" aria-labelledby="view-title">
        <LayerView />
      </section>
    </>
  );
}

function Transport() {
  const now = picture.value;
  const playing = now?.playing ?? false;
  return (
    <div class="transport card">
      <Button icon={playing ? 'pause' : 'play'} look="main" onClick={playing ? pause : play}>
        {playing ? 'Pause' : 'Play'}
      </Button>
      <Button icon="step" disabled={playing} onClick={step}>
        Step
      </Button>
      <Button icon="reset" disabled={!now?.epoch} onClick={() => restart()}>
        Reset
      </Button>
      <p class="counter">
        epoch <strong data-test="epoch">{thousands(now?.epoch ?? 0)}</strong>
        {now?.catchingUp && <span> catching up…</span>}
      </p>
      <p class="counter rate">
        {playing && now && now.epochsPerSecond > 0 ? `${large(now.epochsPerSecond)} epochs/s` : ''}
      </p>
      <div class="speed">
        <Switches
          label="Speed"
          value={String(speed.value)}
          options={[
            { value: '1', label: 'Slow', title: 'One epoch for each picture' },
            { value: '10', label: 'Fast', title: 'Ten epochs for each picture' },
            { value: '0', label: 'Full speed', title: 'As fast as this machine can' },
          ]}
          onChange={(value) => setSpeed(Number(value) as Speed)}
        />
      </div>
    </div>
  );
}

function Score() {
  const now = picture.value;
  if (!now || Number.isNaN(now.train.loss)) return null;
  const { train, test } = now;
  const shown = ({ accuracy, r2 }: typeof train) =>
    accuracy !== undefined ? percent(accuracy) : `R² ${short(r2 ?? Number.NaN)}`;
  return (
    <dl class="score">
      <div>
        <dt>training</dt>
        <dd data-test="train-score">{shown(train)}</dd>
      </div>
      {test && (
        <div>
          <dt>held out</dt>
          <dd data-test="test-score">{shown(test)}</dd>
        </div>
      )}
    </dl>
  );
}

function LossChart() {
  const { epochs, train, test } = losses.value;
  const hasTest = data.value.trainRows < data.value.answers.length;
  const lines = useMemo(
    () => [
      { label: 'training', colour: 'positive' },
      ...(hasTest ? [{ label: 'held out', colour: 'negative', dashed: true }] : []),
    ],
    [hasTest],
  );
  const values = useMemo<AlignedData>(
    () => (hasTest ? [epochs, train, test] : [epochs, train]),
    [losses.value, hasTest],
  );
  const now = picture.value;
  return (
    <>
      <div class="chart-head">
        <Legend lines={lines} />
        <span class="note" data-test="loss">
          {now && !Number.isNaN(now.train.loss)
            ? `${short(now.train.loss)}${now.test ? ` / ${short(now.test.loss)}` : ''}`
            : ''}
        </span>
      </div>
      <Chart
        label="Loss over the epochs"
        height={300}
        lines={lines}
        data={values}
        logY
        yFormat={tick}
        xFormat={(value) => large(value)}
      />
    </>
  );
}
