import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson11');

describe('lesson 11 shows what it says', () => {
  it('on a processor a batch wins little, and its first photo waits longer', () => {
    const rows = lesson
      .cell('batches')
      .text.split('\n')
      .map((line) => (line.match(/[\d.]+/g) ?? []).map(Number))
      .filter((row) => row.length === 3);
    expect(rows.map(([batch]) => batch)).toEqual([1, 4, 16]);
    const cost = rows.map(([, processor]) => processor as number);
    const wait = rows.map(([, , ms]) => ms as number);
    expect(Math.max(...cost)).toBeLessThan(1.5 * Math.min(...cost));
    expect(wait[2]).toBeGreaterThan(4 * (wait[0] as number));
  });

  it('two workers do each photo once, and one of them joins the parts', () => {
    const { text } = lesson.cell('two-workers');
    const done = [...text.matchAll(/shard ([12])\/2 is complete: (\d+) photos predicted now/g)];
    expect(done.map(([, shard]) => shard).sort()).toEqual(['1', '2']);
    const [rows, photos] = /(\d+) rows for (\d+) photos/
      .exec(lesson.cell('joined').text)!
      .slice(1)
      .map(Number);
    expect(rows).toBe(photos);
    expect(done.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(photos);
    expect(text).toContain(`${rows} rows`);
    expect(lesson.cell('same').numbers[0]).toBeLessThan(1e-5);
  });

  it('the same command again finds nothing left to do', () => {
    expect(lesson.cell('again').text).toContain('shard 1/2 is complete: 0 photos predicted now');
  });

  it('a health check names the version, which every answer has, and a new model another', () => {
    const [, version] = /status: .*ok.*version: \S*?'([0-9a-f]{12})'/.exec(lesson.cell('health').text)!;
    const versions = [...lesson.cell('second').text.matchAll(/^bears\S* ([0-9a-f]{12}): /gm)].map(
      ([, v]) => v,
    );
    expect(versions).toHaveLength(2);
    expect(versions[0]).toBe(version);
    expect(versions[1]).not.toBe(version);
  });

  it('everybody waits longer when all come at once', () => {
    const median = (who: string): number =>
      Number(new RegExp(`${who}\\s+(\\d+)`).exec(lesson.cell('visitors').text)![1]);
    expect(median('all at once')).toBeGreaterThan(1.5 * median('one after the other'));
    expect(lesson.cell('metrics').text).toMatch(/route="\/classify",status="200"\} 36/);
  });

  it('one page may read the answers, another may not', () => {
    expect(lesson.cell('origins').text).toMatch(
      /https:\/\/zoo\.example: 204, may read: https:\/\/zoo\.example\n.*elsewhere\.example: \d+, may read: no/,
    );
  });

  it('another engine, and a file that was read again, give the same', () => {
    expect(lesson.cell('onnx').numbers.at(-1)).toBeLessThan(1e-4);
    expect(lesson.cell('browser-files').text).toContain('the answers differ by 0');
    expect(lesson.cell('digits').epochs.length + lesson.cell('digits').numbers.length).toBeGreaterThan(0);
  });

  it('shows the job that its prose goes through line by line', () => {
    const yaml = lesson.cell('job').text;
    for (const word of [
      'completionMode: Indexed',
      'completions: 4',
      'parallelism: 4',
      'backoffLimitPerIndex: 5',
    ])
      expect(yaml).toContain(word);
    for (const word of ['runAsNonRoot', 'volumeMounts', 'JOB_COMPLETION_INDEX + 1'])
      expect(yaml).toContain(word);
    expect(lesson.cell('deploy').text).toMatch(/deploy\/Containerfile .* \d+/);
  });

  it('tells nobody where it ran', () => {
    for (const id of ['data', 'two-workers', 'again', 'export'])
      expect(lesson.cell(id).text).not.toMatch(/\/work\/|\/home\//);
  });
});
