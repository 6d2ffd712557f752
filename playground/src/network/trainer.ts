// The page's side of the training: what is being trained, the latest picture, and the orders to the worker.

import { batch, computed, signal } from '@preact/signals';
import { address, keepState } from '../shared/address.ts';
import { makeData } from './datasets.ts';
import type { FromWorker, Picture, Speed, ToWorker } from './protocol.ts';
import {
  type Change,
  type Edit,
  fitting,
  type Run,
  readRun,
  type Settings,
  type TrainingSettings,
  writeRun,
} from './settings.ts';

/** What the run began with. */
export const settings = signal<Settings>(readRun(new URLSearchParams()).settings);
export const data = computed(() => makeData(settings.value));
/** The latest picture of the network. */
export const picture = signal<Picture | undefined>(undefined);
/**
 * The same for the drawings that cost most. While pictures follow each other they take turns, so that no frame has to draw
 * everything: each takes every fourth picture.
 */
export const graphPicture = signal<Picture | undefined>(undefined);
export const viewPicture = signal<Picture | undefined>(undefined);
export const failure = signal<string | undefined>(undefined);
export const speed = signal<Speed>(1);
/** How training goes on now: as it began, or as it was changed since. */
export const training = signal<TrainingSettings>(settings.value.training);
/** Epoch and losses of the pictures so far, thinned out as they grow many. */
export const losses = signal<{ epochs: number[]; train: number[]; test: number[] }>({
  epochs: [],
  train: [],
  test: [],
});

const MOST_LOSSES = 800;
/** How often the address is written while training, in milliseconds: it costs, and browsers allow it some hundred times in half a minute. */
const ADDRESS_PAUSE = 1500;

let worker: Worker | undefined;
let exported: ((model: unknown) => void) | undefined;
let openings = 0;
let pictures = 0;
let watched = -1;
let addressTimer = 0;

const tell = (message: ToWorker) => worker?.postMessage(message);

/** Starts the worker with the run of the address. @returns what ends it */
export function start(): () => void {
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data: message }: MessageEvent<FromWorker>) => receive(message);
  worker.onerror = ({ message }) => {
    failure.value = message;
  };
  tell({ kind: 'speed', speed: speed.value });
  tell({ kind: 'watch', layer: watched });
  const stopWatching = address.subscribe(({ part, state }) => {
    if (part === 'network') open(readRun(state));
  });
  return () => {
    stopWatching();
    clearTimeout(addressTimer);
    worker?.terminate();
    worker = undefined;
  };
}

function receive(message: FromWorker): void {
  if (message.kind === 'failed') {
    failure.value = message.message;
    return;
  }
  if (message.kind === 'exported') {
    exported?.(message.model);
    return;
  }
  const opening = openings;
  requestAnimationFrame(() => {
    // Between message and frame another network may have been opened.
    if (opening === openings) show(message);
    // At full speed every second frame stays free: thirty pictures a second are plenty, and the page answers at once.
    if (speed.value === 0) requestAnimationFrame(() => tell({ kind: 'drawn' }));
    else tell({ kind: 'drawn' });
  });
}

function show(next: Picture): void {
  failure.value = next.problem;
  const { epochs, train, test } = losses.value;
  if (next.epoch > (epochs.at(-1) ?? -1)) {
    epochs.push(next.epoch);
    train.push(next.train.loss);
    test.push(next.test?.loss ?? Number.NaN);
    if (epochs.length > MOST_LOSSES) {
      for (const list of [epochs, train, test])
        list.splice(0, list.length, ...list.filter((_, index) => index % 2 === 0));
    }
  }
  const turn = next.playing || next.catchingUp ? pictures++ % 4 : undefined;
  batch(() => {
    picture.value = next;
    if (turn === undefined || turn === 0) graphPicture.value = next;
    if (turn === undefined || turn === 2) viewPicture.value = next;
    if (turn === undefined || turn === 3) losses.value = { epochs, train, test };
  });
  if (!next.playing && !next.catchingUp) writeAddress();
  else if (addressTimer === 0) addressTimer = window.setTimeout(writeAddress, ADDRESS_PAUSE);
}

function writeAddress(): void {
  clearTimeout(addressTimer);
  addressTimer = 0;
  if (picture.value && worker) keepState('network', writeRun(presentRun(picture.value)));
}

/** What would make the present network again. */
export function presentRun({ epoch, changes }: Picture): Run {
  return { settings: settings.value, epoch, changes };
}

function open(run: Run): void {
  openings++;
  settings.value = run.settings;
  training.value = trainingAfter(run);
  losses.value = { epochs: [], train: [], test: [] };
  failure.value = undefined;
  tell({ kind: 'open', run });
}

function trainingAfter({ settings, changes, epoch }: Run): TrainingSettings {
  const last = changes.filter((change) => 'training' in change && change.epoch <= epoch).at(-1) as
    | { training: TrainingSettings }
    | undefined;
  return last?.training ?? settings.training;
}

/** Begins anew with other settings; goes on training if it was. */
export function restart(patch: Partial<Settings> = {}): void {
  const wasPlaying = picture.value?.playing;
  open({ settings: fitting({ ...settings.value, training: training.value, ...patch }), changes: [], epoch: 0 });
  if (wasPlaying && Object.keys(patch).length > 0) play();
}

export const play = () => tell({ kind: 'play' });
export const pause = () => tell({ kind: 'pause' });
export const step = () => tell({ kind: 'step' });

/** Asks for a hidden layer's view of the points; -1 for none. */
export function watch(layer: number): void {
  watched = layer;
  tell({ kind: 'watch', layer });
}

export function setSpeed(next: Speed): void {
  speed.value = next;
  tell({ kind: 'speed', speed: next });
}

/** Changes how training goes on; before the first epoch it is how it begins. */
export function setTraining(patch: Partial<TrainingSettings>): void {
  const next = { ...training.value, ...patch };
  training.value = next;
  if (picture.value?.epoch === 0 && !picture.value.playing && picture.value.changes.length === 0)
    restart({ training: next });
  else change({ training: next });
}

export const editWeight = (edit: Edit) => change({ edit });

function change(what: { training: TrainingSettings } | { edit: Edit }): void {
  tell({ kind: 'change', change: what });
}

/** The model as neurite saves it. */
export function exportModel(): Promise<unknown> {
  tell({ kind: 'export' });
  return new Promise((resolve) => {
    exported = resolve;
  });
}

export type { Change };
