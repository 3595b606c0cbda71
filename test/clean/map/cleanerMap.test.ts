import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanerController } from '../../../src/clean/cleaner/cleanerController.js';
import type { CleanerItem } from '../../../src/clean/cleaner/cleanerItem.js';
import { CleanerSession } from '../../../src/clean/cleaner/cleanerSession.js';
import { CleanerListing } from '../../../src/clean/cleaner/listing/cleanerListing.js';
import { answerMessage } from '../../../src/clean/cleaner/messages/answerMessage.js';
import { cleanerResponse, type ImageCleanerState } from '../../../src/clean/cleaner/protocol.js';
import { ColourBody } from './colourBody.js';
import { colourPhotos } from './colourPhotos.js';

const before = process.env.TSVISION_CACHE;
beforeAll(() => {
  process.env.TSVISION_CACHE = mkdtempSync(join(tmpdir(), 'tsvision-cache-'));
});
afterAll(() => {
  if (before === undefined) delete process.env.TSVISION_CACHE;
  else process.env.TSVISION_CACHE = before;
});

const files = ['train', 'valid'].flatMap((split) =>
  ['red', 'green', 'blue'].flatMap((name) =>
    Array.from({ length: 6 }, (_, i) => `${split}/${name}/${i}.png`),
  ),
);
/** A photo that is labelled red and is blue. */
const planted = files.indexOf('train/red/3.png');

async function cleanerOf(names = files, as: Record<string, string> = { 'train/red/3.png': 'blue' }) {
  const root = await colourPhotos(names, as);
  return { root, ...(await openOn(root, names)) };
}

/** A cleaner without a widget: `ask` is a message of the browser, `state` what the model would have. */
async function openOn(root: string, names: readonly string[], body = new ColourBody()) {
  const items = names.map((name): CleanerItem => {
    const [split, label] = name.split('/');
    return { path: join(root, name), label, split: split as 'train' | 'valid' };
  });
  const state: Partial<ImageCleanerState> = {};
  const session = await CleanerSession.open(root, items);
  const listing = new CleanerListing(session, [], 'move');
  const controller = new CleanerController(
    session,
    listing,
    () => body,
    (attributes) => {
      Object.assign(state, attributes);
    },
  );
  let id = 0;
  const ask = async (request: string, fields: object = {}) => {
    const { response, buffers = [] } = await answerMessage(controller, { id: ++id, request, ...fields });
    return { response: cleanerResponse.parse(response) as Record<string, unknown>, buffers };
  };
  const shown = (): string[] => listing.positions.map((index) => names[index] as string);
  return { session, listing, controller, body, state, ask, shown };
}

const floats = ({ buffers }: { buffers: readonly Uint8Array[] }): Float32Array => {
  const bytes = Uint8Array.from(buffers[0] as Uint8Array);
  return new Float32Array(bytes.buffer);
};
const codes = ({ buffers }: { buffers: readonly Uint8Array[] }): number[] => {
  const bytes = Uint8Array.from(buffers[0] as Uint8Array);
  return [...new Int16Array(bytes.buffer)];
};

