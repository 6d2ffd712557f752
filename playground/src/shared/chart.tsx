// uPlot as a component: lines over numbers, in the page's colours and as wide as its place.

import './language.ts';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { palette, theme } from './theme.ts';

export interface Line {
  label: string;
  /** The name of a colour in styles.css. */
  colour: string;
  dashed?: boolean;
  /** Dots at the values, for few of them. */
  dots?: boolean;
}

interface ChartProps {
  /** What the chart shows, for those who can't see it. */
  label: string;
  height: number;
  lines: Line[];
  /** x, then the values of each line; a new array draws anew. */
  data: uPlot.AlignedData;
  logX?: boolean;
  logY?: boolean;
  xLabel?: string;
  /** Fixed ranges; default: those of the values. */
  xRange?: [number, number];
  yRange?: [number, number];
  xFormat?: (value: number) => string;
  yFormat?: (value: number) => string;
  /** A horizontal line to compare with. */
  mark?: number;
}

export function Chart(props: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const present = theme.value;
  const { label, lines, data, height, logX, logY } = props;
  const shape = JSON.stringify([lines, height, logX, logY, props.xLabel, props.xRange, props.yRange, props.mark]);

  useEffect(() => {
    const target = place.current as HTMLDivElement;
    plot.current = new uPlot(options(props, target.clientWidth || 320), data, target);
    const observer = new ResizeObserver(() => {
      plot.current?.setSize({ width: target.clientWidth, height });
    });
    observer.observe(target);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, [shape, present]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);

  return <div class="chart" role="img" aria-label={label} ref={place} style={{ height: `${height}px` }} />;
}

function options(props: ChartProps, width: number): uPlot.Options {
  const { lines, height, logX, logY, xLabel, xRange, yRange, mark } = props;
  const { css } = palette.value;
  const axis = (log?: boolean, format?: (value: number) => string): uPlot.Axis => ({
    stroke: css('ink-faint'),
    font: `12px ${css('font')}`,
    grid: { stroke: css('line'), width: 1, ...(log && { filter: fewSplits }) },
    ticks: { show: false },
    ...(log && { filter: fewSplits }),
    ...(format && { values: (_, splits) => splits.map((split) => (split == null ? '' : format(split))) }),
  });
  const x = axis(logX, props.xFormat);
  if (xLabel) Object.assign(x, { label: xLabel, labelFont: `12px ${css('font')}`, labelSize: 20, size: 30 });
  return {
    width,
    height,
    padding: [10, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, ...(logX && { distr: 3 }), ...(xRange && { range: xRange }) },
      y: { ...(logY && { distr: 3 }), ...(yRange && { range: yRange }) },
    },
    axes: [x, { ...axis(logY, props.yFormat), size: 52 }],
    series: [
      {},
      ...lines.map(({ label, colour, dashed, dots }) => ({
        label,
        stroke: css(colour),
        width: 2,
        spanGaps: true,
        points: dots ? { show: true, size: 7, fill: css('card'), width: 2 } : { show: false },
        ...(dashed && { dash: [5, 4] }),
      })),
    ],
    hooks: {
      drawClear: [
        (chart) => {
          if (mark === undefined) return;
          const { ctx, bbox } = chart;
          const y = Math.round(chart.valToPos(mark, 'y', true));
          ctx.save();
          ctx.strokeStyle = css('ink-faint');
          ctx.setLineDash([4, 4]);
          ctx.beginPath();
          ctx.moveTo(bbox.left, y);
          ctx.lineTo(bbox.left + bbox.width, y);
          ctx.stroke();
          ctx.restore();
        },
      ],
    },
  };
}

/** Keeps the lines and figures of a logarithmic axis few: the more decades, the fewer of each. */
function fewSplits(_: uPlot, splits: number[]): (number | null)[] {
  const decades = Math.log10(splits[splits.length - 1] / splits[0]);
  const digits = decades < 1.2 ? [1, 2, 3, 5, 7] : decades < 2.5 ? [1, 3] : [1];
  return splits.map((split) => {
    const digit = split / 10 ** Math.floor(Math.log10(split) + 1e-9);
    return digits.some((kept) => Math.abs(digit - kept) < 1e-6) ? split : null;
  });
}

/** The names of the lines with their colours. */
export function Legend({ lines }: { lines: Line[] }) {
  return (
    <ul class="legend">
      {lines.map(({ label, colour, dashed }) => (
        <li key={label}>
          <span class={dashed ? 'stroke dashed' : 'stroke'} style={{ borderColor: `var(--${colour})` }} />
          {label}
        </li>
      ))}
    </ul>
  );
}
