// The sigmoid with the four examples as dots on it: each dot should climb or slide to where its target is.

import { sigmoid } from 'neurite';
import { decimals } from '../shared/format.ts';
import type { Lesson } from './model.ts';

const LIMIT = 10;
const [WIDTH, HEIGHT] = [440, 262];
const [LEFT, TOP, BOTTOM] = [34, 22, 46];
const x = (sum: number) =>
  LEFT + ((Math.max(-LIMIT, Math.min(LIMIT, sum)) + LIMIT) / (2 * LIMIT)) * (WIDTH - LEFT - 14);
const y = (output: number) => TOP + (1 - output) * (HEIGHT - TOP - BOTTOM);

const CURVE = `M${Array.from({ length: 121 }, (_, index) => {
  const sum = -LIMIT + (index * 2 * LIMIT) / 120;
  return `${x(sum).toFixed(1)} ${y(sigmoid(sum)).toFixed(1)}`;
}).join('L')}`;

export function Curve({ lessons, selected }: { lessons: Lesson[]; selected: number }) {
  const alternative = `The sigmoid curve. ${lessons
    .map(({ sum, output }, index) => `Example ${index + 1}: sum ${decimals(sum, 2)}, output ${decimals(output, 3)}.`)
    .join(' ')}`;
  return (
    <svg class="sigmoid" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={alternative}>
      {[0, 0.5, 1].map((output) => (
        <g key={output}>
          <line class="grid" x1={LEFT} x2={WIDTH - 14} y1={y(output)} y2={y(output)} />
          <text class="tick" x={LEFT - 9} y={y(output)} text-anchor="end">
            {output}
          </text>
        </g>
      ))}
      {[-10, -5, 0, 5, 10].map((sum) => (
        <text key={sum} class="tick" x={x(sum)} y={HEIGHT - 30} text-anchor="middle">
          {decimals(sum, 0)}
        </text>
      ))}
      <text class="tick" x={WIDTH - 14} y={HEIGHT - 9} text-anchor="end">
        sum →
      </text>
      <path class="curve" d={CURVE} />
      {lessons.map(({ sum, output, target, inputs }, index) => (
        <g key={inputs.join('')} class={`dot ${target ? 'one' : 'zero'} ${index === selected ? 'selected' : ''}`}>
          <line x1={x(sum)} x2={x(sum)} y1={y(output)} y2={y(target)} />
          <circle cx={x(sum)} cy={y(output)} r={index === selected ? 11 : 9} />
          <text x={x(sum)} y={y(output)}>
            {index + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}
