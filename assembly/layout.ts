// Where each number of a network lies. Compiled by AssemblyScript and by TypeScript, so that both engines read one plan.
//
// A network lives in blocks of memory. Each begins with a table of 32-bit integers that says where the rest is: sizes
// are in elements, places are offsets in bytes from the start of the block, and every part starts at a multiple of 16.
//
//   network     | table | constants | random | parameters |
//   evaluation  | table | sum | weights | inputs | targets | outputs | work … |
//   training    | table | settings | rates | losses | sum | live state | committed state | inputs | targets | work … |
//   state       | counters | parameters | optimizer state … | random | order |
//
//   parameters  | weights [fanIn, fanOut], biases [fanOut] | the next layer's | … | a spare vector |
//
// A training works on its live state; each whole epoch is copied to the committed state, which is what the network
// takes over, so nothing that stops a training half-way leaves a half-trained network.
//
// Sizes are computed as doubles (`number` in both languages): whole and exact far beyond any memory, so a network
// that does not fit is seen by its size and never wraps round.

// --- network table
export const LAYERS = 0;
export const INPUTS = 1;
export const OUTPUTS = 2;
export const LOSS = 3;
/** float64 each: the dropout of each layer, then Huber's delta. */
export const CONSTANTS = 4;
export const RANDOM = 5;
export const PARAMETERS = 6;
/** Elements in all layers, without the spare vector. */
export const PARAMETERS_LENGTH = 7;
export const WIDEST = 8;
/** The records of the layers begin here, LAYER_FIELDS each. */
export const FIRST_LAYER = 12;

// --- layer record
export const LAYER_FIELDS = 8;
export const FAN_IN = 0;
export const FAN_OUT = 1;
/** Elements from one row of activations to the next: fanOut, padded to whole vectors. */
export const STRIDE = 2;
export const ACTIVATION = 3;
/** Element of `parameters` where the weights begin. */
export const WEIGHTS = 4;
/** Element of `parameters` where the biases begin; -1 without biases. */
export const BIASES = 5;

// --- evaluation table
export const E_ROWS = 0;
export const E_CHUNK = 1;
export const E_HAS_TARGETS = 2;
export const E_SUM = 3;
export const E_INPUTS = 4;
export const E_TARGETS = 5;
export const E_OUTPUTS = 6;
export const E_WEIGHTS = 7;
export const E_FRONT = 8;
export const E_BACK = 9;
export const E_PANEL = 10;
export const E_COLUMNS = 11;
export const E_FIELDS = 16;

// --- training table
export const T_ROWS = 0;
export const T_BATCH_SIZE = 1;
export const T_EPOCHS = 2;
export const T_SHUFFLE = 3;
export const T_OPTIMIZER = 4;
export const T_MEAN = 5;
export const T_EPOCH = 6;
export const T_BATCH = 7;
export const T_SETTINGS = 8;
export const T_RATES = 9;
export const T_LOSSES = 10;
export const T_SUM = 11;
export const T_LIVE = 12;
export const T_COMMITTED = 13;
export const T_STATE_BYTES = 14;
export const T_PARAMETERS = 15;
export const T_SLOTS = 16;
/** Bytes from one slot of optimizer state to the next. */
export const T_SLOT_BYTES = 17;
export const T_RANDOM = 18;
export const T_ORDER = 19;
export const T_INPUTS = 20;
export const T_TARGETS = 21;
export const T_ROW_WEIGHTS = 22;
export const T_BATCH_INPUTS = 23;
export const T_PANEL = 24;
export const T_DELTA_PANELS = 25;
export const T_GRADIENT_PANEL = 26;
export const T_GRADIENTS = 27;
export const T_COLUMNS = 28;
/** The places of each layer's buffers begin here, three for each layer: activations, slopes, deltas. */
export const T_BUFFERS = 32;
export const BUFFERS = 3;

// --- training settings, float64 each
export const S_RATE = 0;
export const S_MOMENTUM = 1;
export const S_BETA1 = 2;
export const S_BETA2 = 3;
export const S_EPSILON = 4;
export const S_WEIGHT_DECAY = 5;
export const S_CENTERED = 6;
export const S_ETA_MINUS = 7;
export const S_ETA_PLUS = 8;
export const S_STEP_MIN = 9;
export const S_STEP_MAX = 10;
export const S_L1 = 11;
export const S_L2 = 12;
/** 0 for no clipping. */
export const S_CLIP_NORM = 13;
export const S_CLIP_VALUE = 14;
// Worked out from step to step: what clipping by norm multiplies by, 1 - beta1, 1 - beta2, Adam's rate and root scale.
export const S_SCALE = 15;
export const S_FIRST_BETA1 = 16;
export const S_FIRST_BETA2 = 17;
export const S_STEP = 18;
export const S_ROOT_SCALE = 19;
export const SETTINGS = 20;

