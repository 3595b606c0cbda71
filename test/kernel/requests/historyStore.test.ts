import { appendFileSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerHistory } from '../../../src/kernel/requests/historyRequest.js';
import { HistoryStore } from '../../../src/kernel/requests/historyStore.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsvision-history-'));
});

const ask = (store: HistoryStore, content: Record<string, unknown>): unknown =>
  answerHistory(store, content).history;

describe('history', () => {
  it('is kept across sessions, each in a file of its own', () => {
    const first = new HistoryStore(folder);
    first.add(1, 'a');
    const second = new HistoryStore(folder);
    second.add(1, 'b', '2');
    first.add(2, 'c');
    expect(readdirSync(folder)).toEqual(['000001.jsonl', '000002.jsonl']);
    const third = new HistoryStore(folder);
    expect(ask(third, { hist_access_type: 'tail', n: 2, output: true })).toEqual([
      [1, 2, ['c', null]],
      [2, 1, ['b', '2']],
    ]);
  });

  it('answers range, with session 0 as this one and negative ones counted back', () => {
    const first = new HistoryStore(folder);
    for (const [i, text] of ['a', 'b', 'c'].entries()) first.add(i + 1, text);
    const second = new HistoryStore(folder);
    second.add(1, 'd');
    const range = { hist_access_type: 'range', start: 1, stop: 3 };
    expect(ask(second, { ...range, session: 0 })).toEqual([[2, 1, 'd']]);
    expect(ask(second, { ...range, session: -1 })).toEqual([
      [1, 1, 'a'],
      [1, 2, 'b'],
    ]);
    expect(ask(second, { ...range, session: 1, stop: undefined })).toHaveLength(3);
  });

  it('searches by a glob; unique keeps the newest of equal cells', () => {
    const store = new HistoryStore(folder);
    for (const [i, text] of ['let a = 1', 'x', 'let a = 1', 'let b\n= 2'].entries()) store.add(i + 1, text);
    const search = { hist_access_type: 'search', pattern: 'let*' };
    expect(ask(store, search)).toEqual([
      [1, 1, 'let a = 1'],
      [1, 3, 'let a = 1'],
      [1, 4, 'let b\n= 2'],
    ]);
    expect(ask(store, { ...search, unique: true })).toHaveLength(2);
    expect(ask(store, { ...search, n: 1 })).toEqual([[1, 4, 'let b\n= 2']]);
    expect(ask(store, { ...search, pattern: 'let a = 1?' })).toEqual([]);
    expect(ask(store, { ...search, pattern: 'let (a' })).toEqual([]);
  });

  it('skips a line that a crash cut short', () => {
    new HistoryStore(folder).add(1, 'whole');
    appendFileSync(join(folder, '000001.jsonl'), '{"line":2,"inp');
    expect(ask(new HistoryStore(folder), { hist_access_type: 'tail', n: 5 })).toEqual([[1, 1, 'whole']]);
  });

  it("is the user's alone, also what earlier versions wrote (history files 0644)", () => {
    writeFileSync(join(folder, '000001.jsonl'), '{"line":1,"input":"old"}\n', { mode: 0o644 });
    const store = new HistoryStore(join(folder));
    store.add(1, 'const password = 1');
    new HistoryStore(join(folder, 'deep/er')).add(1, 'a');
    for (const name of ['000001.jsonl', '000002.jsonl', 'deep/er/000001.jsonl'])
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'deep/er')).mode & 0o777).toBe(0o700);
  });

  it('goes on after a torn line without losing the next cell', () => {
    const store = new HistoryStore(folder);
    store.add(1, 'whole');
    appendFileSync(join(folder, '000001.jsonl'), '{"line":2,"inp');
    store.add(3, 'next');
    expect(ask(new HistoryStore(folder), { hist_access_type: 'tail', n: 5 })).toEqual([
      [1, 1, 'whole'],
      [1, 3, 'next'],
    ]);
  });

  it('is no reason for a cell to fail', () => {
    const store = new HistoryStore('/dev/null/nowhere');
    expect(() => store.add(1, 'a')).not.toThrow();
    expect(ask(store, { hist_access_type: 'tail', n: 5 })).toEqual([]);
  });
});
