import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { type CleanerPhoto, cleanerRequest, cleanerResponse } from '../../../src/clean/cleaner/protocol.js';
import { notebookPorts, registerNotebookPorts } from '../../../src/notebook/index.js';
import { KernelChannel } from '../../../widgets/src/cleaner/kernel/kernelChannel.js';
import { FakeFrontEnd } from '../../widgets/fakeFrontEnd.js';
import { itemsOf } from '../support/cleanerItems.js';
import { folderOf } from '../support/photoFolder.js';

afterEach(() => registerNotebookPorts(undefined));

const files = ['black/a.jpg', 'black/b.jpg', 'grizzly/a.jpg', 'grizzly/b.jpg', 'teddy/a.jpg'];

/** A cleaner of five photos and its browser: `say` sends a message and returns all that came back. */
async function cleanerAndBrowser() {
  const frontEnd = new FakeFrontEnd();
  registerNotebookPorts(Object.assign(Object.create(notebookPorts()), { comms: frontEnd }));
  const root = await folderOf(files);
  const cleaner = await ImageCleaner.open(itemsOf(root), { root, audit: false });
  const during = async (work: () => Promise<unknown>): Promise<(typeof frontEnd.sent)[number][]> => {
    const before = frontEnd.sent.length;
    await work();
    return frontEnd.sent.slice(before);
  };
  const say = (content: unknown) =>
    during(async () => {
      const message = frontEnd.messageOf({ method: 'custom', content } as never);
      frontEnd.toKernel.push({ commId: cleaner.modelId, message });
      await frontEnd.deliverToKernel();
    });
  return { cleaner, during, say };
}

const contents = (sent: readonly { data: { method?: unknown; content?: unknown } }[]): unknown[] =>
  sent.filter(({ data }) => data.method === 'custom').map(({ data }) => data.content);

const kinds = cleanerRequest.def.options.map(({ shape }) => shape.request.def.values[0] as string);
const wild = fc.oneof(
  fc.integer({ min: -3, max: 8 }),
  fc.constantFrom('delete', 'keep', 'loss', 'order', '', null, true, 1e300, -0.5),
  fc.array(fc.oneof(fc.integer({ min: -2, max: 7 }), fc.string({ maxLength: 2 })), { maxLength: 4 }),
  fc.record({ labels: fc.array(fc.integer({ min: 0, max: 5 })), wrong: fc.boolean() }),
);
const fields = [
  'indices',
  'mark',
  'label',
  'start',
  'count',
  'size',
  'index',
  'sort',
  'descending',
  'filter',
];
/** Nearly right: the names of the protocol with any values. `apply` with a version moves nothing but what is marked. */
const nearlyRight = fc
  .tuple(fc.constantFrom(...kinds), fc.dictionary(fc.constantFrom(...fields, 'version'), wild), fc.nat())
  .map(([request, rest, id]) => ({ ...rest, id, request }));
const place = fc.nat({ max: 6 });
/** Right, though the photos may not be there. */
const right = fc.record({
  id: fc.nat(),
  request: fc.constantFrom(...kinds),
  indices: fc.array(place, { maxLength: 4 }),
  mark: fc.constantFrom('delete', 'keep', null),
  label: place,
  start: place,
  count: place,
  size: fc.integer({ min: 1, max: 64 }),
  index: place,
  sort: fc.constantFrom('loss', 'order', 'label'),
  descending: fc.boolean(),
  filter: fc.constantFrom(
    {},
    { tags: ['odd'] },
    { selected: true },
    { leaks: true },
    { near: { index: 1, count: 2 } },
  ),
  version: place,
  layout: fc.constantFrom('pca', 'umap'),
  by: fc.constantFrom('label', 'loss', 'tag', 'outlier', 'shown'),
  how: fc.constantFrom('replace', 'add', 'remove'),
  show: fc.boolean(),
  fleeting: fc.boolean(),
  tag: fc.constantFrom('odd', 'late'),
  on: fc.boolean(),
});
/** One of each kind, so that chance leaves none out. */
const ofEachKind = kinds.map((request): [unknown] => [
  {
    ...{
      id: 1,
      request,
      indices: [0],
      mark: 'keep',
      label: 0,
      start: 0,
      count: 3,
      size: 8,
      index: 0,
      sort: 'order',
    },
    ...{ descending: false, filter: {}, version: 0, layout: 'pca', by: 'label', how: 'replace', show: true },
    ...{ fleeting: false, tag: 'odd', on: true, query: 'a' },
  },
]);
const message: fc.Arbitrary<unknown> = fc.oneof(
  right,
  nearlyRight,
  fc.jsonValue(),
  fc.record({ id: wild, request: wild }),
);