// --- counters, float64 each
export const C_STEPS = 0;
/** Running products of beta1 and beta2. */
export const C_BETA1 = 1;
export const C_BETA2 = 2;
export const COUNTERS = 4;

// --- generator: 624 words, position, whether a normal is kept, the kept normal
export const RANDOM_WORDS = 624;
export const RANDOM_POSITION = 2496;
export const RANDOM_HAS_NORMAL = 2500;
export const RANDOM_NORMAL = 2504;
export const RANDOM_BYTES = 2512;

// --- what train returns
/** All batches that were asked for are done, the training is not. */
export const PAUSED = 0;
/** T_EPOCHS epochs are done and committed. */
export const FINISHED = 1;
/** A loss or a parameter is not finite; the committed state is that of the last whole epoch. */
export const DIVERGED = 2;

/** Rows that the matrix kernel takes at a time; batches are padded to a multiple. */
export const TILE_ROWS = 4;
/** Steps of a sum that one packed panel holds. */
export const PANEL_STEPS = 256;
/** Bytes of the panels that the matrix kernels pack: two of them, two vectors wide each. */
export const PANELS_BYTES = 2 * PANEL_STEPS * 32;
/** Rows that an evaluation takes at a time. */
export const CHUNK_ROWS = 128;
/** A gradient panel is as many rows of weights as fit in here, but not fewer than share the reading of the deltas. */
export const GRADIENT_PANEL_BYTES = 16384;
export const GRADIENT_PANEL_ROWS = 16;

/** Bytes, up to the next multiple of 16. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

/** Elements, up to whole vectors of 16 bytes. */
export function padded(elements: number, realBytes: number): number {
  return aligned(elements * realBytes) / realBytes;
}

/** Rows, up to a multiple of TILE_ROWS. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}

/**
 * Plans a network: fills in its table, whose layer records hold fanIn, fanOut and a BIASES that is negative for a
 * layer without biases. @returns the bytes of its block
 */
export function planNetwork(table: Int32Array, realBytes: number): number {
  let parameters: number = 0;
  let widest: number = 0;
  let last: i32 = FIRST_LAYER;
  for (let layer: i32 = 0; layer < table[LAYERS]; layer++) {
    last = FIRST_LAYER + layer * LAYER_FIELDS;
    const fanIn = table[last + FAN_IN] as number;
    const fanOut = table[last + FAN_OUT] as number;
    const stride = padded(fanOut, realBytes);
    if (stride > widest) widest = stride;
    table[last + STRIDE] = stride as i32;
    table[last + WEIGHTS] = parameters as i32;
    parameters = parameters + fanIn * fanOut;
    if (table[last + BIASES] >= 0) {
      table[last + BIASES] = parameters as i32;
      parameters = parameters + fanOut;
    }
  }
  table[INPUTS] = table[FIRST_LAYER + FAN_IN];
  table[OUTPUTS] = table[last + FAN_OUT];
  table[PARAMETERS_LENGTH] = parameters as i32;
  table[WIDEST] = widest as i32;
  let place: number = aligned(((last + LAYER_FIELDS) as number) * 4);
  table[CONSTANTS] = place as i32;
  place = place + aligned((table[LAYERS] as number) * 8 + 8);
  table[RANDOM] = place as i32;
  place = place + RANDOM_BYTES;
  table[PARAMETERS] = place as i32;
  return place + parametersBytes(parameters, realBytes);
}

/** Whole vectors, and a spare one that vector loads may read. */
function parametersBytes(length: number, realBytes: number): number {
  return aligned(length * realBytes) + 32;
}

/** Plans an evaluation of E_ROWS rows; with targets where E_HAS_TARGETS. @returns the bytes of its block */
export function planEvaluation(table: Int32Array, network: Int32Array, realBytes: number): number {
  const rows = table[E_ROWS] as number;
  const inputs = network[INPUTS] as number;
  const outputs = network[OUTPUTS] as number;
  const chunk = paddedRows(rows < CHUNK_ROWS ? rows : CHUNK_ROWS);
  const targetRows: number = table[E_HAS_TARGETS] != 0 ? rows : 0;
  table[E_CHUNK] = chunk as i32;
  let place = aligned(E_FIELDS * 4);
  table[E_SUM] = place as i32;
  place = place + 16;
  table[E_WEIGHTS] = place as i32;
  place = place + aligned(targetRows * 8);
  table[E_INPUTS] = place as i32;
  place = place + aligned((rows + TILE_ROWS) * inputs * realBytes) + 16;
  table[E_TARGETS] = place as i32;
  place = place + aligned(targetRows * outputs * realBytes);
  table[E_OUTPUTS] = place as i32;
  place = place + aligned(rows * outputs * realBytes) + 16;
  const buffer = chunk * (network[WIDEST] as number) * realBytes + 16;
  table[E_FRONT] = place as i32;
  place = place + aligned(buffer);
  table[E_BACK] = place as i32;
  place = place + aligned(buffer);
  table[E_PANEL] = place as i32;
  place = place + PANELS_BYTES;
  table[E_COLUMNS] = place as i32;
  return place + aligned(columnsBytes(chunk, outputs, realBytes));
}

