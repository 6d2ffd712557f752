// The plan of memory: the same in WebAssembly and in TypeScript, aligned, without overlap, inside its block.

import { describe, expect, it } from 'vitest';
import * as layout from '../../assembly/layout.ts';
import { NeuralNetwork } from '../../src/index.ts';
import { MAX_BLOCK_BYTES } from '../../src/network-block.ts';
import { BUILDS, type Build } from '../helpers/builds.ts';
import { Draws } from '../helpers/draws.ts';

interface Part {
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
}

/** The tables of a network, of an evaluation and of a training of it, before they are planned. */
interface Tables {
  readonly network: Int32Array;
  readonly evaluation: Int32Array;
  readonly training: Int32Array;
  readonly slots: number;
  readonly allGradients: boolean;
}

function drawTables(draws: Draws): Tables {
  const layers = draws.whole(1, 6);
  const network = new Int32Array(layout.FIRST_LAYER + layers * layout.LAYER_FIELDS);
  network[layout.LAYERS] = layers;
  const bias = draws.flag();
  let fanIn = draws.magnitude(1, 500);
  for (let layer = 0; layer < layers; layer++) {
    const record = layout.FIRST_LAYER + layer * layout.LAYER_FIELDS;
    network[record + layout.FAN_IN] = fanIn;
    fanIn = draws.magnitude(1, 500);
    network[record + layout.FAN_OUT] = fanIn;
    network[record + layout.BIASES] = bias ? 0 : -1;
  }
  const evaluation = new Int32Array(layout.E_FIELDS);
  evaluation[layout.E_ROWS] = draws.magnitude(1, 5000);
  evaluation[layout.E_HAS_TARGETS] = draws.whole(0, 1);
  const training = new Int32Array(layout.T_BUFFERS + layers * layout.BUFFERS);
  training[layout.T_ROWS] = draws.magnitude(1, 5000);
  training[layout.T_BATCH_SIZE] = draws.magnitude(1, training[layout.T_ROWS]);
  training[layout.T_EPOCHS] = draws.magnitude(1, 1000);
  training[layout.T_SHUFFLE] = draws.whole(0, 1);
  return { network, evaluation, training, slots: draws.whole(0, 2), allGradients: draws.flag() };
}

/** The bytes of the three blocks, planned by TypeScript. */
function planHere({ network, evaluation, training, slots, allGradients }: Tables, realBytes: number): number[] {
  return [
    layout.planNetwork(network, realBytes),
    layout.planEvaluation(evaluation, network, realBytes),
    layout.planTraining(training, network, realBytes, slots, allGradients),
  ];
}

/** The same in WebAssembly, where the tables are filled in too. */
function planInWasm(build: Build, tables: Tables): number[] {
  const { kernels, runtime, realBytes } = build;
  const place = (table: Int32Array) =>
    runtime.__pin(runtime.__newArray(kernels.INT32_ARRAY.value, table as unknown as number[]));
  const network = place(tables.network);
  const evaluation = place(tables.evaluation);
  const training = place(tables.training);
  const bytes = [
    kernels.planNetwork(network, realBytes),
    kernels.planEvaluation(evaluation, network, realBytes),
    kernels.planTraining(training, network, realBytes, tables.slots, tables.allGradients),
  ];
  tables.network.set(runtime.__getInt32Array(network));
  tables.evaluation.set(runtime.__getInt32Array(evaluation));
  tables.training.set(runtime.__getInt32Array(training));
  for (const table of [network, evaluation, training]) runtime.__unpin(table);
  runtime.__collect();
  return bytes;
}

const copyOf = (tables: Tables): Tables => structuredClone(tables);

const padded = (elements: number, realBytes: number) => (Math.ceil((elements * realBytes) / 16) * 16) / realBytes;
const tiled = (rows: number) => Math.ceil(rows / 4) * 4;