describe('the map of a cleaner', () => {
  it('is made when asked for, tells how far it is, and says where each photo lies', async () => {
    const { ask, state, controller } = await cleanerOf();
    expect((await ask('positions', { layout: 'pca' })).response).toMatchObject({
      response: 'error',
      message: expect.stringContaining('Start the map'),
    });
    expect((await ask('startMap')).response.response).toBe('changed');
    await controller.mapping.map.start();
    expect(state.map).toMatchObject({
      stage: 'ready',
      layouts: ['pca', 'umap'],
      body: 'colours',
      without: 0,
    });
    for (const layout of ['pca', 'umap']) {
      const answer = await ask('positions', { layout });
      const places = floats(answer);
      expect(answer.response).toMatchObject({ layout, count: files.length, version: state.map?.version });
      expect(places).toHaveLength(2 * files.length);
      expect(Math.max(...places.map(Math.abs))).toBeCloseTo(1, 5);
    }
    await controller.session.close();
  });

  it('finds what is like a photo, what lies apart from its class, and lists both', async () => {
    const { ask, controller, shown, state } = await cleanerOf();
    await controller.mapping.map.start();
    const { response } = await ask('neighbours', { index: files.indexOf('train/green/0.png'), count: 5 });
    const near = (response.indices as number[]).map((index) => files[index]);
    expect(near.every((name) => name?.includes('green'))).toBe(true);
    const outliers = (await ask('outliers', { count: 3 })).response;
    expect((outliers.indices as number[])[0]).toBe(planted);
    expect((outliers.scores as number[])[0]).toBeGreaterThan(3);
    const label = controller.listing.classNames.indexOf('green');
    const ofGreen = (await ask('outliers', { count: 99, label })).response.indices as number[];
    expect(ofGreen.map((index) => files[index])).toHaveLength(12);
    await ask('sort', { sort: 'outlier', descending: true });
    expect(shown()[0]).toBe('train/red/3.png');
    await ask('showNear', { index: planted, count: 4 });
    expect(shown()).toHaveLength(5);
    expect(shown()[0]).toBe('train/red/3.png');
    expect(
      shown()
        .slice(1)
        .every((name) => name.includes('blue')),
    ).toBe(true);
    expect(state).toMatchObject({ sort: 'nearest', filter: { near: { index: planted, count: 4 } } });
    await ask('filter', { filter: {} });
    expect(shown()).toHaveLength(files.length);
    expect(state).toMatchObject({ sort: 'outlier', descending: true });
    await controller.session.close();
  });

  it('judges a relabelled photo by its new class', async () => {
    const { ask, controller } = await cleanerOf();
    await controller.mapping.map.start();
    await ask('relabel', { indices: [planted], label: controller.listing.classNames.indexOf('blue') });
    const { scores } = (await ask('outliers', { count: 1 })).response;
    expect((scores as number[])[0]).toBeLessThan(3);
    await controller.session.close();
  });

  it('pairs photos that look the same across the splits', async () => {
    const { root, controller, ask, shown, session } = await cleanerOf();
    await session.close();
    const { copyFileSync } = await import('node:fs');
    copyFileSync(join(root, 'train/green/2.png'), join(root, 'valid/blue/5.png'));
    const again = await openOn(root, files);
    await again.controller.mapping.map.start();
    const { pairs } = (await again.ask('leaks')).response as {
      pairs: { train: number; valid: number; sure: boolean }[];
    };
    const [train, valid] = [files.indexOf('train/green/2.png'), files.indexOf('valid/blue/5.png')];
    expect(pairs[0]).toMatchObject({ train, valid, sure: true });
    expect(pairs.filter(({ sure }) => sure)).toHaveLength(1);
    await again.ask('filter', { filter: { leaks: true } });
    expect(again.shown()).toEqual(expect.arrayContaining(['train/green/2.png', 'valid/blue/5.png']));
    await again.ask('sort', { sort: 'leak', descending: false });
    expect(again.shown().slice(0, 2)).toEqual(['train/green/2.png', 'valid/blue/5.png']);
    expect([controller, ask, shown]).toHaveLength(3);
    await again.session.close();
  });

  it('colours by what is known of photos', async () => {
    const { ask, controller, listing, state } = await cleanerOf();
    await ask('tag', { indices: [1, 2], tag: ' odd ', on: true });
    await ask('mark', { indices: [0], mark: 'delete' });
    const tags = await ask('colours', { by: 'tag' });
    expect(tags.response).toMatchObject({ kind: 'codes', names: ['odd'], decisions: state.decisions });
    expect(codes(tags).slice(0, 4)).toEqual([-1, 0, 0, -1]);
    expect(codes(await ask('colours', { by: 'mark' })).slice(0, 2)).toEqual([0, -1]);
    expect(codes(await ask('colours', { by: 'label' }))[0]).toBe(listing.classNames.indexOf('red'));
    expect(codes(await ask('colours', { by: 'split' })).at(-1)).toBe(1);
    await ask('filter', { filter: { tags: ['odd'] } });
    expect(codes(await ask('colours', { by: 'shown' })).slice(0, 4)).toEqual([0, 1, 1, 0]);
    expect((await ask('colours', { by: 'outlier' })).response.response).toBe('error');
    const loss = await ask('colours', { by: 'loss' });
    expect(loss.response).toMatchObject({ kind: 'values', least: 0, most: 0 });
    expect([...floats(loss)].every(Number.isNaN)).toBe(true);
    await controller.session.close();
  });
});

