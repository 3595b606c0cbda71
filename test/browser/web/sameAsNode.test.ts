import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCnn,
  ImageDataBunch,
  imagenetStats,
  type Learner,
  models,
  pretrainedOnDisk,
} from '../../../src/index.js';
import type { WebClassifier, WebDtype } from '../../../src/web/index.js';
import { scaled } from '../../scaled.js';
import { drawPhotos } from '../drawnPhotos.js';
import { hasChromium, openBrowser } from '../visitor.js';
import { StaticHost } from './staticHost.js';

const shared = join(import.meta.dirname, '../../../../shared/data');

declare global {
  var classifier: WebClassifier;
}

const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
import * as web from './model/classifier.js';
globalThis.web = web;
</script>`;

interface Trained {
  readonly learn: Learner;
  /** Of the classes that it knows. */
  readonly photos: readonly string[];
  /** Of other things, in other sizes. */
  readonly large: readonly string[];
  readonly photoFolder: string;
}

/** Bears, cats and dogs where they are on disk, and drawn photos elsewhere. */
async function trained(root: string): Promise<Trained> {
  const real = existsSync(join(shared, 'bears'));
  const photoFolder = real ? shared : root;
  if (!real) await drawPhotos(join(root, 'bears'), ['black', 'grizzly', 'teddys'], 40);
  const bears = join(photoFolder, 'bears');
  const data = await ImageDataBunch.fromFolder(bears, {
    train: '.',
    validPct: 0.3,
    seed: 1,
    size: 224,
    bs: 16,
  });
  data.normalize(imagenetStats);
  const architecture = pretrainedOnDisk(models.efficientnetLite0, models.tinyresnet);
  // The body is frozen: its answers are computed once, by the faster engine.
  const learn = await createCnn(data, architecture, { path: root, precompute: true });
  await learn.fitOneCycle(1);
  const names = data.valNames.map((name) => relative(photoFolder, resolve(bears, name)));
  const large = real ? await photosIn('catdog/valid/cats', 20, 'catdog/valid/dogs') : [];
  return { learn, photos: names.slice(0, 100), large, photoFolder };
}

async function photosIn(folder: string, count: number, ...others: string[]): Promise<string[]> {
  const names = (await readdir(join(shared, folder))).sort().slice(0, count);
  const rest = await Promise.all(others.map((other) => photosIn(other, count)));
  return [...names.map((name) => `${folder}/${name}`), ...rest.flat()];
}

describe.skipIf(!hasChromium)('a model in a page', () => {
  let root: string;
  let made: Trained;
  let host: StaticHost;
  let browser: Browser;
  const foreign: string[] = [];
  const folders = {} as Record<WebDtype, string>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'tsvision-web-'));
    made = await trained(root);
    for (const weights of ['float32', 'float16', 'int8'] as const) {
      folders[weights] = await made.learn.export({
        path: `web-${weights}`,
        format: 'web',
        weights,
        explain: true,
      });
    }
    await writeFile(join(root, 'index.html'), page);
    host = new StaticHost({
      '/float32/model/': folders.float32,
      '/float16/model/': folders.float16,
      '/int8/model/': folders.int8,
      '/photos/': made.photoFolder,
      '/float32/': root,
      '/float16/': root,
      '/int8/': root,
    });
    await host.listen();
    browser = await openBrowser('none');
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await rm(root, { recursive: true, force: true });
  });

  async function open(dtype: WebDtype): Promise<Page> {
    const tab = await browser.newPage();
    tab.on('request', (request) => {
      if (/^(http|ws)/.test(request.url()) && !request.url().startsWith(host.url))
        foreign.push(request.url());
    });
    await tab.goto(`${host.url}/${dtype}/`);
    await tab.waitForFunction('globalThis.web');
    await tab.evaluate(
      `(async () => { globalThis.classifier = await web.loadClassifier('./model/', { backend: 'wasm' }); })()`,
    );
    return tab;
  }

  /** Probabilities in the order of the vocabulary. */
  async function predictAll(tab: Page, photos: readonly string[]): Promise<number[][]> {
    return tab.evaluate(async (names) => {
      const rows: number[][] = [];
      for (const name of names) {
        const photo = await (await fetch(`/photos/${name}`)).blob();
        const { probabilities } = await classifier.predict(photo);
        rows.push(
          classifier.vocab.map((label) => probabilities.find((each) => each.label === label)!.probability),
        );
      }
      return rows;
    }, photos);
  }

  it('fits into 12 MB with float16 weights and the engine', async () => {
    const sizes = await Promise.all(
      (await readdir(folders.float16)).map(async (name) => (await stat(join(folders.float16, name))).size),
    );
    expect(sizes.reduce((a, b) => a + b)).toBeLessThanOrEqual(12_000_000);
    const card = JSON.parse(await readFile(join(folders.float16, 'model.json'), 'utf8')).card;
    expect(card.accuracy.photos).toBe(made.learn.data.validDs.length);
    console.log(`accuracy ${JSON.stringify(card.accuracy)}`);
  });

  it('answers within seconds of a first visit', async () => {
    const visitor = await browser.newContext();
    const tab = await visitor.newPage();
    const start = performance.now();
    await tab.goto(`${host.url}/float16/`);
    await tab.waitForFunction('globalThis.web');
    const photo = `fetch('/photos/${made.photos[0]}').then((answer) => answer.blob())`;
    const load = "web.loadClassifier('./model/', { backend: 'wasm' })";
    const answer = await tab.evaluate(`(async () => (await ${load}).predict(await ${photo}))()`);
    const seconds = (performance.now() - start) / 1000;
    console.log(`first answer after ${seconds.toFixed(2)} s: ${JSON.stringify(answer)}`);
    await visitor.close();
    // 3 s is the aim, on a machine that does nothing else: the other lanes of `npm test` may take it ten times as long.
    expect(seconds).toBeLessThan(scaled(12, 60));
  });

  it.each(['float32', 'float16', 'int8'] as const)(
    'with weights in %s answers as Node does',
    async (dtype) => {
      // Photos of other things are answered by a hair's breadth: rounded weights need not agree on them.
      const photos = dtype === 'float32' ? [...made.large, ...made.photos] : made.photos;
      const inNode = await made.learn.predictBatch(photos.map((photo) => join(made.photoFolder, photo)));
      const node = inNode.map(({ probabilities }) => probabilities);
      const tab = await open(dtype);
      const web = await predictAll(tab, photos);
      const top = (row: readonly number[]): number => row.indexOf(Math.max(...row));
      const furthest = Math.max(...node.flatMap((row, i) => row.map((p, k) => Math.abs(p - web[i]![k]!))));
      const equal = node.filter((row, i) => top(row) === top(web[i]!)).length / node.length;
      console.log(
        `${dtype}: ${node.length} photos, furthest ${furthest.toExponential(2)}, top-1 equal ${equal}`,
      );
      if (dtype === 'float32') expect(furthest).toBeLessThan(1e-4);
      expect(equal).toBeGreaterThanOrEqual({ float32: 1, float16: 0.99, int8: 0.97 }[dtype]);
      await tab.close();
    },
    200_000,
  );
});
