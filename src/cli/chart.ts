// A falling loss as a picture for the terminal.

import plot from 'simple-ascii-chart';

const WIDTH = 64;
const FORMAT = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

const decades = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/**
 * The losses over the epochs, both axes logarithmic, so that the first ten epochs are as wide as the last ten thousand.
 *
 * @param losses  the loss of each epoch; two epochs at least, losses above 0
 */
export function lossChart(losses: Float64Array): string {
  const lastEpoch = Math.log10(losses.length);
  const line = Array.from({ length: WIDTH }, (_, column): [number, number] => {
    const epoch = Math.round(10 ** ((lastEpoch * column) / (WIDTH - 1)));
    return [Math.log10(epoch), Math.log10(losses[epoch - 1])];
  });
  const heights = line.map(([, loss]) => loss);
  const bottom = Math.floor(Math.min(...heights));
  const top = Math.ceil(Math.max(...heights));
  const chart = plot(line, {
    width: WIDTH,
    height: 2 * (top - bottom) + 1,
    yRange: [bottom, top],
    customXAxisTicks: decades(0, Math.floor(lastEpoch)),
    customYAxisTicks: decades(bottom, top),
    formatter: (exponent) => FORMAT.format(Number(`1e${Math.floor(exponent)}`)),
    title: 'loss',
    xLabel: 'times through the examples',
  });
  return chart
    .split('\n')
    .map((row) => row.trimEnd())
    .filter((row) => row !== '')
    .join('\n');
}
