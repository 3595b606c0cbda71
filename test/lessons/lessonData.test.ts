import { statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmptyDatasetError, PathNotFoundError, PhotoFolderError } from '../../src/errors.js';
import { findLessonData } from '../../src/lessons/findLessonData.js';
import { lessonData } from '../../src/lessons/index.js';
import { type LessonSet, lessonSets } from '../../src/lessons/lessonSets.js';
import { zipOf } from '../data/archives/zipOf.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-lesson-'));
  vi.stubEnv('TSVISION_CACHE', join(folder, 'cache'));
  for (const name of ['DATA', 'BEARS', 'CATS_AND_DOGS', 'FLOWERS', 'DIGITS', 'FAST'])
    vi.stubEnv(`TSVISION_${name}`, '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Makes files that count as photos, by their names: `{ 'train/cats': 3 }`. */
async function photos(root: string, counts: Readonly<Record<string, number>>): Promise<string> {
  for (const [name, count] of Object.entries(counts))
    for (let i = 0; i < count; i++) {
      const path = join(folder, root, name, `${i}.jpg`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'photo');
    }
  return join(folder, root);
}

/** A set of few photos in place of the drawn ones, which take seconds. */
const quick = (set: LessonSet): LessonSet => ({
  ...set,
  draw: async () => ({ path: join(folder, 'drawn'), classes: ['cats', 'dogs'], problems: [] }),
});

describe('where the photos of a lesson come from', () => {
  it('a named folder before all, then TSVISION_DATA, then what was fetched, then drawn ones', async () => {
    const set = quick(lessonSets.catsAndDogs);
    const mine = await photos('mine', { cats: 20, dogs: 20 });
    const other = await photos('other', { cats: 21, dogs: 20 });
    const data = await photos('data/catdog', {
      'train/cats': 30,
      'train/dogs': 30,
      'valid/cats': 4,
      'valid/dogs': 5,
    });
    await photos('cache/data/cats_and_dogs_filtered', { 'train/cats': 12, 'train/dogs': 12 });
    vi.stubEnv('TSVISION_CATS_AND_DOGS', other);
    vi.stubEnv('TSVISION_DATA', dirname(data));

    expect(await findLessonData(set, { folder: mine })).toMatchObject({
      from: 'named',
      path: mine,
      size: 224,
    });
    const byVariable = await findLessonData(set);
    expect([byVariable.from, byVariable.path]).toEqual(['named', other]);
    expect(byVariable.toString()).toContain('your 41 photos (2 classes: cats, dogs)');
    expect(byVariable.split).toEqual({ train: '.', validPct: 0.2, seed: 42 });

    vi.stubEnv('TSVISION_CATS_AND_DOGS', '');
    const shared = await findLessonData(set);
    expect(shared).toMatchObject({ from: 'data', kind: 'real', photos: { train: 60, valid: 9 } });
    expect(shared.split).toEqual({ train: 'train', valid: 'valid' });
    expect(shared.toString()).toContain(
      '69 real photos of cats and dogs (2 classes: cats, dogs; 60 to train, 9 to',
    );

    vi.stubEnv('TSVISION_DATA', join(folder, 'typo'));
    const fetched = await findLessonData(set);
    expect(fetched).toMatchObject({ from: 'fetched', photos: { train: 24 } });
    // A set whose validation photos are gone has a share put aside.
    expect(fetched.split).toEqual({ train: 'train', validPct: 0.2, seed: 42 });

    await rm(join(folder, 'cache'), { recursive: true });
    const drawn = await findLessonData(set);
    expect(drawn).toMatchObject({ from: 'drawn', kind: 'drawn', size: 96 });
    expect(drawn.toString()).toContain('TSVISION_DATA names a folder that is not there');
    expect(drawn.toString()).toContain(
      "`lessonData('catsAndDogs', { download: true })` fetches real ones (69 MB)",
    );
    expect(drawn.toString()).not.toContain('\n');
  });

  it('a set below TSVISION_DATA that is of no use is told of and passed over', async () => {
    await photos('data/catdog', { cats: 5 });
    vi.stubEnv('TSVISION_DATA', join(folder, 'data'));
    const drawn = await findLessonData(quick(lessonSets.catsAndDogs));
    expect(drawn.toString()).toMatch(/data\/catdog holds none that can be used/);
  });

  it('the fast mode draws, whatever is there, and still finds a wrong name', async () => {
    const mine = await photos('mine', { cats: 20, dogs: 20 });
    vi.stubEnv('TSVISION_FAST', '1');
    const fast = await findLessonData(quick(lessonSets.catsAndDogs), { folder: mine, download: true });
    expect(fast).toMatchObject({ from: 'drawn', size: 64 });
    expect(fast.toString()).toContain('because TSVISION_FAST is set');
    await expect(lessonData('bears', { folder: join(folder, 'typo') })).rejects.toThrow(PathNotFoundError);
  });

  it('nobody publishes the bears: nothing is fetched, and the line says how to collect them', async () => {
    const bears = await findLessonData(quick(lessonSets.bears), { download: true });
    expect(bears.toString()).toMatch(/nobody publishes.*Lesson 2 shows how to collect/);
  });

  it('refuses a set that there is not', async () => {
    await expect(lessonData('cats' as never)).rejects.toThrow(/one of bears, catsAndDogs, flowers, digits/);
  });
});

describe('a folder of one’s own', () => {
  const named = (root: string) => lessonData('bears', { folder: join(folder, root) });

  it('is there, is a folder, and holds photos', async () => {
    await expect(named('nowhere')).rejects.toThrow(PathNotFoundError);
    vi.stubEnv('TSVISION_BEARS', join(folder, 'nowhere'));
    await expect(lessonData('bears')).rejects.toThrow(/TSVISION_BEARS names it/);
    await writeFile(join(folder, 'bears.zip'), 'zip');
    await expect(named('bears.zip')).rejects.toThrow(/is a file.*\n→ Unpack/);
    await mkdir(join(folder, 'empty', 'black'), { recursive: true });
    await expect(named('empty')).rejects.toThrow(EmptyDatasetError);
  });

  it('has a folder for each of two classes at least', async () => {
    await photos('loose', { '.': 6 });
    await expect(named('loose')).rejects.toThrow(
      /6 photos in .* lie side by side.*\n→ Make one folder for each class/,
    );
    await photos('one', { black: 30 });
    const error = await named('one').catch((each: unknown) => each);
    expect(error).toBeInstanceOf(PhotoFolderError);
    expect(error).toMatchObject({ fault: 'oneClass', message: expect.stringContaining('“black”') });
  });

  it('may be small, or untidy: a word says so', async () => {
    await photos('six', { black: 3, teddys: 3, '.': 2 });
    const six = await named('six');
    expect(six.photos).toEqual({ train: 6 });
    expect(six.toString()).toMatch(
      /your 6 photos.*2 photos lie beside the class folders.*has 3 only: enough to see/,
    );
    await photos('split', { 'train/black': 20, 'train/teddys': 20, 'val/black': 5, 'val/grizzly': 5 });
    expect((await named('split')).toString()).toContain('“grizzly” is for validation only');
  });

  it.each([
    [
      { 'set/train/a': 11, 'set/train/b': 12, 'set/validation/a': 2, 'set/validation/b': 2 },
      'set',
      'validation',
      23,
      4,
    ],
    [{ 'training/a': 11, 'training/b': 12, 'testing/a': 2, 'testing/b': 2 }, '.', 'testing', 23, 4],
    // A competition's test photos have no classes.
    [{ 'train/a': 11, 'train/b': 12, test: 9 }, '.', undefined, 23, undefined],
    [{ 'set/a': 11, 'set/b': 12 }, 'set', undefined, 23, undefined],
  ])('may be laid out as archives are: %j', async (counts, inner, validFolder, train, valid) => {
    await photos('mine', counts);
    const data = await named('mine');
    expect(data.path).toBe(join(folder, 'mine', inner));
    expect(data.split.valid).toBe(validFolder);
    expect(data.photos).toEqual({ train, ...(valid && { valid }) });
    expect(data.classes).toEqual(['a', 'b']);
  });
});

describe('the course’s own photos', () => {
  let server: Server;
  let asked: (string | undefined)[];
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  const archive = zipOf([
    ['cats_and_dogs_filtered/vectorize.py', 'code'],
    ...['train', 'train', 'validation'].flatMap((part, i) =>
      ['cats', 'dogs'].flatMap((name) =>
        Array.from(
          { length: 9 },
          (_, n) => [`cats_and_dogs_filtered/${part}/${name}/${i}-${n}.jpg`, name] as const,
        ),
      ),
    ),
    ['__MACOSX/cats_and_dogs_filtered/._train', 'x'],
  ]);

  beforeEach(async () => {
    asked = [];
    answer = serve();
    server = createServer((request, response) => {
      asked.push(request.headers.range);
      answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    server.closeAllConnections();
    server.close();
  });

  const part = (): string => join(folder, 'cache/data/cats_and_dogs_filtered.zip.incomplete');

  /** Gives what is asked for; `cutAt` bytes of the file only where it is given, and then breaks off. */
  function serve(cutAt?: number) {
    return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const [, from = '0', to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
      const rest = archive.subarray(Number(from), to ? Number(to) + 1 : undefined);
      response.writeHead(request.headers.range ? 206 : 200, {
        etag: '"1"',
        'content-length': rest.length,
        'content-range': `bytes ${from}-${Number(from) + rest.length - 1}/${archive.length}`,
      });
      if (cutAt === undefined || rest.length <= cutAt) return void response.end(rest);
      response.write(rest.subarray(0, cutAt));
      await expect.poll(() => statSync(part(), { throwIfNoEntry: false })?.size).toBe(cutAt);
      response.destroy();
    };
  }

  const setAt = (url: string): LessonSet => ({
    ...quick(lessonSets.catsAndDogs),
    url: { name: 'cats_and_dogs_filtered', url: `${url}/cats_and_dogs_filtered.zip`, size: archive.length },
  });
  const here = (): LessonSet => setAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  it('are fetched once when asked for, their size said first', async () => {
    expect((await findLessonData(here())).from).toBe('drawn');
    expect(asked).toEqual([]);
    const fetched = await findLessonData(here(), { download: true });
    expect(console.log).toHaveBeenCalledWith(expect.stringMatching(/^Fetching 0 MB from 127\.0\.0\.1/));
    expect(fetched).toMatchObject({
      from: 'fetched',
      photos: { train: 36, valid: 18 },
      classes: ['cats', 'dogs'],
    });
    expect(fetched.split).toEqual({ train: 'train', valid: 'validation' });
    const requests = asked.length;
    // Cells run twice, and out of order.
    expect((await findLessonData(here(), { download: true })).path).toBe(fetched.path);
    expect((await findLessonData(here())).path).toBe(fetched.path);
    expect(asked).toHaveLength(requests);
  });

  it('are fetched by one of two that ask at the same time', async () => {
    const both = await Promise.all([1, 2].map(() => findLessonData(here(), { download: true })));
    expect(both.map(({ photos: { train } }) => train)).toEqual([36, 36]);
    expect(asked.filter((range) => range !== 'bytes=0-0')).toHaveLength(1);
  });

  it('half a download is no set: the lesson draws, says why, and the next try goes on where it stopped', async () => {
    const half = serve(1000);
    answer = (request, response) =>
      asked.length < 3 ? half(request, response) : void response.writeHead(404).end();
    const drawn = await findLessonData(here(), { download: true });
    expect(drawn.from).toBe('drawn');
    expect(drawn.toString()).toMatch(/could not be fetched: .*answered 404/);
    answer = serve();
    expect((await findLessonData(here(), { download: true })).photos.train).toBe(36);
    expect(asked.at(-1)).toBe('bytes=1000-');
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:PORT', /127\.0\.0\.1:\d+ refuses the connection/],
    ['the name is unknown', 'http://photos.invalid', /photos\.invalid is not found: is there a network\?/],
  ])('without a network (%s) a line says why, and the lesson goes on', async (_, url, why) => {
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    const set = setAt(url.replace('PORT', String(port)));
    const drawn = await findLessonData(set, { download: true });
    expect(drawn.from).toBe('drawn');
    expect(drawn.toString()).toMatch(why);
    expect(drawn.toString()).not.toContain('\n');
  });

  it('a server that is silent is not waited for', async () => {
    answer = () => undefined;
    const drawn = await findLessonData(here(), { download: true, patience: 0.3 });
    expect(drawn.toString()).toMatch(/127\.0\.0\.1:\d+ does not answer/);
  });

  it('another file than the course’s is not taken', async () => {
    const set = here();
    const other = { ...set, url: { ...(set.url as NonNullable<LessonSet['url']>), size: 7 } };
    const drawn = await findLessonData(other, { download: true });
    expect(drawn.toString()).toMatch(/could not be fetched: The size of .* not 7/);
  });

  it('Stop ends the download', async () => {
    const stop = new AbortController();
    const whole = serve();
    answer = (request, response) =>
      asked.length > 1 ? stop.abort(new Error('stopped')) : whole(request, response);
    await expect(findLessonData(here(), { download: true, signal: stop.signal })).rejects.toThrow(/stopped/);
  });
});
