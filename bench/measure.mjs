/**
 * Times contestants against each other, in Node and in browsers.
 *
 * Each contestant is warmed up until its code is compiled, and the number of repeats is found that fills one sample.
 * Then the contestants take turns: one sample each in every round, the next round beginning with the next contestant.
 * Whatever slows the machine down for a while therefore meets all of them, and a ratio compares samples of one round.
 */

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} [work] Units of work in one repeat (samples, rows, elements), for the rate. Default 1.
 * @property {(repeats: number) => unknown} run Does the work `repeats` times. If it returns a promise, that is
 *   waited for. If it returns a number (or promises one), that is taken as the milliseconds it needed by its own clock:
 *   for contestants in another process.
 */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {string | undefined} error The message of what `run` threw; then there are no samples, and the figures are NaN.
 * @property {number} repeats Repeats in each sample.
 * @property {number[]} samples Milliseconds for one repeat, a number for each round.
 * @property {number} lower Milliseconds for one repeat: the lower quartile,
 * @property {number} median the median,
 * @property {number} upper and the upper quartile.
 * @property {number} rate Units of work a second, at the median.
 * @property {number} ratio How many times as fast as the reference: the median over the rounds of this contestant's
 *   units of work a second divided by the reference's. NaN when either failed.
 * @property {number} ratioLower The lower quartile of the same,
 * @property {number} ratioUpper and the upper quartile.
 */

/**
 * Measures the contestants together.
 *
 * @param {Contestant[]} contestants
 * @param {object} [options]
 * @param {string} [options.reference] Name of the contestant that ratios compare with. Default: the first.
 * @param {number} [options.rounds] Samples of each contestant, default 11.
 * @param {number} [options.sampleMilliseconds] How long one sample should take, default 40: long beside a clock that
 *   ticks in milliseconds, short beside a machine's moods.
 * @param {number} [options.warmupMilliseconds] How long each contestant runs before it counts, default 200.
 * @param {number} [options.limitMilliseconds] A contestant that has spent so long, and has three samples, sits out the
 *   other rounds. Default 10,000.
 * @param {(progress: { name: string, phase: 'warm-up' | 'round', done: number, total: number }) => unknown}
 *   [options.onProgress] Called before each step; a promise is waited for, so that a page can draw.
 * @param {AbortSignal} [options.signal] Stops between two samples, with the signal's reason.
 * @param {() => number} [options.now] The clock, in milliseconds. Default `performance.now`.
 * @returns {Promise<Result[]>} In the order of the contestants.
 */
export async function measure(contestants, options = {}) {
  const {
    reference = contestants[0]?.name,
    rounds = 11,
    sampleMilliseconds = 40,
    warmupMilliseconds = 200,
    limitMilliseconds = 10_000,
    onProgress,
    signal,
    now = () => performance.now(),
  } = options;

  if (!contestants.some(({ name }) => name === reference)) {
    throw new RangeError(`measure: no contestant is called '${reference}'.`);
  }
  const entries = contestants.map((contestant) => ({
    contestant,
    repeats: 1,
    spent: 0,
    samples: [],
    error: undefined,
  }));
  const total = entries.length * (1 + rounds);
  let done = 0;

  /** One step of one contestant; what it throws is its result, unless the caller asked to stop. */
  const step = async (entry, phase, action) => {
    signal?.throwIfAborted();
    await onProgress?.({ name: entry.contestant.name, phase, done, total });
    done++;
    if (entry.error !== undefined) return;
    try {
      await action();
    } catch (error) {
      entry.error = error instanceof Error ? error.message : String(error);
      entry.samples = [];
    }
  };

  const time = async ({ contestant }, repeats) => {
    const start = now();
    let answer = contestant.run(repeats);
    if (answer instanceof Promise) answer = await answer;
    return typeof answer === 'number' ? answer : now() - start;
  };

  for (const entry of entries) {
    await step(entry, 'warm-up', async () => {
      for (let spent = 0; ; ) {
        const warm = spent >= warmupMilliseconds;
        const milliseconds = await time(entry, entry.repeats);
        spent += milliseconds;
        const factor = sampleMilliseconds / Math.max(milliseconds, sampleMilliseconds / 10);
        if (factor <= 2 && (warm || milliseconds >= warmupMilliseconds)) {
          entry.repeats = Math.max(1, Math.round(entry.repeats * factor));
          break;
        }
        if (factor > 2) entry.repeats = Math.ceil(entry.repeats * factor);
      }
    });
  }

  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(round + turn) % entries.length];
      await step(entry, 'round', async () => {
        if (entry.spent >= limitMilliseconds && entry.samples.length >= 3) return;
        const milliseconds = await time(entry, entry.repeats);
        entry.spent += milliseconds;
        entry.samples.push(milliseconds / entry.repeats);
      });
    }
  }

  const base = entries.find(({ contestant }) => contestant.name === reference);
  const baseWork = base.contestant.work ?? 1;
  return entries.map(({ contestant: { name, work = 1 }, repeats, samples, error }) => {
    const [lower, median, upper] = quartiles(samples);
    const ratios = samples.map((sample, round) => work / sample / (baseWork / base.samples[round]));
    const [ratioLower, ratio, ratioUpper] = quartiles(ratios.filter((value) => !Number.isNaN(value)));
    const rate = (1000 * work) / median;
    return { name, error, repeats, samples, lower, median, upper, rate, ratioLower, ratio, ratioUpper };
  });
}

/** Lower quartile, median and upper quartile, between neighbours by linear interpolation; NaN when empty. */
export function quartiles(values) {
  const sorted = Float64Array.from(values).sort();
  return [0.25, 0.5, 0.75].map((share) => {
    const position = share * (sorted.length - 1);
    const below = Math.floor(position);
    const fraction = position - below;
    return fraction === 0 ? (sorted[below] ?? NaN) : sorted[below] * (1 - fraction) + sorted[below + 1] * fraction;
  });
}
