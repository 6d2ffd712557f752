// Part 3: a network learns to read handwriting, and reads the visitor's.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AlignedData } from 'uplot';
import digitsUrl from '../../data/digits.txt?url';
import { Canvas, type Draw } from '../shared/canvas.tsx';
import { Chart, Legend } from '../shared/chart.tsx';
import { Button, Select } from '../shared/controls.tsx';
import { percent, thousands } from '../shared/format.ts';
import { between, cssColour, theme } from '../shared/theme.ts';
import { type Images, readImages, SIDE, split, withShifts } from './images.ts';
import { Pad, Seen } from './pad.tsx';
import type { FromWorker, Progress, ToWorker } from './protocol.ts';
import './digits.css';

const HELD_OUT = 360;
const SEED = 1;
const LINES = [
  { label: 'training', colour: 'positive' },
  { label: 'held out', colour: 'negative', dashed: true },
];
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

type History = { epochs: number[]; train: number[]; test: number[] };
const noHistory = (): History => ({ epochs: [], train: [], test: [] });

export default function DigitsPart() {
  const [test, setTest] = useState<Images>();
  const [units, setUnits] = useState(32);
  const [progress, setProgress] = useState<Progress>();
  const [history, setHistory] = useState(noHistory);
  const [image, setImage] = useState<Float64Array>();
  const [probabilities, setProbabilities] = useState<number[]>();
  const [problem, setProblem] = useState<string>();
  const worker = useRef<Worker | undefined>(undefined);
  const tell = useCallback((message: ToWorker) => worker.current?.postMessage(message), []);

  useLayoutEffect(() => {
    let shown = true;
    const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.current = started;
    started.onerror = ({ message }) => setProblem(message);
    started.onmessage = ({ data: message }: MessageEvent<FromWorker>) => {
      if (message.kind === 'failed') setProblem(message.message);
      else if (message.kind === 'answer') setProbabilities(message.probabilities);
      else {
        requestAnimationFrame(() => {
          setProgress(message);
          setHistory(({ epochs, train, test }) =>
            message.epoch === 0
              ? noHistory()
              : epochs.at(-1) === message.epoch
                ? { epochs, train, test }
                : {
                    epochs: [...epochs, message.epoch],
                    train: [...train, message.trainAccuracy],
                    test: [...test, message.testAccuracy],
                  },
          );
          tell({ kind: 'drawn' });
        });
      }
    };
    fetch(digitsUrl)
      .then((response) => response.text())
      .then((text) => {
        if (!shown) return;
        const { train, test: held } = split(readImages(text), HELD_OUT, SEED);
        const sets = { train: withShifts(train), test: held };
        setTest(sets.test);
        tell({ kind: 'open', ...sets, units, seed: SEED });
        data.current = sets;
      })
      .catch((error) => setProblem(String(error)));
    return () => {
      shown = false;
      started.terminate();
    };
  }, []);
  const data = useRef<{ train: Images; test: Images } | undefined>(undefined);
  const open = (count: number) => {
    setUnits(count);
    if (data.current) tell({ kind: 'open', ...data.current, units: count, seed: SEED });
  };

  // Each step of the training may change the network's mind.
  useEffect(() => {
    if (image) tell({ kind: 'ask', image });
    else setProbabilities(undefined);
  }, [image, progress?.epoch]);

  const playing = progress?.playing ?? false;
  return (
    <>
      <div class="lead">
        <h1>Teach it to read your handwriting</h1>
        <p>
          {thousands(1797 - HELD_OUT)} real digits to learn from, each also moved a little to either side; {HELD_OUT}{' '}
          held out to test on. Train for a few seconds, then draw.
        </p>
      </div>
      <div class="transport card">
        <Button
          icon={playing ? 'pause' : 'play'}
          look="main"
          disabled={!test}
          onClick={() => tell({ kind: playing ? 'pause' : 'play' })}
        >
          {playing ? 'Pause' : 'Train'}
        </Button>
        <Button icon="reset" disabled={!progress?.epoch} onClick={() => open(units)}>
          Reset
        </Button>
        <p class="counter">
          epoch <strong data-test="epoch">{progress?.epoch ?? 0}</strong>
        </p>
        <p class="counter">
          held out <strong data-test="accuracy">{progress ? percent(progress.testAccuracy) : '–'}</strong>
        </p>
        <p class="counter seconds">{progress?.epoch ? `${progress.seconds.toFixed(2)} s of training` : ''}</p>
        <div class="units">
          <Select
            label="Hidden neurons"
            value={String(units)}
            options={['8', '16', '32', '64', '128']}
            onChange={(value) => open(Number(value))}
          />
        </div>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="digits-grid">
        <section class="card" aria-labelledby="draw-title">
          <h2 id="draw-title">Draw</h2>
          <div class="drawing-row">
            <Pad onImage={setImage} />
            <div class="reads">
              <Guess probabilities={probabilities} trained={Boolean(progress?.epoch)} />
              {image && (
                <figure>
                  <Seen image={image} label="Your digit as the network sees it, 8 by 8 pixels" />
                  <figcaption class="note">what it sees</figcaption>
                </figure>
              )}
            </div>
          </div>
        </section>
        <section class="card" aria-labelledby="accuracy-title">
          <div class="chart-head">
            <h2 id="accuracy-title">Right answers</h2>
            <Legend lines={LINES} />
          </div>
          <AccuracyChart history={history} />
        </section>
        <section class="card" aria-labelledby="weights-title">
          <h2 id="weights-title">What the hidden neurons look for</h2>
          {progress && <Weights weights={progress.weights} units={progress.weights.length / SIDE / SIDE} />}
          <p class="note">
            Each square is a neuron's weights on the 64 pixels: ink in <b class="positive-text">blue</b> switches it on,
            ink in <b class="negative-text">orange</b> off.
          </p>
        </section>
        <section class="card" aria-labelledby="confusion-title">
          <h2 id="confusion-title">Which digits it confuses</h2>
          {progress && <Confusion confusion={progress.confusion} />}
        </section>
        <section class="card wide" aria-labelledby="mistakes-title">
          <h2 id="mistakes-title">
            Its mistakes <small>{progress?.epoch ? `${progress.mistakes.length} of ${HELD_OUT} held out` : ''}</small>
          </h2>
          {progress?.epoch ? (
            <Mistakes mistakes={progress.mistakes} test={test as Images} />
          ) : (
            <p class="note">Train first.</p>
          )}
          <p class="note source">
            Data: Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository,
            CC BY 4.0.
          </p>
        </section>
      </div>
    </>
  );
}