describe('tags and selection', () => {
  it('are steps that undo takes back, narrow the list, and survive the kernel', async () => {
    const { root, ask, controller, shown, state, session } = await cleanerOf();
    await ask('select', { indices: [4, 2, 9], how: 'replace', show: true });
    expect(shown()).toEqual([2, 4, 9].map((index) => files[index]));
    expect(state).toMatchObject({ selected: 3, undoLabel: 'select 3 photos', filter: { selected: true } });
    await ask('select', { indices: [9], how: 'remove' });
    await ask('select', { indices: [11], how: 'add' });
    const selection = await ask('selection');
    expect([...new Int32Array(Uint8Array.from(selection.buffers[0] as Uint8Array).buffer)]).toEqual([
      2, 4, 11,
    ]);
    await ask('tag', { indices: [2, 4], tag: 'odd', on: true });
    await ask('tag', { indices: [4], tag: 'late', on: true });
    expect(state.tagCounts).toEqual({ late: 1, odd: 2 });
    await ask('undo');
    expect(state.tagCounts).toEqual({ odd: 2 });
    await ask('redo');
    await session.close();
    const again = await openOn(root, [...files].reverse());
    const names = (indices: Iterable<number>): string[] =>
      [...indices].map((index) => [...files].reverse()[index] as string);
    expect(names(again.session.state.selection).sort()).toEqual(
      [2, 4, 11].map((index) => files[index]).sort(),
    );
    expect(again.listing.attributes().tagCounts).toEqual({ late: 1, odd: 2 });
    for (let i = 0; i < 2; i++) await again.ask('undo');
    expect(again.state.tagCounts).toEqual({});
    for (let i = 0; i < 3; i++) await again.ask('undo');
    expect(again.state).toMatchObject({ selected: 0, canUndo: false });
    await again.session.close();
    expect(controller).toBeDefined();
  });

  it('stay with a photo that apply moves to another class, and come back with what undo brings back', async () => {
    const { root, ask, controller, session, state } = await cleanerOf();
    await ask('tag', { indices: [planted, 0], tag: 'odd', on: true });
    await ask('select', { indices: [planted, 0], how: 'replace' });
    await ask('relabel', { indices: [planted], label: controller.listing.classNames.indexOf('blue') });
    await ask('mark', { indices: [0], mark: 'delete' });
    await controller.apply();
    expect(state).toMatchObject({ selected: 1, tagCounts: { odd: 1 } });
    await session.close();
    const moved = files.map((name) => (name === 'train/red/3.png' ? 'train/blue/3-2.png' : name)).slice(1);
    const again = await openOn(root, moved);
    const odd = again.session.photos.filter(({ tags }) => tags.includes('odd'));
    expect(odd.map(({ path }) => path)).toEqual([join(root, 'train/blue/3-2.png')]);
    expect([...again.session.state.selection].map((index) => moved[index])).toEqual(['train/blue/3-2.png']);
    await again.session.close();
  });

  it('may be of no photo, and of those that were looked at only', async () => {
    const { ask, state, shown, session } = await cleanerOf();
    await ask('select', { indices: [1], how: 'replace', fleeting: true });
    expect(state).toMatchObject({ selected: 1, canUndo: false });
    await ask('select', { indices: [], how: 'replace', show: true });
    expect(state).toMatchObject({ selected: 0, undoLabel: 'select nothing' });
    expect(shown()).toHaveLength(files.length);
    expect((await ask('tag', { indices: [], tag: 'odd', on: true })).response).toMatchObject({ photos: [] });
    expect((await ask('tag', { indices: [1], tag: '  ', on: true })).response.response).toBe('error');
    expect((await ask('select', { indices: [999], how: 'add' })).response.response).toBe('error');
    await session.close();
  });
});