const layersOf = (network: Int32Array) =>
  Array.from({ length: network[layout.LAYERS] }, (_, layer) => {
    const record = layout.FIRST_LAYER + layer * layout.LAYER_FIELDS;
    const [fanIn, fanOut, stride, , weights, biases] = network.subarray(record, record + layout.LAYER_FIELDS);
    return { fanIn, fanOut, stride, weights, biases };
  });

const parametersOf = (network: Int32Array) =>
  layersOf(network).reduce((sum, { fanIn, fanOut, biases }) => sum + fanIn * fanOut + (biases < 0 ? 0 : fanOut), 0);

/** Every part of a block with the bytes that are used of it. */
function networkParts(network: Int32Array, realBytes: number): Part[] {
  return [
    { name: 'table', start: 0, bytes: network.byteLength },
    { name: 'constants', start: network[layout.CONSTANTS], bytes: (network[layout.LAYERS] + 1) * 8 },
    { name: 'random', start: network[layout.RANDOM], bytes: layout.RANDOM_BYTES },
    { name: 'parameters', start: network[layout.PARAMETERS], bytes: parametersOf(network) * realBytes + 32 },
  ];
}

function evaluationParts(evaluation: Int32Array, network: Int32Array, realBytes: number): Part[] {
  const rows = evaluation[layout.E_ROWS];
  const chunk = evaluation[layout.E_CHUNK];
  const targetRows = evaluation[layout.E_HAS_TARGETS] ? rows : 0;
  const layers = layersOf(network);
  const inputs = layers[0].fanIn;
  const outputs = layers[layers.length - 1].fanOut;
  const widest = Math.max(...layers.map(({ fanOut }) => padded(fanOut, realBytes)));
  return [
    { name: 'table', start: 0, bytes: evaluation.byteLength },
    { name: 'sum', start: evaluation[layout.E_SUM], bytes: 8 },
    { name: 'weights', start: evaluation[layout.E_WEIGHTS], bytes: targetRows * 8 },
    { name: 'inputs', start: evaluation[layout.E_INPUTS], bytes: tiled(rows) * inputs * realBytes },
    { name: 'targets', start: evaluation[layout.E_TARGETS], bytes: targetRows * outputs * realBytes },
    { name: 'outputs', start: evaluation[layout.E_OUTPUTS], bytes: rows * outputs * realBytes },
    { name: 'front', start: evaluation[layout.E_FRONT], bytes: chunk * widest * realBytes },
    { name: 'back', start: evaluation[layout.E_BACK], bytes: chunk * widest * realBytes },
    { name: 'panel', start: evaluation[layout.E_PANEL], bytes: layout.PANELS_BYTES },
    { name: 'columns', start: evaluation[layout.E_COLUMNS], bytes: (5 * outputs + 3) * chunk * realBytes },
  ];
}