function Guess({ probabilities, trained }: { probabilities: number[] | undefined; trained: boolean }) {
  const best = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : undefined;
  return (
    <>
      <p class="guess">
        <span class="note">{trained || !probabilities ? 'It reads' : 'Untrained, it guesses'}</span>
        <strong data-test="guess" aria-live="polite">
          {best ?? '?'}
        </strong>
      </p>
      <ol class="probabilities" aria-label="Probability of each digit">
        {DIGITS.map((digit) => (
          <li key={digit} class={digit === best ? 'best' : ''}>
            <span>{digit}</span>
            <span class="track">
              <span style={{ width: `${100 * (probabilities?.[digit] ?? 0)}%` }} />
            </span>
            <span class="share">{probabilities ? percent(probabilities[digit], 0) : ''}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function AccuracyChart({ history: { epochs, train, test } }: { history: History }) {
  const values = useMemo<AlignedData>(() => [epochs, train, test], [epochs, train, test]);
  return (
    <Chart
      label={`Share of right answers over the epochs${test.length ? `, now ${percent(test[test.length - 1])} on held-out digits` : ''}`}
      height={270}
      lines={LINES}
      data={values}
      yRange={[0, 1]}
      xLabel="epoch"
      yFormat={(value) => percent(value, 0)}
      mark={0.95}
    />
  );
}

function Weights({ weights, units }: { weights: Float64Array; units: number }) {
  const present = theme.value;
  const across = units > 32 ? 16 : units > 8 ? 8 : 4;
  const rows = Math.ceil(units / across);
  const draw = useCallback<Draw>(
    (context, width) => {
      const gap = across === 16 ? 4 : 7;
      const size = (width - (across - 1) * gap) / across;
      for (let unit = 0; unit < units; unit++) {
        let largest = 1e-9;
        for (let pixel = 0; pixel < SIDE * SIDE; pixel++)
          largest = Math.max(largest, Math.abs(weights[pixel * units + unit]));
        const [left, top] = [(unit % across) * (size + gap), Math.floor(unit / across) * (size + gap)];
        const cell = size / SIDE;
        for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
          context.fillStyle = cssColour(between(0.5 + (0.5 * weights[pixel * units + unit]) / largest));
          context.fillRect(left + (pixel % SIDE) * cell, top + Math.floor(pixel / SIDE) * cell, cell + 0.3, cell + 0.3);
        }
      }
    },
    [weights, units, across, present],
  );
  return (
    <Canvas
      draw={draw}
      class="weights-picture"
      style={{ aspectRatio: `${across} / ${rows}` }}
      role="img"
      aria-label={`The weights of ${units} hidden neurons as pictures of 8 by 8 pixels`}
    />
  );
}

function Confusion({ confusion }: { confusion: number[][] }) {
  return (
    <table class="confusion">
      <caption class="note">Rows: the digit. Columns: the answer.</caption>
      <thead>
        <tr>
          <td />
          {DIGITS.map((digit) => (
            <th key={digit} scope="col">
              {digit}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusion.map((row, digit) => {
          const all = row.reduce((sum, count) => sum + count, 0);
          return (
            <tr key={DIGITS[digit]}>
              <th scope="row">{digit}</th>
              {row.map((count, answer) => (
                <td
                  key={DIGITS[answer]}
                  class={answer === digit ? 'right' : count > 0 ? 'wrong' : 'none'}
                  style={{ '--share': count / Math.max(1, all) }}
                >
                  {count || ''}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const MOST_MISTAKES = 24;

function Mistakes({ mistakes, test }: { mistakes: Progress['mistakes']; test: Images }) {
  return (
    <ul class="mistakes">
      {mistakes.slice(0, MOST_MISTAKES).map(({ row, answer }) => (
        <li key={row}>
          <Seen
            image={test.inputs.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE)}
            label={`A ${test.labels[row]} that it takes for a ${answer}`}
          />
          <span>
            {test.labels[row]} → <b>{answer}</b>
          </span>
        </li>
      ))}
    </ul>
  );
}
