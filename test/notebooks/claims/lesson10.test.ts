import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson10');
const text = (id: string): string => stripVTControlCharacters(lesson.cell(id).text);

/** The lines of a saved table below its header, in words. */
const rows = (id: string): number[][] =>
  text(id)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) =>
      line
        .trim()
        .split(/\s{2,}/)
        .map(Number),
    );

/** Labels and probabilities of a printed answer, in their order. */
const ranking = (shown: string): [string, number][] =>
  [...shown.matchAll(/label: '([^']+)', probability: ([\d.e-]+)/g)].map(([, label, p]) => [
    label as string,
    Number(p),
  ]);

describe('what lesson 10 says of its outputs', () => {
  it('the exported model is good: an error of at most 0.06 on real bears', () => {
    expect(text('data')).toContain('real photos of bears');
    expect(lesson.cell('training').epochs.at(-1)?.error_rate).toBeLessThanOrEqual(0.061);
  });

  it('with the names in another order it is almost always wrong, and as sure', () => {
    const [right, wrong] = text('order')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.trim().split(/\s+/).at(-1)));
    expect(right).toBeGreaterThanOrEqual(0.94);
    expect(wrong).toBeLessThan(0.1);
  });

  it('the loaded model is the trained one to the last bit', () => {
    expect(text('same-model').trim()).toBe('true');
    expect(text('device').trim()).toBe("'cpu'");
  });

  it('in a larger batch each waits longer, a photo costs hardly less, and one takes a fraction of a second', () => {
    const table = rows('latency');
    expect(table.map(([photos]) => photos)).toEqual([1, 4, 16]);
    const [alone = 0, four = 0, sixteen = 0] = table.map(([, wait]) => wait);
    expect(four).toBeGreaterThan(alone);
    expect(sixteen).toBeGreaterThan(four);
    expect(four).toBeLessThan(12 * alone);
    expect(alone).toBeLessThan(200);
    const [single = 0, , inSixteen = 0] = table.map(([, , work]) => work);
    expect(inSixteen).toBeGreaterThan(single / 2);
  });

  it('the route of one’s own answers sorted JSON, and nonsense with a status', () => {
    const own = ranking(text('app'));
    expect(text('app')).toContain('status: 200');
    expect(own.length).toBe(3);
    expect(own).toEqual([...own].sort((a, b) => b[1] - a[1]));
    const statuses = [...text('app-wrong').matchAll(/"status":(\d+)/g)].map(([, status]) => Number(status));
    expect(statuses).toEqual([404, 403, 422, 422]);
  });

  it('async: who came second is served first', () => {
    expect(text('async').match(/second|first/g)).toEqual(['second', 'first']);
    expect(text('async').match(/200/g)).toHaveLength(2);
  });

  it('the app of one line agrees with one’s own, and with the other engine', () => {
    expect(text('classify-url')).toContain("'the same order': true");
    expect(Number(/apart by': ([\d.e-]+)/.exec(text('classify-url'))?.[1])).toBeLessThan(1e-4);
    expect(Number(/difference: ([\d.e-]+)/.exec(text('onnx'))?.[1])).toBeLessThan(1e-4);
    const [first] = ranking(text('classify'));
    expect(first?.[0]).toBe(/label: '([^']+)',\n/.exec(text('classify'))?.[1]);
  });

  it('bad requests get a status of the 4xx and a code', () => {
    expect(text('tryit')).toMatch(/415 unsupported_photo/);
    expect(text('half')).toMatch(/422 unreadable_photo/);
    expect(text('forgery')).toMatch(/403 forbidden_url/);
  });

  it('links to papers and pages, and closes with questions, a summary and exercises', () => {
    for (const part of [
      'arxiv.org/abs/1810.03993',
      'starlette.io',
      '## Questions',
      '## Summary',
      '## Exercises',
    ])
      expect(lesson.prose).toContain(part);
    expect(lesson.prose).not.toMatch(/several labels, lesson 3/);
  });
});
