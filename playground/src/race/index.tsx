// Part 4: WebAssembly against JavaScript, on this very machine.

import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AlignedData } from 'uplot';
import { networks } from '../../../bench/workloads.mjs';
import { Chart, Legend, type Line } from '../shared/chart.tsx';
import { Button, Select } from '../shared/controls.tsx';
import { large, thousands, tick } from '../shared/format.ts';
import { describeMachine } from './machine.ts';
import { type Course, ENGINES, type FromWorker, type Heat, type ToWorker } from './protocol.ts';
import './race.css';

/** Widths of the sweep's networks n-n-2. */
const WIDTHS = [2, 4, 8, 16, 32, 64, 128, 256, 512];
const SWEEP: Course[] = WIDTHS.map((width) => ({
  layers: [width, width, 2],
  rows: 512,
  batchSize: 32,
  learningRate: 1 / width,
}));

const COURSES: Record<string, { label: string; courses: Course[] }> = {
  sweep: { label: 'Sweep: n-n-2, n from 2 to 512', courses: SWEEP },
  ...Object.fromEntries(networks.map((network) => [network.name, { label: network.name, courses: [network] }])),
};

const LINES: Line[] = ENGINES.map(({ name, colour }) => ({ label: name, colour, dots: true }));

export default function RacePart() {
  const [choice, setChoice] = useState('sweep');
  const [heats, setHeats] = useState<Heat[]>([]);
  const [progress, setProgress] = useState<{ share: number; now: string }>();
  const [problem, setProblem] = useState<string>();
  const [machine, setMachine] = useState('');
  const worker = useRef<Worker | undefined>(undefined);
  const running = progress !== undefined;

  useLayoutEffect(() => {
    describeMachine().then(setMachine);
    const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.current = started;
    started.onerror = ({ message }) => setProblem(message);
    started.onmessage = ({ data: message }: MessageEvent<FromWorker>) => {
      if (message.kind === 'progress') setProgress(message);
      else if (message.kind === 'heat') setHeats((earlier) => [...earlier, message.heat]);
      else {
        setProgress(undefined);
        if (!message.stopped) setProblem(message.reason);
      }
    };
    return () => started.terminate();
  }, []);

  const tell = (message: ToWorker) => worker.current?.postMessage(message);
  const race = () => {
    setHeats([]);
    setProblem(undefined);
    setProgress({ share: 0, now: 'loading' });
    tell({ kind: 'race', courses: COURSES[choice].courses });
  };
  return (
    <>
      <div class="lead">
        <h1>WebAssembly races JavaScript</h1>
        <p>
          The same training on this machine, in well-made JavaScript and in WebAssembly: with 64-bit numbers they end in
          the same bits. From tiny networks to large ones, see where it pays, and how much.
        </p>
      </div>
      <div class="transport card">
        {running ? (
          <Button icon="close" onClick={() => tell({ kind: 'stop' })}>
            Stop
          </Button>
        ) : (
          <Button icon="play" look="main" onClick={race}>
            Race
          </Button>
        )}
        <div class="course">
          <Select
            label="Network"
            hideLabel
            value={choice}
            options={Object.entries(COURSES).map(([value, { label }]) => ({ value, label }))}
            onChange={setChoice}
          />
        </div>
        <div class="progress">
          {progress && (
            <>
              <progress value={progress.share} aria-label="Progress of the race" />
              <span>{progress.now}</span>
            </>
          )}
        </div>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <Standings heats={heats} machine={machine} running={running} />
    </>
  );
}

function Standings({ heats, machine, running }: { heats: Heat[]; machine: string; running: boolean }) {
  if (heats.length === 0) {
    return (
      <section class="card empty">
        <p>
          {running
            ? 'Warming up: the first figures come in a moment.'
            : 'Press Race. A sweep takes some fifteen seconds; nothing else should run meanwhile.'}
        </p>
        <Legend lines={LINES} />
        <p class="note">{machine}</p>
      </section>
    );
  }
  return (
    <div class="race-grid">
      <section class="card wide verdict-card" aria-labelledby="verdict-title">
        <h2 id="verdict-title">On this machine</h2>
        <p class="race-verdict" data-test="verdict">
          {verdict(heats)}
        </p>
        <p class="note">{machine}</p>
      </section>
      {heats.length === 1 ? <Bars heat={heats[0]} /> : <Curves heats={heats} />}
      <Results heats={heats} machine={machine} />
    </div>
  );
}

/** What the figures say, small networks included. */
function verdict(heats: Heat[]): string {
  const simd = (heat: Heat) => heat.results.find(({ engine }) => engine === 'wasm SIMD')?.ratios[1] ?? Number.NaN;
  const times = (ratio: number) => `${ratio.toPrecision(2)} times`;
  const name = ({ course }: Heat) => course.layers.join('-');
  if (heats.length === 1)
    return `Training ${name(heats[0])}, WebAssembly with SIMD is ${times(simd(heats[0]))} as fast as JavaScript.`;
  const best = heats.reduce((first, second) => (simd(second) > simd(first) ? second : first));
  const ahead = heats.findIndex((_, index) => heats.slice(index).every((heat) => simd(heat) > 1));
  const most = `It gains most on ${name(best)}: ${times(simd(best))} as fast.`;
  if (ahead < 0) return `WebAssembly is not ahead on the largest network of this sweep. ${most}`;
  const smallest = heats[ahead];
  if (ahead === 0) {
    return `WebAssembly is ahead from the smallest network on: ${times(simd(smallest))} as fast on ${name(smallest)}. ${most}`;
  }
  return `JavaScript wins up to ${name(heats[ahead - 1])}; from ${name(smallest)} (${thousands(smallest.parameters)} parameters) on, WebAssembly is ahead. ${most}`;
}