describe('the messages of a cleaner', () => {
  it('are each answered once, whatever they hold, and the cleaner goes on', async () => {
    const { cleaner, say } = await cleanerAndBrowser();
    const answered = new Set<string>();
    await fc.assert(
      fc.asyncProperty(message, async (content) => {
        const answers = contents(await say(content));
        expect(answers).toHaveLength(1);
        const response = cleanerResponse.parse(answers[0]);
        answered.add(response.response);
        const { id } = (content ?? {}) as { id?: unknown };
        expect(response.id).toBe(Number.isSafeInteger(id) ? id : null);
      }),
      { numRuns: 400, examples: ofEachKind },
    );
    expect([...answered]).toEqual(
      expect.arrayContaining(['error', 'changed', 'page', 'plan', 'selection', 'colours']),
    );
    const [page] = contents(await say({ id: 1, request: 'page', start: 0, count: 5 }));
    expect(page).toMatchObject({ id: 1, response: 'page' });
    cleaner.close();
  });

  it('name what is wrong', async () => {
    const { say } = await cleanerAndBrowser();
    const wrong = { id: 7, request: 'mark', indices: [0, -1], mark: 'delete' };
    expect(contents(await say(wrong))).toEqual([
      { id: 7, response: 'error', message: expect.stringContaining('indices.1') },
    ]);
    expect(contents(await say({ id: 8, request: 'mark', indices: [99], mark: 'delete' }))).toEqual([
      { id: 8, response: 'error', message: expect.stringContaining('a photo of this cleaner') },
    ]);
    expect(contents(await say('hello'))).toMatchObject([{ id: null, response: 'error' }]);
  });

  it('say a change once: a click gets its answer, code a notice', async () => {
    const { cleaner, during, say } = await cleanerAndBrowser();
    const clicked = await say({ id: 1, request: 'mark', indices: [1, 3], mark: 'delete' });
    const photos = [
      { index: 1, name: 'b.jpg', label: 0, mark: 'delete' },
      { index: 3, name: 'b.jpg', label: 1, mark: 'delete' },
    ];
    expect(contents(clicked)).toEqual([{ id: 1, response: 'changed', photos }]);
    // Besides it the attributes that are others now, in one message.
    expect(clicked.filter(({ data }) => data.method === 'update')).toHaveLength(1);
    const undone = contents(await say({ id: 2, request: 'undo' })) as { photos: CleanerPhoto[] }[];
    expect(undone.map((answer) => answer.photos.map(({ mark }) => mark))).toEqual([[undefined, undefined]]);
    const coded = await during(() => cleaner.delete([1, 3]));
    expect(contents(coded)).toEqual([{ notice: 'changed', photos }]);
  });
});

describe('the browser', () => {
  const heard = () => {
    const sent: { id: number }[] = [];
    const changed: (readonly CleanerPhoto[])[] = [];
    const failed: string[] = [];
    const channel = new KernelChannel((content) => sent.push(content as { id: number }), {
      changed: (photos) => changed.push(photos),
      failed: (words) => failed.push(words),
    });
    return { sent, changed, failed, channel };
  };

  it('stands whatever the kernel sends, and says what it cannot read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const { channel, failed, changed } = heard();
        channel.receive(content, []);
        expect(failed.length + changed.length).toBeLessThanOrEqual(1);
        if (!cleanerResponse.safeParse(content).success) expect(failed).toHaveLength(1);
      }),
    );
  });

  it('fails the question to which the answer is wrong', async () => {
    const { channel, sent, failed } = heard();
    const page = channel.ask({ request: 'page', start: 0, count: 1 }, 'page');
    channel.receive({ id: sent[0]?.id, response: 'page', start: 'x' }, []);
    await expect(page).rejects.toThrow(/cannot be read.*start/);
    expect(failed).toEqual([]);
  });

  it('shows what another view of the model has changed, and takes no answer that is meant for it', async () => {
    const [one, other] = [heard(), heard()];
    const answer = one.channel.ask({ request: 'undo' }, 'changed');
    const waiting = other.channel.ask({ request: 'plan' }, 'plan');
    let settled = false;
    void waiting.finally(() => {
      settled = true;
    });
    const photos = [{ index: 0, name: 'a.jpg', label: 0 }];
    const message = { id: one.sent[0]?.id, response: 'changed', photos };
    for (const { channel } of [one, other]) channel.receive(message, []);
    expect((await answer).content.photos).toEqual(photos);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    expect([one.changed, other.changed]).toEqual([[photos], [photos]]);
  });
});
