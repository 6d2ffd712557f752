// What a network answers, in JavaScript: the steps of assembly/evaluate.ts.

import {
  ACTIVATION,
  BIASES,
  CONSTANTS,
  E_BACK,
  E_CHUNK,
  E_COLUMNS,
  E_FRONT,
  E_HAS_TARGETS,
  E_INPUTS,
  E_OUTPUTS,
  E_ROWS,
  E_SUM,
  E_TARGETS,
  E_WEIGHTS,
  FAN_IN,
  FAN_OUT,
  FIRST_LAYER,
  INPUTS,
  LAYER_FIELDS,
  LAYERS,
  LOSS,
  OUTPUTS,
  PARAMETERS,
  STRIDE,
  WEIGHTS,
} from '../../../assembly/layout.ts';
import { activate } from './activations.ts';
import { type Block, doublesAt, type Reals, realsAt } from './block.ts';
import { denseForward } from './dense.ts';
import { Columns, transpose } from './output.ts';

/** The record of a layer. */
export interface Layer {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly stride: number;
  readonly activation: number;
  readonly weights: number;
  readonly biases: number;
}

export function layersOf(network: Block): readonly Layer[] {
  const { integers } = network;
  network.layers ??= Array.from({ length: integers[LAYERS] }, (_, layer) => {
    const record = FIRST_LAYER + layer * LAYER_FIELDS;
    return {
      fanIn: integers[record + FAN_IN],
      fanOut: integers[record + FAN_OUT],
      stride: integers[record + STRIDE],
      activation: integers[record + ACTIVATION],
      weights: integers[record + WEIGHTS],
      biases: integers[record + BIASES],
    };
  });
  return network.layers;
}

/** The dropout of a layer, or after the last Huber's delta. */
export const constant = (network: Block, index: number): number =>
  network.doubles[doublesAt(network, CONSTANTS) + index];

/** Logits z of one layer from its inputs x; the network's parameters begin at `parametersAt`. */
export function layerForward(
  layer: Layer,
  parameters: Reals,
  parametersAt: number,
  reals: Reals,
  zAt: number,
  xAt: number,
  xStride: number,
  rows: number,
): void {
  const biases = layer.biases >= 0 ? parametersAt + layer.biases : -1;
  denseForward(
    reals,
    zAt,
    layer.stride,
    reals,
    xAt,
    xStride,
    parameters,
    parametersAt + layer.weights,
    biases,
    rows,
    layer.fanIn,
    layer.fanOut,
  );
}

/** Answers the rows of an evaluation block, and adds up their weighted losses where targets are there. */
export function evaluate(network: Block, evaluation: Block): void {
  const table = evaluation.integers;
  const rows = table[E_ROWS];
  const chunkRows = table[E_CHUNK];
  const layers = layersOf(network);
  const last = layers[layers.length - 1];
  const inputs = network.integers[INPUTS];
  const outputs = network.integers[OUTPUTS];
  const parametersAt = realsAt(network, PARAMETERS);
  const { reals, doubles } = evaluation;
  const weights = doublesAt(evaluation, E_WEIGHTS);
  let sum = 0;
  for (let first = 0; first < rows; first += chunkRows) {
    const count = Math.min(chunkRows, rows - first);
    const columns = new Columns(reals, realsAt(evaluation, E_COLUMNS), count, outputs);
    let x = realsAt(evaluation, E_INPUTS) + first * inputs;
    let xStride = inputs;
    let z = realsAt(evaluation, E_FRONT);
    let other = realsAt(evaluation, E_BACK);
    for (const layer of layers) {
      layerForward(layer, network.reals, parametersAt, reals, z, x, xStride, count);
      if (layer === last) break;
      activate(layer.activation, reals, z, reals, -1, reals, z, count * layer.stride);
      xStride = layer.stride;
      x = z;
      z = other;
      other = x;
    }
    columns.forward(last.activation, z, last.stride, false);
    const outputsAt = realsAt(evaluation, E_OUTPUTS) + first * outputs;
    transpose(reals, outputsAt, outputs, reals, columns.outputs, count, outputs, count);
    if (table[E_HAS_TARGETS] === 0) continue;
    const targetsAt = realsAt(evaluation, E_TARGETS) + first * outputs;
    transpose(reals, columns.targets, count, reals, targetsAt, outputs, count, outputs);
    columns.loss(network.integers[LOSS], constant(network, layers.length), false);
    for (let r = 0; r < count; r++) sum += doubles[weights + first + r] * reals[columns.rowLosses + r];
  }
  doubles[doublesAt(evaluation, E_SUM)] = sum;
}