function Curves({ heats }: { heats: Heat[] }) {
  const sizes = heats.map(({ parameters }) => parameters);
  const pick = (value: (result: Heat['results'][number]) => number) =>
    ENGINES.map((_, engine) => heats.map(({ results }) => (results[engine].error ? null : value(results[engine]))));
  const rates = useMemo<AlignedData>(() => [sizes, ...pick(({ rates }) => rates[1])], [heats]);
  const ratios = useMemo<AlignedData>(() => [sizes, ...pick(({ ratios }) => ratios[1])], [heats]);
  const size = (value: number) => large(value).replace(/\.0+(?= |$)/, '');
  return (
    <>
      <section class="card" aria-labelledby="rates-title">
        <h2 id="rates-title">Samples a second</h2>
        <Legend lines={LINES} />
        <Chart
          label="Samples a second by the number of parameters"
          height={300}
          lines={LINES}
          data={rates}
          logX
          logY
          xLabel="parameters"
          xFormat={size}
          yFormat={size}
        />
      </section>
      <section class="card" aria-labelledby="ratios-title">
        <h2 id="ratios-title">
          Times as fast as JavaScript <small>above the dashes: faster</small>
        </h2>
        <Legend lines={LINES} />
        <Chart
          label="Speed relative to JavaScript by the number of parameters"
          height={300}
          lines={LINES}
          data={ratios}
          logX
          xLabel="parameters"
          xFormat={size}
          yFormat={tick}
          mark={1}
        />
      </section>
    </>
  );
}

function Bars({ heat: { results } }: { heat: Heat }) {
  const most = Math.max(...results.map(({ rates }) => rates[2]).filter(Number.isFinite));
  const share = (rate: number) => `${(100 * rate) / most}%`;
  return (
    <section class="card wide" aria-labelledby="bars-title">
      <h2 id="bars-title">Samples a second</h2>
      <ul class="bars">
        {results.map(({ engine, rates: [lower, median, upper], ratios, error }, index) => (
          <li key={engine}>
            <span class="bar-name">{engine}</span>
            <span class="bar-track">
              <span class="bar-fill" style={{ width: share(median), background: `var(--${ENGINES[index].colour})` }} />
              <span
                class="bar-spread"
                style={{ left: share(lower), width: `calc(${share(upper)} - ${share(lower)})` }}
              />
            </span>
            <span class="bar-value">{error ?? `${large(median)} · ${ratios[1].toPrecision(3)}×`}</span>
          </li>
        ))}
      </ul>
      <p class="note">Bars are medians; the whiskers reach from the lower to the upper quartile.</p>
    </section>
  );
}

function Results({ heats, machine }: { heats: Heat[]; machine: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    await navigator.clipboard.writeText(asMarkdown(heats, machine));
    setSaid('Copied as Markdown.');
  };
  return (
    <section class="card wide" aria-labelledby="results-title">
      <div class="results-head">
        <h2 id="results-title">
          All figures <small>samples a second: median, quartiles; times JavaScript</small>
        </h2>
        <Button class="small" onClick={copy}>
          Copy table
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls */}
      <section class="scroll" aria-label="All figures" tabIndex={0}>
        <table class="results">
          <thead>
            <tr>
              <th scope="col">network</th>
              <th scope="col">parameters</th>
              {ENGINES.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {heats.map(({ course, parameters, results }) => (
              <tr key={course.layers.join('-')}>
                <th scope="row">{course.layers.join('-')}</th>
                <td>{thousands(parameters)}</td>
                {results.map(({ engine, rates: [lower, median, upper], ratios, error }) => (
                  <td key={engine}>
                    {error ?? (
                      <>
                        <b>{large(median)}</b> <span class="ratio">{ratios[1].toPrecision(3)}×</span>
                        <small>
                          {large(lower)} … {large(upper)}
                        </small>
                      </>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="note" role="status">
        {said ||
          'Stochastic gradient descent, sigmoid hidden layers, softmax and cross-entropy; engines take turns, sample by sample.'}
      </p>
    </section>
  );
}

function asMarkdown(heats: Heat[], machine: string): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    row(['network', 'parameters', ...ENGINES.map(({ name }) => `${name}, samples/s`)]),
    row(['---', '---:', ...ENGINES.map(() => '---:')]),
    ...heats.map(({ course, parameters, results }) =>
      row([
        course.layers.join('-'),
        thousands(parameters),
        ...results.map(({ rates: [lower, median, upper], ratios, error }) =>
          error ? 'failed' : `${large(median)} (${large(lower)} … ${large(upper)}), ${ratios[1].toPrecision(3)}×`,
        ),
      ]),
    ),
  ];
  return `${lines.join('\n')}\n\nMedians and quartiles; × is the speed relative to JavaScript. ${machine}.\n`;
}
