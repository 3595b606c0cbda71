import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson3');
const numbers = (y: readonly unknown[] = []): number[] => y.map(Number);
const trace = (id: string, name: string): number[] =>
  numbers(lesson.cell(id).figures[0]?.find((each) => each.name === name)?.y);

describe('lesson 3 shows what it says', () => {
  it('of three lines, the one that is nearest to the points has the least loss', () => {
    const [figure = []] = lesson.cell('three-lines').figures;
    const losses = figure.flatMap(({ name = '' }) =>
      name.startsWith('loss ') ? [Number(name.slice(5))] : [],
    );
    expect(losses).toHaveLength(3);
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
    expect(losses[2]).toBeLessThan((losses[1] as number) / 5);
  });

  it('a poor guess costs much; steeper and higher are better, the other two ways worse', () => {
    expect(lesson.cell('guess').numbers.at(-1)).toBeGreaterThan(5);
    const { text } = lesson.cell('four-ways');
    for (const [way, verdict] of [
      ['steeper', 'better'],
      ['less steep', 'worse'],
      ['higher', 'better'],
      ['lower', 'worse'],
    ])
      expect(text).toMatch(new RegExp(`'${way}: [\\d.]+, ${verdict}`));
  });

  it('finite differences agree with the gradient, and both point to more', () => {
    const [a = 0, b = 0] = lesson.cell('grad').numbers.slice(-2);
    const [c = 0, d = 0] = lesson.cell('finite-differences').numbers.slice(-2);
    expect(Math.max(a, b)).toBeLessThan(0);
    expect(c).toBeCloseTo(a, 2);
    expect(d).toBeCloseTo(b, 2);
  });

  it('a hundred steps end near slope 3, constant 2½ and the loss that chance leaves', () => {
    const losses = trace('falling', '');
    const all = losses.length > 0 ? losses : numbers(lesson.cell('falling').figures[0]?.[0]?.y);
    expect(all).toHaveLength(100);
    expect(all.at(-1)).toBeLessThan(0.12);
    for (let i = 1; i < all.length; i++) expect(all[i]).toBeLessThanOrEqual((all[i - 1] as number) + 1e-6);
    const [slope = 0, constant = 0] = lesson.cell('a').numbers.slice(-2);
    expect(Math.abs(slope - 3)).toBeLessThan(0.1);
    expect(Math.abs(constant - 2.5)).toBeLessThan(0.1);
  });

  it('on the quadratic a low rate creeps, a good one arrives, a high one jumps to and fro or out', () => {
    const walks = (lesson.cell('quadratic').figures[0] ?? [])
      .filter((_, i) => i % 2 === 1)
      .map(({ x }) => numbers(x));
    const [creeps = [], arrives = [], jumps = [], leaves = []] = walks;
    expect(Math.abs(creeps.at(-1) as number)).toBeGreaterThan(0.5);
    expect(Math.abs(arrives.at(-1) as number)).toBeLessThan(0.01);
    expect(jumps.every((place, i) => i === 0 || place * (jumps[i - 1] as number) < 0)).toBe(true);
    expect(Math.abs(jumps.at(-1) as number)).toBeLessThan(0.5);
    expect(Math.abs(leaves.at(-1) as number)).toBeGreaterThan(1.2);
  });

  it('0.003 hardly moves, 0.3 and 0.9 arrive, 1.03 explodes', () => {
    const end = (rate: number): number => trace('rates', `rate ${rate}`).at(-1) as number;
    const start = trace('rates', 'rate 0.003')[0] as number;
    expect(end(0.003)).toBeGreaterThan(start / 2);
    expect(end(0.03)).toBeGreaterThan(3 * end(0.3));
    expect(end(0.3)).toBeLessThan(0.12);
    expect(end(0.9)).toBeLessThan(0.12);
    expect(end(1.03)).toBeGreaterThan(100 * start);
    const [first = 0, second = 0, third = 0] = trace('rates', 'rate 1.03');
    expect(Math.max(second, third)).toBeLessThan(first);
  });

  it('the film has a frame for each step', () => {
    expect(lesson.cell('film').figures[0]).toHaveLength(2);
    expect(lesson.cell('film').types).toContain('image/png');
  });

  it('mini-batches arrive at the same place within a few hundredths, and tremble more', () => {
    const [a1 = 0, a2 = 0, b1 = 9, b2 = 9] =
      lesson
        .cell('same-place')
        .text.match(/\d\.\d+/g)
        ?.map(Number) ?? [];
    expect(Math.abs(a1 - b1)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(a2 - b2)).toBeLessThanOrEqual(0.05);
    const wobble = (losses: number[]): number =>
      losses
        .slice(50)
        .reduce((sum, loss, i, end) => sum + (i > 0 ? Math.abs(loss - (end[i - 1] as number)) : 0), 0);
    expect(wobble(trace('sgd', 'ten points'))).toBeGreaterThan(10 * wobble(trace('sgd', 'all points')));
  });
});

describe('lesson 3 on fitting', () => {
  const rows = (id: string): Record<string, { fitted: number; others: number }> => {
    const lines = lesson.cell(id).text.split('\n');
    const numbers = lines.map((line) => line.trim().split(/\s+/).map(Number));
    const table = numbers.filter((row) => row.length >= 3 && row.every(Number.isFinite));
    return Object.fromEntries(
      table.map((row) => {
        const [fitted = Number.NaN, others = Number.NaN] = row.slice(-2);
        return [row.slice(0, -2).join(', decay '), { fitted, others }];
      }),
    );
  };
  const at = (table: ReturnType<typeof rows>, name: string): { fitted: number; others: number } => {
    const row = table[name];
    if (!row) throw new Error(`no row ${name} in ${Object.keys(table)}`);
    return row;
  };

  it('the fitted error falls with the degree; that on other points falls, then grows', () => {
    const table = rows('held-out');
    const [one, two, five, eleven] = [1, 2, 5, 11].map((degree) => at(table, `${degree}`)) as [
      { fitted: number; others: number },
      { fitted: number; others: number },
      { fitted: number; others: number },
      { fitted: number; others: number },
    ];
    expect([one, two, five, eleven].map(({ fitted }) => fitted)).toEqual(
      [one, two, five, eleven].map(({ fitted }) => fitted).sort((a, b) => b - a),
    );
    expect(eleven.fitted).toBeLessThan(1e-4);
    expect(one.others).toBeLessThan(one.fitted);
    expect(two.others).toBeLessThan(one.others / 5);
    expect(five.others).toBeGreaterThan(1.05 * two.others);
    expect(eleven.others).toBeGreaterThan(5 * two.others);
    // What overfitting is not: the gap that the true degree shows too.
    expect(two.fitted).toBeLessThan(two.others);
    expect(five.others - five.fitted).toBeGreaterThan(two.others - two.fitted);
  });

  it('weight decay makes degree 11 ten times better, nearly as good as the parabola; too much underfits', () => {
    const table = rows('weight-decay');
    const plain = at(table, '2, decay 0');
    const wild = at(table, '11, decay 0');
    const calm = at(table, '11, decay 0.1');
    expect(wild.others).toBeGreaterThan(10 * calm.others);
    expect(calm.others).toBeLessThan(1.25 * plain.others);
    expect(at(table, '11, decay 10').others).toBeGreaterThan(3 * calm.others);
    expect(at(table, '11, decay 10').fitted).toBeGreaterThan(5 * calm.fitted);
  });
});
