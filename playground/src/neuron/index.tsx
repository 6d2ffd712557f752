// Part 1: the tutorial, made visible.

import { useMemo, useState } from 'preact/hooks';
import type { AlignedData } from 'uplot';
import { Chart } from '../shared/chart.tsx';
import { Button, NumberField } from '../shared/controls.tsx';
import { decimals, short, signed, thousands, tick } from '../shared/format.ts';
import { prefersLessMotion, useFrames } from '../shared/frames.ts';
import { Curve } from './curve.tsx';
import { Drawing } from './drawing.tsx';
import { EXAMPLES, FIRST_SEED, type Lesson, Neuron, STEPS } from './model.ts';
import './neuron.css';

const ERROR_LINE = [{ label: 'loss', colour: 'positive' }];

export default function NeuronPart() {
  const [neuron, setNeuron] = useState(() => new Neuron(FIRST_SEED));
  const [, setStep] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [selected, setSelected] = useState(1);
  const { step } = neuron;
  const done = step >= STEPS;

  const train = (steps: number) => {
    neuron.train(Math.min(steps, STEPS - neuron.step));
    setStep(neuron.step);
  };
  const reset = (seed: number) => {
    neuron.free();
    setPlaying(false);
    setNeuron(new Neuron(seed));
  };
  useFrames(playing, () => {
    if (neuron.step < STEPS) train(stride(neuron.step));
    if (neuron.step >= STEPS) setPlaying(false);
  });

  const lessons = neuron.lessons;
  const { weights } = neuron;
  return (
    <>
      <div class="lead">
        <h1>One neuron learns from its mistakes</h1>
        <p>
          Four examples, three weights, one rule. Nobody tells the neuron that the answer is simply the first input.
          Press play and watch it find out.
        </p>
      </div>

      <div class="transport card">
        <Button icon={playing ? 'pause' : 'play'} look="main" disabled={done} onClick={() => setPlaying(!playing)}>
          {playing ? 'Pause' : 'Play'}
        </Button>
        <Button icon="step" disabled={done || playing} onClick={() => train(1)}>
          Step
        </Button>
        <Button
          icon="finish"
          disabled={done}
          onClick={() => {
            setPlaying(false);
            train(STEPS);
          }}
        >
          All {thousands(STEPS)}
        </Button>
        <Button icon="reset" disabled={step === 0} onClick={() => reset(neuron.seed)}>
          Reset
        </Button>
        <p class="counter" aria-live={playing ? 'off' : 'polite'}>
          <strong data-test="step">{thousands(step)}</strong> of {thousands(STEPS)} steps
        </p>
        <div class="seed">
          <NumberField
            label="Seed"
            value={neuron.seed}
            min={0}
            max={2 ** 32 - 1}
            step={1}
            onChange={(seed) => reset(Math.round(seed))}
          />
        </div>
      </div>

      <div class="neuron-grid">
        <section class="card" aria-labelledby="examples-title">
          <h2 id="examples-title">Four examples</h2>
          <Examples lessons={lessons} selected={selected} onSelect={setSelected} />
          <p class="note">Pick an example to send it through the neuron.</p>
        </section>

        <section class="card" aria-labelledby="neuron-title">
          <h2 id="neuron-title">
            The neuron <small>example {selected + 1}</small>
          </h2>
          <Drawing inputs={EXAMPLES[selected].inputs} weights={weights} thought={lessons[selected]} />
          <p class="note">
            Each line is a weight: <b class="positive-text">blue</b> speaks for a 1, <b class="negative-text">orange</b>{' '}
            against it; the thicker, the louder.
          </p>
        </section>

        <section class="card" aria-labelledby="curve-title">
          <h2 id="curve-title">The sigmoid turns a sum into an answer</h2>
          <Curve lessons={lessons} selected={selected} />
          <p class="note">Dots 2 and 3 should climb to 1, dots 1 and 4 slide to 0. The dashes are their errors.</p>
        </section>

        <section class="card" aria-labelledby="error-title">
          <h2 id="error-title">
            The loss falls{' '}
            <small data-test="loss">{step ? `½ Σ error² = ${short(neuron.losses[step - 1])}` : ''}</small>
          </h2>
          <LossChart losses={neuron.losses} step={step} />
        </section>

        <section class="card wide" aria-labelledby="rule-title">
          <h2 id="rule-title">The rule, with the numbers of the next step</h2>
          <Rule lessons={lessons} weights={weights} />
        </section>

        <Question neuron={neuron} step={step} />
      </div>
    </>
  );
}

/** Steps for one frame: one by one at first, then ever faster, so that all of them take some four seconds. */
function stride(step: number): number {
  const share = prefersLessMotion() ? 0.5 : 0.03;
  return Math.max(1, Math.round(step * share));
}