/** Five matrices [outputs, rows] and three rows [rows]: what the output stage works on (assembly/output.ts). */
function columnsBytes(rows: number, outputs: number, realBytes: number): number {
  return (5 * outputs + 3) * rows * realBytes;
}

/**
 * Plans a training of T_ROWS rows in batches of T_BATCH_SIZE for T_EPOCHS epochs.
 *
 * @param slots        numbers of optimizer state for each parameter
 * @param allGradients whether all gradients must be known before the first update (clipping by norm)
 * @returns the bytes of its block
 */
export function planTraining(
  table: Int32Array, network: Int32Array, realBytes: number, slots: number, allGradients: boolean,
): number {
  const rows = table[T_ROWS] as number;
  const inputs = network[INPUTS] as number;
  const outputs = network[OUTPUTS] as number;
  const widest = network[WIDEST] as number;
  const batch = paddedRows(table[T_BATCH_SIZE] as number);
  const layers = network[LAYERS];
  const parameters = parametersBytes(network[PARAMETERS_LENGTH] as number, realBytes);

  let place = aligned(((T_BUFFERS + layers * BUFFERS) as number) * 4);
  table[T_SETTINGS] = place as i32;
  place = place + SETTINGS * 8;
  table[T_RATES] = place as i32;
  place = place + aligned((table[T_EPOCHS] as number) * 8);
  table[T_LOSSES] = place as i32;
  place = place + aligned((table[T_EPOCHS] as number) * 8);
  table[T_SUM] = place as i32;
  place = place + 16;

  // The state: T_PARAMETERS, T_SLOTS, T_RANDOM and T_ORDER count from its start.
  let state: number = COUNTERS * 8;
  table[T_PARAMETERS] = state as i32;
  state = state + parameters;
  table[T_SLOTS] = state as i32;
  table[T_SLOT_BYTES] = parameters as i32;
  state = state + slots * parameters;
  table[T_RANDOM] = state as i32;
  state = state + RANDOM_BYTES;
  table[T_ORDER] = state as i32;
  if (table[T_SHUFFLE] != 0) state = state + aligned(rows * 4);
  table[T_STATE_BYTES] = state as i32;
  table[T_LIVE] = place as i32;
  place = place + state;
  table[T_COMMITTED] = place as i32;
  place = place + state;

  table[T_INPUTS] = place as i32;
  place = place + aligned((rows + TILE_ROWS) * inputs * realBytes) + 16;
  table[T_TARGETS] = place as i32;
  place = place + aligned((rows + TILE_ROWS) * outputs * realBytes);
  table[T_ROW_WEIGHTS] = place as i32;
  place = place + aligned((rows + TILE_ROWS) * 8);
  table[T_BATCH_INPUTS] = place as i32;
  place = place + aligned(batch * inputs * realBytes) + 16;
  table[T_PANEL] = place as i32;
  place = place + PANELS_BYTES;
  table[T_DELTA_PANELS] = place as i32;
  place = place + aligned(batch * (widest + 8) * realBytes);
  table[T_GRADIENT_PANEL] = place as i32;
  const smallest = GRADIENT_PANEL_ROWS * widest * realBytes;
  place = place + (smallest > GRADIENT_PANEL_BYTES ? aligned(smallest) : GRADIENT_PANEL_BYTES) + 32;
  table[T_GRADIENTS] = place as i32;
  if (allGradients) place = place + parameters;
  table[T_COLUMNS] = place as i32;
  place = place + aligned(columnsBytes(batch, outputs, realBytes));
  for (let layer: i32 = 0; layer < layers; layer++) {
    const stride = network[FIRST_LAYER + layer * LAYER_FIELDS + STRIDE] as number;
    for (let buffer: i32 = 0; buffer < BUFFERS; buffer++) {
      table[T_BUFFERS + layer * BUFFERS + buffer] = place as i32;
      place = place + aligned(batch * stride * realBytes) + 16;
    }
  }
  return place;
}
