import { describe, expect, it } from 'vitest';
import { ServicePace } from '../../src/serve/answers/servicePace.js';

const limits = { timeout: 10_000, maxQueue: 1024, unmeasured: 64 };

/** A pace that has seen batches of 8 for a while. */
function steady(
  millisecondsPerBatch: number,
  over: Partial<typeof limits & { least: number }> = {},
): ServicePace {
  const pace = new ServicePace({ ...limits, ...over });
  for (let i = 0; i < 50; i++) pace.measured(8, millisecondsPerBatch);
  return pace;
}

describe('before sixteen photos were measured', () => {
  const pace = new ServicePace(limits);
  pace.measured(15, 60_000);
  it('64 may wait, and who is refused may come back in a second', () => {
    expect(pace.rate).toBeUndefined();
    expect(pace.admits(63)).toBe(true);
    expect(pace.admits(64)).toBe(false);
    expect(pace.retryAfter(64)).toBe(1);
  });

  it('fewer where the line may be no longer', () => {
    expect(new ServicePace({ ...limits, maxQueue: 2 }).longest).toBe(2);
  });
});

describe('the line is as long as its rate answers in nine tenths of the time limit', () => {
  it.each([
    [250, 32, 288],
    [25, 320, 1024],
    [2000, 4, 36],
  ])('batches of 8 in %i ms: %i a second, %i in line', (milliseconds, rate, longest) => {
    const pace = steady(milliseconds);
    expect(pace.rate).toBeCloseTo(rate, 6);
    expect(pace.longest).toBe(longest);
    expect(pace.admits(longest - 1)).toBe(true);
    expect(pace.admits(longest)).toBe(false);
  });

  it('photos of one request come in together or not at all', () => {
    const pace = steady(250);
    expect(pace.admits(280, 8)).toBe(true);
    expect(pace.admits(281, 8)).toBe(false);
  });

  it('says when those in line will have been answered, in whole seconds', () => {
    const pace = steady(250);
    expect([0, 1, 32, 33, 288].map((waiting) => pace.retryAfter(waiting))).toEqual([1, 1, 1, 2, 9]);
  });

  it('lets one in where nobody waits, however slow it was: the door does not stay shut', () => {
    const pace = steady(200_000);
    expect(pace.longest).toBe(1);
    expect(pace.admits(0)).toBe(true);
    expect(pace.admits(0, 64)).toBe(true);
    expect(pace.admits(1)).toBe(false);
  });

  it('is never shorter than told', () => {
    expect(steady(200_000, { least: 64 }).longest).toBe(64);
    expect(steady(200_000, { least: 64, maxQueue: 4 }).longest).toBe(4);
  });
});

describe('the rate is of the last busy seconds', () => {
  it('two seconds count half against all before', () => {
    const pace = steady(250);
    for (let i = 0; i < 16; i++) pace.measured(1, 125);
    expect(pace.rate).toBeCloseTo((32 + 8) / 2, 0);
  });

  it('counts seconds and not batches: a quick one does not outweigh a slow one', () => {
    const pace = new ServicePace(limits);
    pace.measured(16, 2000);
    pace.measured(2, 2);
    expect(pace.rate).toBeCloseTo(9, 1);
  });

  it('bears a batch that took no time', () => {
    const pace = new ServicePace(limits);
    pace.measured(16, 0);
    expect(pace.longest).toBe(1024);
    expect(pace.retryAfter(100)).toBe(1);
  });
});