function Examples({
  lessons,
  selected,
  onSelect,
}: {
  lessons: Lesson[];
  selected: number;
  onSelect: (index: number) => void;
}) {
  return (
    <table class="examples">
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col" colSpan={3}>
            inputs
          </th>
          <th scope="col">target</th>
          <th scope="col" class="output-column">
            output
          </th>
        </tr>
      </thead>
      <tbody>
        {lessons.map(({ inputs, target, output }, index) => (
          <tr key={inputs.join('')} class={index === selected ? 'selected' : ''} onClick={() => onSelect(index)}>
            <th scope="row">
              <button
                type="button"
                class={`badge ${target ? 'one' : 'zero'}`}
                aria-label={`Show example ${index + 1}`}
                aria-pressed={index === selected}
                onClick={() => onSelect(index)}
              >
                {index + 1}
              </button>
            </th>
            {inputs.map((input, column) => (
              <td key={column}>
                <span class={input ? 'bit on' : 'bit'}>{input}</span>
              </td>
            ))}
            <td>
              <span class={target ? 'bit target on' : 'bit target'}>{target}</span>
            </td>
            <td class="output-column">
              <span class="bar" style={{ '--output': output }} />
              <span class="number">{decimals(output, 4)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LossChart({ losses, step }: { losses: number[]; step: number }) {
  const data = useMemo<AlignedData>(() => {
    const steps: number[] = [];
    for (let at = 1; at <= step; at = Math.max(at + 1, Math.floor(at * 1.03))) steps.push(at);
    if (step && steps[steps.length - 1] !== step) steps.push(step);
    return [steps, steps.map((at) => losses[at - 1])];
  }, [losses, step]);
  return (
    <Chart
      label={`The loss over ${thousands(step)} steps${step ? `, now ${short(losses[step - 1])}` : ''}`}
      height={310}
      lines={ERROR_LINE}
      data={data}
      logX
      logY
      xRange={[1, STEPS]}
      yRange={[1e-5, 1]}
      xLabel="step"
      xFormat={(value) => thousands(value)}
      yFormat={tick}
    />
  );
}

function Rule({ lessons, weights }: { lessons: Lesson[]; weights: number[] }) {
  const change = (column: number) =>
    lessons.reduce((sum, { inputs, error, slope }) => sum + inputs[column] * error * slope, 0);
  return (
    <>
      <p class="formula">
        <code>
          weight <b>+=</b> Σ input · error · slope
        </code>
        <span>
          error = target − output. The slope, output · (1 − output), is small where the neuron is sure already, so sure
          answers are left alone.
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls */}
      <section class="scroll" aria-label="The numbers of the next step" tabIndex={0}>
        <table class="rule">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">error</th>
              <th scope="col">slope</th>
              <th scope="col">error · slope</th>
              {[1, 2, 3].map((number) => (
                <th scope="col" key={number}>
                  for weight {number}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lessons.map(({ inputs, target, error, slope }, index) => (
              <tr key={inputs.join('')}>
                <th scope="row">
                  <span class={`badge ${target ? 'one' : 'zero'}`}>{index + 1}</span>
                </th>
                <td>{signed(error, 4)}</td>
                <td>{decimals(slope, 4)}</td>
                <td>{signed(error * slope, 5)}</td>
                {inputs.map((input, column) => (
                  <td key={column} class={input ? '' : 'nothing'}>
                    {input ? signed(error * slope, 5) : '0'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={4}>
                weight now
              </th>
              {weights.map((weight, column) => (
                <td key={column} class={weight < 0 ? 'negative-text' : 'positive-text'} data-test={`weight-${column}`}>
                  {signed(weight, 5)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row" colSpan={4}>
                change
              </th>
              {weights.map((_, column) => (
                <td key={column}>{signed(change(column), 5)}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
    </>
  );
}

/** A situation that the neuron has never seen. */
function Question({ neuron, step }: { neuron: Neuron; step: number }) {
  const [row, setRow] = useState([1, 0, 0]);
  const { output } = neuron.think(row);
  const known = EXAMPLES.some(({ inputs }) => inputs.every((input, column) => input === row[column]));
  const flip = (column: number) => setRow(row.map((input, index) => (index === column ? 1 - input : input)));
  return (
    <section class="card wide question" aria-labelledby="question-title">
      <div>
        <h2 id="question-title">{known ? 'A situation that it has seen' : 'A new situation'}</h2>
        <p class="note">Switch the inputs and ask what the neuron thinks.</p>
      </div>
      <div class="ask">
        {row.map((input, column) => (
          <button
            key={column}
            type="button"
            class={input ? 'bit big on' : 'bit big'}
            aria-pressed={input === 1}
            aria-label={`Input ${column + 1}`}
            onClick={() => flip(column)}
          >
            {input}
          </button>
        ))}
        <span class="arrow" aria-hidden="true">
          →
        </span>
        <output class="answer" data-test="answer">
          {decimals(output, 7)}
        </output>
      </div>
      <p class="verdict">{verdict(output, step)}</p>
    </section>
  );
}

function verdict(output: number, step: number): string {
  if (step === 0) return 'Untrained, it can only guess.';
  if (output > 0.99) return 'The neuron is all but certain: 1.';
  if (output < 0.01) return 'The neuron is all but certain: 0.';
  if (output > 0.9 || output < 0.1) return `Probably ${output > 0.5 ? 1 : 0}.`;
  return 'It is not sure yet.';
}
