import { describe, expect, it } from 'vitest';
import { measure, quartiles } from '../../bench/measure.mjs';

/** A clock that only the contestants move on: each repeat takes as many milliseconds as `cost` says. */
function fakeClock() {
  let time = 0;
  const calls: string[] = [];
  const contestant = (name: string, cost: number | ((call: number) => number), work = 1) => {
    let call = 0;
    const run = (repeats: number) => {
      calls.push(name);
      time += repeats * (typeof cost === 'number' ? cost : cost(call++));
    };
    return { name, work, run };
  };
  return { now: () => time, calls, contestant };
}

describe('measure', () => {
  it('finds milliseconds, rates and ratios to the reference', async () => {
    const { now, contestant } = fakeClock();
    const [fast, slow] = await measure([contestant('fast', 0.5, 100), contestant('slow', 2, 100)], {
      reference: 'slow',
      now,
    });
    expect(fast).toMatchObject({ name: 'fast', median: 0.5, lower: 0.5, upper: 0.5, rate: 200_000, ratio: 4 });
    expect(slow).toMatchObject({ name: 'slow', median: 2, rate: 50_000, ratio: 1, ratioLower: 1, ratioUpper: 1 });
    expect(fast.samples).toHaveLength(11);
  });

  it('compares by work, not by repeats', async () => {
    const { now, contestant } = fakeClock();
    const [, other] = await measure([contestant('a', 1, 10), contestant('b', 4, 80)], { now });
    expect(other).toMatchObject({ rate: 20_000, ratio: 2 });
  });

  it('repeats the work until a sample is long enough, and no longer', async () => {
    const { now, contestant } = fakeClock();
    const [tiny, huge] = await measure([contestant('tiny', 0.001), contestant('huge', 3000)], {
      sampleMilliseconds: 40,
      now,
    });
    expect(tiny.repeats).toBe(40_000);
    expect(huge.repeats).toBe(1);
  });

  it('repeats also when the clock is too coarse to see one repeat', async () => {
    const { now, contestant } = fakeClock();
    const [result] = await measure([contestant('quick', 0.003)], { now: () => Math.floor(now()) });
    expect(result.median).toBeCloseTo(0.003, 3);
  });

  it('warms up before it calibrates, and leaves the warm-up out', async () => {
    const { now, contestant } = fakeClock();
    const compiled = (call: number) => (call < 4 ? 100 : 1);
    const [result] = await measure([contestant('jit', compiled)], { warmupMilliseconds: 400, now });
    expect(result).toMatchObject({ repeats: 40, median: 1, upper: 1 });
  });

  it('takes turns, and begins each round with the next contestant', async () => {
    const { now, calls, contestant } = fakeClock();
    await measure([contestant('a', 50), contestant('b', 50), contestant('c', 50)], {
      rounds: 3,
      warmupMilliseconds: 0,
      now,
    });
    expect(calls.join('')).toBe('abc' + 'abc' + 'bca' + 'cab');
  });

  it('compares samples of one round, so that a slow spell cancels out', async () => {
    const { now, contestant } = fakeClock();
    const spell = (cost: number) => (call: number) => (call % 2 === 0 ? cost : 7 * cost);
    const [, other] = await measure([contestant('a', spell(30)), contestant('b', spell(90))], {
      rounds: 8,
      warmupMilliseconds: 0,
      sampleMilliseconds: 30,
      now,
    });
    expect(other.ratio).toBeCloseTo(1 / 3, 12);
    expect(other.ratioLower).toBeCloseTo(1 / 3, 12);
    expect(other.upper).toBeGreaterThan(other.lower);
  });

  it('lets a contestant that has used up its time sit out', async () => {
    const { now, contestant } = fakeClock();
    const results = await measure([contestant('quick', 1), contestant('slow', 5000)], {
      rounds: 9,
      limitMilliseconds: 6000,
      now,
    });
    expect(results.map(({ samples }) => samples.length)).toEqual([9, 3]);
    expect(results[1].ratio).toBe(1 / 5000);
  });

  it("waits for promises, and trusts a contestant's own clock", async () => {
    const { now } = fakeClock();
    const run = async (repeats: number) => 5 * repeats;
    const [result] = await measure([{ name: 'elsewhere', run }], { now });
    expect(result).toMatchObject({ repeats: 8, median: 5 });
  });

  it('reports what a contestant throws, and goes on', async () => {
    const { now, contestant } = fakeClock();
    const broken = {
      name: 'broken',
      run: () => {
        throw new Error('no numpy here');
      },
    };
    const [failed, working] = await measure([broken, contestant('working', 1)], { now });
    expect(failed).toMatchObject({ name: 'broken', error: 'no numpy here', samples: [], median: Number.NaN });
    expect(working).toMatchObject({ error: undefined, median: 1, ratio: Number.NaN });
  });

  it('tells how far it is, and waits for the listener', async () => {
    const { now, contestant } = fakeClock();
    const steps: string[] = [];
    let drawing = false;
    await measure([contestant('a', 40), contestant('b', 40)], {
      rounds: 2,
      now,
      onProgress: async ({ name, phase, done, total }) => {
        expect(drawing).toBe(false);
        drawing = true;
        await Promise.resolve();
        drawing = false;
        steps.push(`${phase} ${name} ${done}/${total}`);
      },
    });
    expect(steps).toEqual([
      'warm-up a 0/6',
      'warm-up b 1/6',
      'round a 2/6',
      'round b 3/6',
      'round b 4/6',
      'round a 5/6',
    ]);
  });

  it('stops when its signal says so', async () => {
    const { now, contestant } = fakeClock();
    const controller = new AbortController();
    const measuring = measure([contestant('a', 40)], {
      now,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 3) controller.abort(new Error('enough'));
      },
    });
    await expect(measuring).rejects.toThrow('enough');
  });

  it('refuses a reference that takes no part', async () => {
    const { now, contestant } = fakeClock();
    await expect(measure([contestant('a', 1)], { reference: 'b', now })).rejects.toThrow(
      "measure: no contestant is called 'b'.",
    );
  });
});

describe('quartiles', () => {
  it('interpolates between neighbours', () => {
    expect(quartiles([4, 1, 3, 2])).toEqual([1.75, 2.5, 3.25]);
    expect(quartiles([5, 1, 3])).toEqual([2, 3, 4]);
    expect(quartiles([7])).toEqual([7, 7, 7]);
    expect(quartiles([])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
