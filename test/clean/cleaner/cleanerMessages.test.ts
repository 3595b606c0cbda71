import { cp } from 'node:fs/promises';
import sharp from 'sharp';
import { afterEach, expect, it } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { samples } from '../../../src/lessons/index.js';
import { notebookPorts, registerNotebookPorts } from '../../../src/notebook/index.js';
import { FakeFrontEnd } from '../../widgets/fakeFrontEnd.js';
import { emptyFolder } from '../support/photoFolder.js';

afterEach(() => registerNotebookPorts(undefined));

it('speaks with its view: state in snake case, pages, thumbnails as buffers, errors as answers', async () => {
  const root = emptyFolder();
  await cp((await samples.bears({ n: 6, seed: 2 })).path, root, { recursive: true });
  const frontEnd = new FakeFrontEnd();
  const terminal = notebookPorts();
  registerNotebookPorts(Object.assign(Object.create(terminal), { comms: frontEnd }));
  const cleaner = await ImageCleaner.open(root, { audit: false });
  const opened = frontEnd.sent.find(({ commId }) => commId === cleaner.modelId);
  expect(opened?.data.state).toMatchObject({
    _model_name: 'ImageCleanerModel',
    class_names: [],
    thumb_size: 140,
  });

  const ask = async (id: number, request: object): Promise<(typeof frontEnd.sent)[number] | undefined> => {
    const data = { method: 'custom', content: { id, ...request } };
    frontEnd.toKernel.push({ commId: cleaner.modelId, message: frontEnd.messageOf(data) });
    await frontEnd.deliverToKernel();
    return frontEnd.sent.find(({ data: sent }) => (sent.content as { id?: number } | undefined)?.id === id);
  };
  const page = await ask(1, { request: 'page', start: 2, count: 3 });
  expect(page?.data.content).toMatchObject({
    response: 'page',
    start: 2,
    photos: [{ index: 2, name: '00000002.jpg', label: 0 }, { index: 3 }, { index: 4 }],
  });
  const thumbs = await ask(2, { request: 'thumbnails', indices: [0, 5], size: 80 });
  expect(thumbs?.buffers.length).toBe(2);
  const { width, height } = await sharp(thumbs?.buffers[0]).metadata();
  expect(Math.max(width, height)).toBe(80);
  const marked = await ask(3, { request: 'mark', indices: [1, 2], mark: 'delete' });
  expect(marked?.data.content).toMatchObject({
    response: 'changed',
    photos: [{ mark: 'delete' }, { mark: 'delete' }],
  });
  const updates = frontEnd.sent.filter(({ data }) => data.method === 'update').map(({ data }) => data.state);
  expect(updates.at(-1)).toMatchObject({
    counts: { delete: 2 },
    can_undo: true,
    undo_label: 'delete 2 photos',
  });
  const plan = await ask(4, { request: 'plan' });
  const { version } = (plan as { data: { content: { plan: { version: number } } } } | undefined)?.data.content
    .plan ?? { version: -1 };
  await ask(5, { request: 'undo' });
  const refused = await ask(6, { request: 'apply', version });
  expect(refused?.data.content).toMatchObject({
    response: 'error',
    message: expect.stringContaining('Marks have changed'),
  });
  const sorted = await ask(7, { request: 'sort', sort: 'label', descending: true });
  const begin = await ask(8, { request: 'page', start: 0, count: 120 });
  const { listVersion, photos } = (begin?.data.content ?? {}) as { listVersion: number; photos: object[] };
  expect(photos.length).toBeGreaterThan(5);
  expect(sorted?.data.content).toMatchObject({
    response: 'changed',
    first: { listVersion, start: 0, photos },
  });
  cleaner.close();
});