function trainingParts({ training, network, slots, allGradients }: Tables, realBytes: number): Part[] {
  const rows = training[layout.T_ROWS];
  const epochs = training[layout.T_EPOCHS];
  const batch = tiled(training[layout.T_BATCH_SIZE]);
  const layers = layersOf(network);
  const inputs = layers[0].fanIn;
  const outputs = layers[layers.length - 1].fanOut;
  const widest = Math.max(...layers.map(({ stride }) => stride));
  const parameters = parametersOf(network) * realBytes;
  const panelRows = Math.max(Math.floor(layout.GRADIENT_PANEL_BYTES / (widest * realBytes) / 4) * 4, 4);
  return [
    { name: 'table', start: 0, bytes: training.byteLength },
    { name: 'settings', start: training[layout.T_SETTINGS], bytes: layout.SETTINGS * 8 },
    { name: 'rates', start: training[layout.T_RATES], bytes: epochs * 8 },
    { name: 'losses', start: training[layout.T_LOSSES], bytes: epochs * 8 },
    { name: 'sum', start: training[layout.T_SUM], bytes: 8 },
    ...stateParts(training, training[layout.T_LIVE], 'live', parameters, slots),
    ...stateParts(training, training[layout.T_COMMITTED], 'committed', parameters, slots),
    { name: 'inputs', start: training[layout.T_INPUTS], bytes: (rows + 3) * inputs * realBytes },
    { name: 'targets', start: training[layout.T_TARGETS], bytes: rows * outputs * realBytes },
    { name: 'row weights', start: training[layout.T_ROW_WEIGHTS], bytes: rows * 8 },
    { name: 'batch inputs', start: training[layout.T_BATCH_INPUTS], bytes: batch * inputs * realBytes },
    { name: 'panel', start: training[layout.T_PANEL], bytes: layout.PANELS_BYTES },
    { name: 'delta panels', start: training[layout.T_DELTA_PANELS], bytes: deltaPanelBytes(network, batch, realBytes) },
    { name: 'gradient panel', start: training[layout.T_GRADIENT_PANEL], bytes: panelRows * widest * realBytes },
    { name: 'gradients', start: training[layout.T_GRADIENTS], bytes: allGradients ? parameters : 0 },
    { name: 'columns', start: training[layout.T_COLUMNS], bytes: (5 * outputs + 3) * batch * realBytes },
    ...layers.flatMap(({ stride }, layer) =>
      ['activations', 'slopes', 'deltas'].map((name, buffer) => ({
        name: `${name} of layer ${layer}`,
        start: training[layout.T_BUFFERS + layer * layout.BUFFERS + buffer],
        bytes: batch * stride * realBytes,
      })),
    ),
  ];
}

/** Pairs of vectors (32 bytes), a row for each row of the batch, for each pair of columns of the widest layer. */
function deltaPanelBytes(network: Int32Array, batch: number, realBytes: number): number {
  return Math.max(...layersOf(network).map(({ fanOut }) => Math.ceil((fanOut * realBytes) / 32))) * batch * 32;
}

function stateParts(training: Int32Array, start: number, name: string, parameters: number, slots: number): Part[] {
  const at = (field: number) => start + training[field];
  return [
    { name: `${name} counters`, start, bytes: layout.COUNTERS * 8 },
    { name: `${name} parameters`, start: at(layout.T_PARAMETERS), bytes: parameters + 32 },
    ...Array.from({ length: slots }, (_, slot) => ({
      name: `${name} slot ${slot}`,
      start: at(layout.T_SLOTS) + slot * training[layout.T_SLOT_BYTES],
      bytes: parameters,
    })),
    { name: `${name} random`, start: at(layout.T_RANDOM), bytes: layout.RANDOM_BYTES },
    {
      name: `${name} order`,
      start: at(layout.T_ORDER),
      bytes: training[layout.T_SHUFFLE] * training[layout.T_ROWS] * 4,
    },
    { name: `${name} end`, start: start + training[layout.T_STATE_BYTES], bytes: 0 },
  ];
}

/** Expects aligned parts in order, none in another, all in the block. */
function expectInOrder(parts: Part[], blockBytes: number): void {
  const sorted = [...parts].sort((a, b) => a.start - b.start || a.bytes - b.bytes);
  let end = 0;
  for (const { name, start, bytes } of sorted) {
    if (start % 16 !== 0) expect.fail(`${name} begins at ${start}, which is not a multiple of 16`);
    if (start < end) expect.fail(`${name} begins at ${start}, before the end of another part at ${end}`);
    end = start + bytes;
  }
  if (end > blockBytes) expect.fail(`the last part ends at ${end}, beyond the block of ${blockBytes}`);
}

const NETWORKS = 1000;

