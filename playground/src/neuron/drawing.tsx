// The neuron as a picture: three inputs, three weights as lines (colour = sign, thickness = size), the sum, the output.

import { decimals, signed } from '../shared/format.ts';
import type { Thought } from './model.ts';

const INPUT_X = 32;
const BODY_X = 286;
const OUTPUT_X = 422;
const MIDDLE = 138;
const INPUTS_Y = [34, MIDDLE, 242];

interface DrawingProps {
  inputs: readonly number[];
  weights: readonly number[];
  thought: Thought;
}

export function Drawing({ inputs, weights, thought }: DrawingProps) {
  const alternative =
    `A neuron with inputs ${inputs.join(', ')} and weights ${weights.map((weight) => signed(weight)).join(', ')}. ` +
    `Their sum is ${decimals(thought.sum, 3)}, its output ${decimals(thought.output, 4)}.`;
  return (
    <svg class="drawing" viewBox="0 0 472 298" role="img" aria-label={alternative}>
      {weights.map((weight, index) => {
        const y = INPUTS_Y[index];
        const active = inputs[index] !== 0;
        return (
          <line
            key={y}
            class={`weight ${weight < 0 ? 'negative' : 'positive'} ${active ? '' : 'idle'}`}
            x1={INPUT_X}
            y1={y}
            x2={BODY_X}
            y2={MIDDLE}
            stroke-width={thickness(weight)}
          />
        );
      })}
      <line class="axon" x1={BODY_X} y1={MIDDLE} x2={OUTPUT_X} y2={MIDDLE} />
      {weights.map((weight, index) => {
        const y = INPUTS_Y[index];
        const share = 0.45;
        return (
          <g key={y} transform={`translate(${INPUT_X + share * (BODY_X - INPUT_X)} ${y + share * (MIDDLE - y)})`}>
            <rect class="plate" x="-45" y="-16" width="90" height="32" rx="16" />
            <text class={`weight-value ${weight < 0 ? 'negative' : 'positive'}`}>{signed(weight)}</text>
          </g>
        );
      })}
      {inputs.map((input, index) => (
        <g key={INPUTS_Y[index]} transform={`translate(${INPUT_X} ${INPUTS_Y[index]})`}>
          <circle class={input ? 'input on' : 'input'} r="28" />
          <text class={input ? 'input-value on' : 'input-value'}>{input}</text>
        </g>
      ))}
      <g transform={`translate(${BODY_X} ${MIDDLE})`}>
        <circle class="body" r="50" />
        <text class="small" y="-18">
          sum
        </text>
        <text class="sum" y="6">
          {decimals(thought.sum, 2)}
        </text>
        <path class="curve" d="M-18 32c12 0 12 -9 18 -9s6 -9 18 -9" transform="translate(0 4)" />
      </g>
      <g transform={`translate(${OUTPUT_X} ${MIDDLE})`}>
        <circle class="output" r="44" style={{ '--output': thought.output }} />
        <circle class="output-ring" r="44" pathLength="1" stroke-dasharray={`${thought.output} 1`} />
        <text class="output-value">{decimals(thought.output, 3)}</text>
      </g>
      <text class="small" x={INPUT_X} y="288">
        inputs
      </text>
      <text class="small" x={OUTPUT_X} y="206">
        output
      </text>
    </svg>
  );
}

function thickness(weight: number): number {
  return 1.5 + Math.min(14, 1.5 * Math.abs(weight));
}
