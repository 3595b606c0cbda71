import { describe, expect, it } from 'vitest';
import { type SavedTrace, savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson6');

/** The numbers that follow these words in a line of a cell's text. */
function row(cell: string, words: RegExp): number[] {
  const [, rest] = new RegExp(`^\\s*(?:${words.source})(.*)$`, 'm').exec(lesson.cell(cell).text) ?? [];
  if (rest === undefined) throw new Error(`${cell} shows no line that begins with ${words}`);
  return (rest.match(/-?\d[\d,]*(\.\d+)?(e-?\d+)?/g) ?? []).map((n) => Number(n.replaceAll(',', '')));
}

function trace(cell: string, name: string): SavedTrace & { readonly y: readonly number[] } {
  const found = lesson.cell(cell).figures[0]?.find((each) => each.name === name);
  if (!found) throw new Error(`${cell} draws nothing called ${name}`);
  return { ...found, y: (found.y ?? []).map(Number) };
}

/** How much lower than at the constant high rate the loss ends: of each seed, their mean and spread. */
function gain(name: string): {
  readonly each: readonly number[];
  readonly mean: number;
  readonly spread: number;
} {
  const means = trace('schedule-gains', 'mean and spread');
  const at = (means.x ?? []).indexOf(name);
  const spreads = (means as unknown as { error_y: { array: number[] } }).error_y.array;
  return {
    each: trace('schedule-gains', name).y,
    mean: means.y[at] ?? Number.NaN,
    spread: spreads[at] ?? Number.NaN,
  };
}

describe('what lesson 6 claims is what its saved outputs show', () => {
  it('the sigmoid is an S between 0 and 1, one half at 0', () => {
    const [curve] = lesson.cell('s-curve').figures[0] ?? [];
    const y = (curve?.y ?? []).map(Number);
    expect(Math.max(...y)).toBeLessThan(1);
    expect(Math.min(...y)).toBeGreaterThan(0);
    expect(y[(curve?.x ?? []).map(Number).indexOf(0)]).toBeCloseTo(0.5, 5);
  });

  it('the published table of three examples, in base 10', () => {
    const { text } = lesson.cell('f21b012d');
    for (const value of ['0.096910', '0.221849', '-0.69897', '-0.39794']) expect(text).toContain(value);
  });

  it('sigmoid and logarithm apart are infinite where both in one are not', () => {
    expect(lesson.cell('cca02b13').text).toMatch(/Infinity[\s\S]*800/);
  });

  it('one network answers two questions, both far better than a guess', () => {
    const [accuracy, beside] = row('two-answers', /one network, two heads/);
    const [guessed, middle] = row('two-answers', /a guess: a circle, in the middle/);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(guessed).toBeLessThan(0.45);
    expect(beside).toBeLessThan((middle as number) / 3);
    for (const name of ['what: cross-entropy', 'where: squared error', 'their sum']) {
      const { y } = trace('two-heads', name);
      expect(y.at(-1)).toBeLessThan((y[0] as number) / 3);
    }
  });

  it('the error of ImageNet’s contest, as it fell', () => {
    const [bars] = lesson.cell('ilsvrc').figures[0] ?? [];
    const errors = (bars?.x ?? []).map(Number);
    expect(errors).toEqual([...errors].sort((a, b) => b - a));
    for (const error of [16.4, 6.7, 3.57, 2.25]) expect(errors).toContain(error);
  });

  it('top-k: the formula and the library agree, and five guesses forgive much', () => {
    const errors = [/1\b/, /2\b/, /5\b/].map((k) => row('top-5', k));
    for (const [formula, library, guesser] of errors) {
      expect(Math.abs((formula as number) - (library as number))).toBeLessThan(2e-4);
      expect(formula).toBeLessThan((guesser as number) / 2);
    }
    expect(errors[2]?.[0]).toBeLessThan((errors[0]?.[0] as number) * 0.7);
  });

  it('a coarse label is easier than a fine one', () => {
    for (const bear of [/black/, /grizzly/]) {
      const [, fine, coarse] = row('fine-and-coarse', bear);
      expect(coarse).toBeLessThan(fine as number);
    }
  });

  it('in the bowl every falling rate ends lower, by more than the spread', () => {
    const [constant, spread] = row('bowl-table', /constant/) as [number, number];
    for (const name of [/step/, /exponential/, /cosine/]) {
      const [loss] = row('bowl-table', name);
      expect(constant - (loss as number)).toBeGreaterThan(spread);
    }
  });

  it('in the bowl a tenth of the rate leaves little, a hundredth does not arrive', () => {
    const [constant, spread] = row('bowl-table', /constant\s/) as [number, number];
    const [tenth] = row('bowl-table', /constant, a tenth/) as [number];
    const [hundredth] = row('bowl-table', /constant, a hundredth/) as [number];
    expect(tenth).toBeLessThan(constant / 5);
    expect(Math.abs(hundredth - constant)).toBeLessThan(spread);
    for (const name of [/step/, /exponential/, /cosine/])
      expect(row('bowl-table', name)[0]).toBeLessThan(tenth);
  });

  it('the rates were those of the schedules', () => {
    const rates = Object.fromEntries(
      ['constant', 'step', 'exponential', 'cosine'].map((name) => [name, trace('schedules', name).y]),
    ) as Record<'constant' | 'step' | 'exponential' | 'cosine', readonly number[]>;
    const { constant, step, exponential, cosine } = rates;
    const batches = constant.length / 6;
    expect(new Set(constant).size).toBe(1);
    expect(step.map((rate) => Number((rate / (constant[0] as number)).toPrecision(6)))).toEqual(
      constant.map((_, i) => [1, 0.1, 0.01][Math.floor(i / (2 * batches))]),
    );
    exponential.forEach((rate, i) => {
      expect(rate / (constant[0] as number)).toBeCloseTo(0.5 ** (i / batches), 6);
    });
    expect(cosine.at(-1)).toBeLessThan((cosine[0] as number) / 1000);
  });

  it('on flowers, exponential and cosine end lower than constant in the mean by more than the spread', () => {
    for (const name of ['exponential', 'cosine']) {
      const { mean, spread } = gain(name);
      expect(mean).toBeGreaterThan(spread);
    }
  });

  it('step gains little, and plateau cannot be told from no gain', () => {
    const step = gain('step');
    expect(step.mean).toBeLessThan(gain('exponential').mean / 2);
    expect(Math.min(...step.each)).toBeLessThan(step.mean / 2);
    const plateau = gain('plateau');
    expect(plateau.mean).toBeLessThan(plateau.spread);
  });

  it('a tenth of the rate gains more than any schedule, and differs less from seed to seed', () => {
    const low = gain('low constant');
    for (const name of ['step', 'exponential', 'cosine', 'plateau']) {
      const { mean, spread } = gain(name);
      expect(low.mean - mean).toBeGreaterThan(2 * Math.max(low.spread, spread));
      expect(row('schedule-table', /low constant/)[1]).toBeLessThan(
        (row('schedule-table', new RegExp(name))[1] as number) / 2,
      );
    }
  });

  it('the exponential schedule is ahead after the first epoch', () => {
    const [after] = trace('schedule-curves', 'exponential').y as [number];
    for (const name of ['constant', 'step', 'cosine', 'plateau'])
      expect(after).toBeLessThan(trace('schedule-curves', name).y[0] as number);
  });

  it('at the low rate the cosine ends where the constant one does, within the spread', () => {
    const [constant, spread] = row('schedule-table', /low constant/) as [number, number];
    const [cosine] = row('schedule-table', /low cosine/) as [number];
    expect(Math.abs(constant - cosine)).toBeLessThan(spread);
  });
});