describe.each([8, 4])('layout of reals of %i bytes', (realBytes) => {
  it('keeps parts aligned and apart', () => {
    const draws = new Draws(1);
    for (let i = 0; i < NETWORKS; i++) {
      const tables = drawTables(draws);
      const [networkBytes, evaluationBytes, trainingBytes] = planHere(tables, realBytes);
      expectInOrder(networkParts(tables.network, realBytes), networkBytes);
      expectInOrder(evaluationParts(tables.evaluation, tables.network, realBytes), evaluationBytes);
      expectInOrder(trainingParts(tables, realBytes), trainingBytes);
    }
  });

  it('lines up the parameters without gaps, layer by layer, weights before biases', () => {
    const draws = new Draws(2);
    for (let i = 0; i < NETWORKS; i++) {
      const { network } = drawTables(draws);
      layout.planNetwork(network, realBytes);
      let end = 0;
      for (const { fanIn, fanOut, stride, weights, biases } of layersOf(network)) {
        expect(weights).toBe(end);
        end += fanIn * fanOut;
        if (biases >= 0) {
          expect(biases).toBe(end);
          end += fanOut;
        }
        expect(stride).toBe(padded(fanOut, realBytes));
      }
      expect(network[layout.PARAMETERS_LENGTH]).toBe(end);
    }
  });
});

describe.each(BUILDS)('layout, $name', (build) => {
  it('is the plan of TypeScript', () => {
    const draws = new Draws(3);
    for (let i = 0; i < NETWORKS; i++) {
      const here = drawTables(draws);
      const inWasm = copyOf(here);
      expect(planInWasm(build, inWasm)).toEqual(planHere(here, build.realBytes));
      expect(inWasm).toEqual(here);
    }
  });

  it('gives the true size of what fits in no memory', () => {
    const largest = 2 ** 31 - 1;
    for (const [fanIn, fanOut, rows] of [
      [largest, largest, largest],
      [largest, 1, 1],
      [1, largest, 1],
      [2 ** 16, 2 ** 16, 1],
      [1, 1, largest],
      [2 ** 15, 2 ** 14, 2 ** 30],
    ]) {
      const here = drawTables(new Draws(4));
      here.network.fill(0);
      here.network[layout.LAYERS] = 1;
      here.network[layout.FIRST_LAYER + layout.FAN_IN] = fanIn;
      here.network[layout.FIRST_LAYER + layout.FAN_OUT] = fanOut;
      here.evaluation[layout.E_ROWS] = rows;
      here.training[layout.T_ROWS] = rows;
      here.training[layout.T_BATCH_SIZE] = rows;
      const inWasm = copyOf(here);
      const networkBytes = build.realBytes * fanIn * fanOut;
      const [planned, evaluation, training] = planHere(here, build.realBytes);
      expect(planned).toBeGreaterThanOrEqual(networkBytes);
      expect(evaluation).toBeGreaterThanOrEqual(build.realBytes * rows * fanIn);
      expect(training).toBeGreaterThanOrEqual(build.realBytes * rows * fanIn);
      expect(Math.max(planned, evaluation, training)).toBeGreaterThan(MAX_BLOCK_BYTES);
      expect(build.kernels.planNetwork(pinned(build, inWasm.network), build.realBytes)).toBe(planned);
    }
    build.runtime.__collect();
  });
});

function pinned(build: Build, table: Int32Array): number {
  return build.runtime.__newArray(build.kernels.INT32_ARRAY.value, table as unknown as number[]);
}

describe.each(['wasm', 'javascript'] as const)('what does not fit, %s', (engine) => {
  it.each([
    [[2 ** 31 - 1, 2 ** 31 - 1]],
    [[2 ** 16, 2 ** 16, 1]],
    [[1, 2 ** 31 - 1]],
    [[2 ** 31 - 1, 1]],
    [[12_000, 12_000]],
  ])('a network of %j is refused', (layers) => {
    expect(() => new NeuralNetwork({ layers, engine })).toThrow(RangeError);
    expect(() => new NeuralNetwork({ layers, engine })).toThrow(/would need \d+ MiB of memory/);
  });

  it('a training is refused and leaves the network as it was', () => {
    const network = new NeuralNetwork({ layers: [1, 40_000, 1], engine, seed: 1 });
    const before = network.weights;
    const rows = Array.from({ length: 1200 }, () => [1]);
    expect(() => network.train(rows, rows, { batchSize: 'full', epochs: 1 })).toThrow(RangeError);
    expect(network.weights).toEqual(before);
    network.free();
  });
});
