// Pieces of the numeric core for the bench, compiled for each target by engines.mjs.

import { denseBackwardWeights, denseForward, packDeltas } from '../../assembly/dense';
import { add, LANES, mul, REAL_BYTES, readSplat, splat, VECTOR_BYTES, write } from '../../assembly/lane';
import { GRADIENT_PANEL_BYTES, GRADIENT_PANEL_ROWS, PANELS_BYTES, TILE_ROWS } from '../../assembly/layout';

export { exp, gelu, log, sigmoid, softplus, tanh } from '../../test/assembly/exports/math';

export const realBytes: i32 = <i32>REAL_BYTES;

/**
 * The forward kernel as training calls it. fanOut fills whole vectors, rows whole tiles.
 *
 * @param memory  room for everything: see `bytes`
 * @returns floating-point operations done
 */
export function forward(memory: usize, rows: i32, fanIn: i32, fanOut: i32): f64 {
  const x = memory + <usize>PANELS_BYTES;
  const z = x + <usize>(rows * fanIn) * REAL_BYTES;
  const weights = z + <usize>(rows * fanOut) * REAL_BYTES;
  const biases = weights + <usize>(fanIn * fanOut) * REAL_BYTES;
  denseForward(
    z,
    <usize>fanOut * REAL_BYTES,
    x,
    <usize>fanIn * REAL_BYTES,
    weights,
    biases,
    rows,
    fanIn,
    fanOut,
    memory,
  );
  return 2.0 * rows * fanIn * fanOut;
}

/** The kernel of the weight gradient as training calls it, panel by panel. @returns floating-point operations done */
export function weightGradient(memory: usize, rows: i32, fanIn: i32, fanOut: i32): f64 {
  const stride = <usize>fanOut * REAL_BYTES;
  const panelRows = max((<usize>GRADIENT_PANEL_BYTES / stride) & <usize>-TILE_ROWS, <usize>GRADIENT_PANEL_ROWS);
  const x = memory + max(<usize>GRADIENT_PANEL_BYTES, <usize>GRADIENT_PANEL_ROWS * stride);
  const deltas = x + <usize>(rows * fanIn) * REAL_BYTES;
  const panels = deltas + <usize>rows * stride;
  packDeltas(panels, deltas, stride, rows, fanOut);
  for (let i: usize = 0; i < <usize>fanIn; i += panelRows) {
    const count = <i32>min(panelRows, <usize>fanIn - i);
    denseBackwardWeights(memory, stride, x + i * REAL_BYTES, <usize>fanIn * REAL_BYTES, panels, rows, count, fanOut);
  }
  return 2.0 * rows * fanIn * fanOut;
}

/** Room that either kernel needs. */
export function bytes(rows: i32, fanIn: i32, fanOut: i32): usize {
  const numbers = <usize>(rows * fanIn + 2 * rows * fanOut + fanIn * fanOut + 17 * fanOut);
  return <usize>PANELS_BYTES + <usize>GRADIENT_PANEL_BYTES + numbers * REAL_BYTES + VECTOR_BYTES;
}

/**
 * As many multiplications and additions as the processor can do: twelve chains of s = s * a + b that never wait for
 * memory, enough of them to fill the pipelines however long an operation takes.
 *
 * @param numbers  factor and summand, two reals that keep the numbers small; read from memory, as V8 would make a
 *                 constant anew at each use. The sums are written over them, a vector, so that nothing is left out.
 * @returns floating-point operations done
 */
export function peak(numbers: usize, steps: i32): f64 {
  const factor = readSplat<vector>(numbers);
  const summand = readSplat<vector>(numbers + REAL_BYTES);
  let s0 = splat<vector>(0.0);
  let s1 = splat<vector>(0.1);
  let s2 = splat<vector>(0.2);
  let s3 = splat<vector>(0.3);
  let s4 = splat<vector>(0.4);
  let s5 = splat<vector>(0.5);
  let s6 = splat<vector>(0.6);
  let s7 = splat<vector>(0.7);
  let s8 = splat<vector>(0.8);
  let s9 = splat<vector>(0.9);
  let s10 = splat<vector>(1.1);
  let s11 = splat<vector>(1.2);
  for (let step = 0; step < steps; step++) {
    s0 = add<vector>(mul<vector>(s0, factor), summand);
    s1 = add<vector>(mul<vector>(s1, factor), summand);
    s2 = add<vector>(mul<vector>(s2, factor), summand);
    s3 = add<vector>(mul<vector>(s3, factor), summand);
    s4 = add<vector>(mul<vector>(s4, factor), summand);
    s5 = add<vector>(mul<vector>(s5, factor), summand);
    s6 = add<vector>(mul<vector>(s6, factor), summand);
    s7 = add<vector>(mul<vector>(s7, factor), summand);
    s8 = add<vector>(mul<vector>(s8, factor), summand);
    s9 = add<vector>(mul<vector>(s9, factor), summand);
    s10 = add<vector>(mul<vector>(s10, factor), summand);
    s11 = add<vector>(mul<vector>(s11, factor), summand);
  }
  s0 = add<vector>(
    add<vector>(add<vector>(s0, s1), add<vector>(s2, s3)),
    add<vector>(add<vector>(s4, s5), add<vector>(s6, s7)),
  );
  write<vector>(numbers, add<vector>(s0, add<vector>(add<vector>(s8, s9), add<vector>(s10, s11))));
  return <f64>steps * 24 * LANES;
}
