import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { answerMessage, type CleanerAnswer } from '../../../src/clean/cleaner/messages/answerMessage.js';
import { samples } from '../../../src/lessons/index.js';
import { models, WeightsNotFoundError, weightsOnDisk } from '../../../src/vision/index.js';
import { itemsOf } from '../support/cleanerItems.js';
import { emptyFolder, folderOf } from '../support/photoFolder.js';

const files = ['black/a.jpg', 'black/b (1).jpg', 'grizzly/ä.jpg', 'grizzly/b.jpg', 'teddy bear/a.jpg'];
const weights = weightsOnDisk(models.efficientnetLite0.spec);
const absent = weights === undefined ? '`tsvision setup` has not brought the weights' : '';

const ask = (cleaner: ImageCleaner, request: object): Promise<CleanerAnswer> =>
  answerMessage(cleaner.controller, { id: 1, ...request });
const shown = (cleaner: ImageCleaner): string[] =>
  cleaner.controller.listing.positions.map(
    (index) => cleaner.items()[index]?.path.split('/').slice(-2).join('/') ?? '',
  );

afterEach(() => vi.unstubAllEnvs());

/** No network that gives words, and a cache of one's own. */
function withoutWeights(): void {
  const empty = emptyFolder();
  vi.stubEnv('TSVISION_CACHE', empty);
  vi.stubEnv('TSVISION_WEIGHTS', empty);
  vi.stubEnv('TSVISION_DATA', '');
  vi.stubEnv('HF_HOME', empty);
  for (const name of ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE']) vi.stubEnv(name, '');
}

describe('searching in a cleaner', () => {
  it('goes by classes and file names without any network, and says what is missing', async () => {
    withoutWeights();
    const cleaner = await ImageCleaner.open(itemsOf(await folderOf(files)), { audit: false });
    expect(cleaner.get('words')).toMatchObject({ stage: 'absent', done: 0 });
    expect(cleaner.get('words').message).toContain('tsvision setup --only weights');
    expect((await cleaner.search('teddy')).map(({ path }) => path.slice(-16))).toEqual(['teddy bear/a.jpg']);
    expect(cleaner.get('query')).toBe('teddy');
    expect(cleaner.get('sort')).toBe('match');
    expect(cleaner.get('sortKeys')).toContain('match');
    for (const [query, found] of [
      ['file:b', ['black/b (1).jpg', 'grizzly/b.jpg']],
      ['a -class:grizzly file:a', ['black/a.jpg', 'teddy bear/a.jpg']],
      ['(1)', ['black/b (1).jpg']],
      ['.*', []],
      ['nothing of the kind', []],
    ] as const) {
      await cleaner.search(query);
      expect(shown(cleaner), query).toEqual(found);
    }
    await cleaner.search('   ');
    expect([shown(cleaner).length, cleaner.get('sort')]).toEqual([5, 'order']);
    expect(cleaner.get('sortKeys')).not.toContain('match');
    await expect(cleaner.readWords()).rejects.toThrow(WeightsNotFoundError);
    await ask(cleaner, { request: 'startWords' });
    await vi.waitFor(() => expect(cleaner.get('words').stage).toBe('absent'));
    cleaner.close();
  });

  it('narrows what the filter lets through, and keeps another sort that was chosen meanwhile', async () => {
    const cleaner = await ImageCleaner.open(itemsOf(await folderOf(files)), { audit: false });
    await ask(cleaner, { request: 'filter', filter: { labels: [0, 1] } });
    await ask(cleaner, { request: 'search', query: 'file:b' });
    expect(shown(cleaner)).toEqual(['black/b (1).jpg', 'grizzly/b.jpg']);
    await ask(cleaner, { request: 'filter', filter: {} });
    expect([cleaner.get('query'), shown(cleaner)]).toEqual(['file:b', ['black/b (1).jpg', 'grizzly/b.jpg']]);
    await ask(cleaner, { request: 'sort', sort: 'label', descending: true });
    expect(shown(cleaner)).toEqual(['grizzly/b.jpg', 'black/b (1).jpg']);
    await ask(cleaner, { request: 'search', query: '' });
    expect([cleaner.get('sort'), shown(cleaner).length]).toEqual(['label', 5]);
    cleaner.close();
  });

  it('finds a photo by the class that it has been given', async () => {
    const cleaner = await ImageCleaner.open(itemsOf(await folderOf(files)), { audit: false });
    await cleaner.relabel(['black/a.jpg'], 'Panda');
    expect((await cleaner.search('class:panda')).map(({ index }) => index)).toEqual([0]);
    await cleaner.delete(['black/a.jpg']);
    await cleaner.apply();
    expect(await cleaner.search('class:panda')).toEqual([]);
    cleaner.close();
  });

  it('describes photos with their places, and refuses what it cannot read', async () => {
    const cleaner = await ImageCleaner.open(itemsOf(await folderOf(files)), { audit: false });
    await cleaner.search('file:b');
    const { response } = await ask(cleaner, { request: 'describe', indices: [2, 0, 99] });
    expect(response).toMatchObject({ response: 'described', positions: [1, -1] });
    expect(response).toMatchObject({ photos: [{ index: 2, name: 'b.jpg' }, { index: 0 }] });
    expect((await ask(cleaner, { request: 'words', index: 0 })).response).toMatchObject({ words: [] });
    expect((await ask(cleaner, { request: 'chips', indices: [0, 99] })).response).toMatchObject({
      chosen: 0,
      usual: [],
    });
    for (const wrong of [
      { request: 'search', query: 'x'.repeat(201) },
      { request: 'search' },
      { request: 'chips', indices: [-1] },
      { request: 'words', index: 'a' },
    ])
      expect((await ask(cleaner, wrong)).response, JSON.stringify(wrong)).toMatchObject({
        response: 'error',
      });
    cleaner.close();
  });
});

describe.skipIf(absent)(`the words of a cleaner’s photos${absent ? ` (${absent})` : ''}`, () => {
  it('are read once, found, shown as chips, and stop when they are told to', async () => {
    vi.stubEnv('TSVISION_WEIGHTS', dirname(weights ?? ''));
    vi.stubEnv('TSVISION_CACHE', emptyFolder());
    const { path: root } = await samples.bears({ n: 4, seed: 3 });
    const items = itemsOf(root);
    rmSync(items[0]?.path ?? '');
    const cleaner = await ImageCleaner.open(items, { audit: false });
    await expect(cleaner.readWords({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    await ask(cleaner, { request: 'startWords' });
    await ask(cleaner, { request: 'stopWords' });
    await vi.waitFor(() => expect(['stopped', 'ready']).toContain(cleaner.get('words').stage), {
      timeout: 60_000,
    });
    await cleaner.readWords();
    expect(cleaner.get('words')).toMatchObject({ stage: 'ready', message: '1 photo could not be read' });
    expect(cleaner.wordsOf(0)).toEqual([]);
    const [first] = cleaner.wordsOf(1);
    expect(first?.probability).toBeGreaterThan(0.02);
    const found = await cleaner.search(`word:"${first?.word}"`);
    expect(found.map(({ index }) => index)).toContain(1);
    expect((await cleaner.search(`-word:"${first?.word}"`)).length).toBe(items.length - found.length);
    await cleaner.search('');
    const chips = (await ask(cleaner, { request: 'chips', indices: [1, 2] })).response;
    expect(chips).toMatchObject({ response: 'chips', chosen: 2, rest: items.length - 3 });
    cleaner.close();
  });
});