describe('a map that cannot be whole', () => {
  it('leaves a photo out that vanished, by name, and notes it in the journal', async () => {
    const { root, controller, ask, state, session } = await cleanerOf();
    rmSync(join(root, 'valid/blue/1.png'));
    await controller.mapping.map.start();
    const gone = files.indexOf('valid/blue/1.png');
    expect(state.map).toMatchObject({ stage: 'ready', without: 1 });
    expect(state.map?.message).toContain('blue/1.png (it is no longer there)');
    const places = floats(await ask('positions', { layout: 'umap' }));
    expect([...places.subarray(2 * gone, 2 * gone + 2)]).toEqual([Number.NaN, Number.NaN]);
    expect((await ask('neighbours', { index: gone, count: 3 })).response).toMatchObject({ indices: [] });
    await session.close();
    const journal = readFileSync(join(root, '.trash/cleaner.jsonl'), 'utf8');
    expect(journal).toContain('"kind":"left out"');
    expect(journal).toContain('valid/blue/1.png');
    const again = await openOn(root, files);
    expect(again.state.canUndo).toBe(false);
    await again.session.close();
  });

  it.each([
    ['one photo', ['train/red/0.png']],
    ['two photos', ['train/red/0.png', 'valid/red/1.png']],
  ])('is of %s: without UMAP', async (_, names) => {
    const { controller, ask, state, session } = await cleanerOf(names, {});
    await controller.mapping.map.start();
    expect(state.map).toMatchObject({ stage: 'ready', layouts: ['pca'] });
    expect([...floats(await ask('positions', { layout: 'pca' }))].every(Number.isFinite)).toBe(true);
    expect((await ask('outliers', { count: 5 })).response).toMatchObject({ indices: [] });
    expect((await ask('leaks')).response.response).toBe('leaks');
    await session.close();
  });

  it('is stopped, says so, and goes on from where it was', async () => {
    const { root, session } = await cleanerOf();
    await session.close();
    const body = new ColourBody();
    const again = await openOn(root, files, body);
    body.before = () => {
      if (body.seen >= 16) void again.controller.mapping.map.stop();
    };
    await expect(again.controller.mapping.map.start()).rejects.toThrow();
    expect(again.state.map).toMatchObject({ stage: 'stopped', layouts: [] });
    body.before = () => undefined;
    await again.ask('startMap');
    await again.controller.mapping.map.start();
    expect(again.state.map?.stage).toBe('ready');
    expect(body.seen).toBe(files.length);
    await again.session.close();
  });

  it('of photos of which none can be read fails, and says why', async () => {
    const { root, controller, session, state } = await cleanerOf(files.slice(0, 2), {});
    for (const name of files.slice(0, 2)) rmSync(join(root, name));
    await expect(controller.mapping.map.start()).rejects.toThrow(/can be read/);
    expect(state.map).toMatchObject({ stage: 'failed' });
    await session.close();
  });

  it('of no photos fails, and says what it needs', async () => {
    const { controller, session, state, ask } = await cleanerOf([], {});
    await expect(controller.mapping.map.start()).rejects.toThrow(/can be read/);
    expect(state.map).toMatchObject({ stage: 'failed', layouts: [] });
    for (const request of ['outliers', 'leaks'])
      expect((await ask(request, { count: 3 })).response).toMatchObject({
        response: 'error',
        message: expect.stringContaining('Start it first'),
      });
    await session.close();
  });

  it('leaves a broken photo out by name, and one that vanishes while features are computed', async () => {
    const { root, session } = await cleanerOf();
    await session.close();
    writeFileSync(join(root, 'train/red/0.png'), 'no picture');
    const body = new ColourBody();
    const { controller, state, ask, session: again } = await openOn(root, files, body);
    // The last photos of the list are read when the first have been seen.
    body.before = () => rmSync(join(root, 'valid/blue/5.png'), { force: true });
    await controller.mapping.map.start();
    expect(state.map).toMatchObject({ stage: 'ready' });
    expect(state.map?.message).toContain('red/0.png');
    const places = floats(await ask('positions', { layout: 'pca' }));
    expect([places[0], places[1]]).toEqual([Number.NaN, Number.NaN]);
    // It was read before it went, or it is left out: the map stands either way.
    expect(state.map?.without === 1 || state.map?.message.includes('and 1 more')).toBe(true);
    await again.close();
  });

  it('of one class has outliers and no pairs, of a hundred classes neither too many colours nor an error', async () => {
    const alone = files.filter((name) => name.includes('red'));
    const one = await cleanerOf(alone);
    await one.controller.mapping.map.start();
    const { indices } = (await one.ask('outliers', { count: 1 })).response;
    expect(indices).toEqual([alone.indexOf('train/red/3.png')]);
    await one.session.close();
    const names = Array.from(
      { length: 200 },
      (_, i) => `${i % 2 ? 'train' : 'valid'}/class ${i >> 1}/${i}.png`,
    );
    const many = await cleanerOf(names, {});
    await many.controller.mapping.map.start();
    const colours = await many.ask('colours', { by: 'label' });
    expect(colours.response.names).toHaveLength(100);
    expect(new Set(codes(colours)).size).toBe(100);
    // With two photos of each class nobody lies apart from the others of it.
    expect((await many.ask('outliers', { count: 300 })).response.response).toBe('outliers');
    await many.session.close();
  });

  it('does not take the features of another network for its own, nor a damaged file of them', async () => {
    const { root, controller, session } = await cleanerOf();
    await controller.mapping.map.start();
    await session.close();
    const shelf = process.env.TSVISION_CACHE as string;
    const kept = readdirSync(shelf, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('features-'),
    );
    for (const name of kept)
      writeFileSync(join(shelf, name), readFileSync(join(shelf, name)).subarray(0, 900));
    const again = await openOn(root, files);
    await again.controller.mapping.map.start();
    expect(kept.length).toBeGreaterThan(0);
    expect([again.state.map?.stage, again.body.seen]).toEqual(['ready', files.length]);
    await again.session.close();
  });

  it('is another for another body, with features of another size', async () => {
    const { root, controller, session } = await cleanerOf();
    await controller.mapping.map.start();
    await session.close();
    const again = await openOn(root, files, new ColourBody(4));
    await again.controller.mapping.map.start();
    expect(again.body.seen).toBe(files.length);
    expect(again.state.map?.stage).toBe('ready');
    await again.session.close();
  });
});
