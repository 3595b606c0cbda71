import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createCnn,
  gradCam,
  ImageDataBunch,
  imagenetStats,
  type Learner,
  models,
} from '../../../src/index.js';
import { drawPhotos } from '../drawnPhotos.js';
import { hasChromium, openBrowser } from '../visitor.js';
import { StaticHost } from './staticHost.js';

const classes = ['black', 'grizzly', 'teddys'];
const pageOf = (script: string): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">${script}</script>`;

describe.skipIf(!hasChromium)('tsvision/web in a browser', () => {
  let root: string;
  let learn: Learner;
  let host: StaticHost;
  let browser: Browser;
  let context: BrowserContext;
  const problems: string[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'tsvision-web-'));
    const photos = join(root, 'photos');
    await drawPhotos(photos, classes, 8);
    const data = await ImageDataBunch.fromFolder(photos, {
      train: '.',
      validPct: 0.3,
      seed: 1,
      size: 64,
      bs: 8,
    });
    data.normalize(imagenetStats);
    learn = await createCnn(data, models.tinyresnet, { path: root });
    await learn.fit(1);
    await learn.export({ path: 'bears', format: 'web', weights: 'float32', explain: true });
    await learn.export({ path: 'plain', format: 'web', weights: 'int8' });
    await mkdir(join(root, 'page'));
    const script = "import * as web from '/some/prefix/bears/classifier.js'; globalThis.web = web;";
    await writeFile(join(root, 'page/index.html'), pageOf(script));
    await drawOthers(join(root, 'page'));
    host = new StaticHost({
      '/some/prefix/bears/': join(root, 'bears'),
      '/plain/': join(root, 'plain'),
      '/photos/': photos,
      '/': join(root, 'page'),
    });
    await host.listen();
    browser = await openBrowser('none');
  }, 200_000);
  afterEach(async () => {
    host.instead.clear();
    host.headers = {};
    await context?.close();
    expect(problems.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await rm(root, { recursive: true, force: true });
  });

  /** A fresh browser profile on a page; requests to other hosts are problems. */
  async function open(path = '/', initScript?: string): Promise<Page> {
    context = await browser.newContext();
    if (initScript) await context.addInitScript(initScript);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (/^(http|ws)/.test(request.url()) && !request.url().startsWith(host.url))
        problems.push(request.url());
    });
    await page.goto(host.url + path);
    await page.waitForFunction('globalThis.web');
    return page;
  }

  /** What loading comes to: `loaded`, or the error. */
  async function load(
    page: Page,
    url = '/some/prefix/bears/',
    options = '{}',
  ): Promise<Record<string, unknown>> {
    return page.evaluate(
      `web.loadClassifier('${url}', ${options}).then(
        (loaded) => { globalThis.classifier = loaded; return { loaded: true }; },
        (error) => ({ name: error.name, message: error.message, reason: error.reason, file: error.file }))`,
    );
  }

  /** Probabilities by the model's order. @param source an expression */
  async function ask(page: Page, source: string): Promise<number[]> {
    return page.evaluate(
      `(async () => {
        const { probabilities } = await classifier.predict(await (${source}));
        return classifier.vocab.map((label) => probabilities.find((each) => each.label === label).probability);
      })()`,
    );
  }

  const fetched = (path: string): string => `fetch('${path}').then((answer) => answer.blob())`;

  function expectNear(found: readonly number[], wanted: readonly number[], by: number): void {
    expect(found.length).toBe(wanted.length);
    for (const [i, value] of found.entries()) expect(Math.abs(value - wanted[i]!)).toBeLessThan(by);
  }

  it.each([
    'turned.jpg',
    'large.jpg',
    'progressive.jpg',
    'grey.jpg',
    'colours.png',
    'strips.png',
    'lossless.webp',
    'still.gif',
  ])('answers for %s as Node does', async (name) => {
    const page = await open();
    expect(await load(page)).toEqual({ loaded: true });
    const { probabilities } = await learn.predict(join(root, 'page', name));
    expectNear(await ask(page, fetched(name)), probabilities, 1e-4);
  });

  it('takes bitmaps, pictures, canvases and pixels, with the transparent on white', async () => {
    const page = await open();
    await load(page);
    const whole = await ask(page, fetched('colours.png'));
    const picture = "Object.assign(new Image(), { src: 'colours.png' })";
    const decoded = `(async () => { const image = ${picture}; await image.decode(); return image; })()`;
    const canvas = `(async () => {
      const image = await ${decoded};
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas; })()`;
    const pixels = `(async () => { const drawn = await ${canvas};
      return drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height); })()`;
    for (const source of [`createImageBitmap(await ${fetched('colours.png')})`, decoded, canvas, pixels])
      expectNear(await ask(page, `(async () => ${source})()`), whole, 1e-5);
    const clear = await learn.predict(join(root, 'page', 'transparent.png'));
    expectNear(await ask(page, fetched('transparent.png')), clear.probabilities, 1e-4);
  });

  it('shows what it looked at, as gradCam does', async () => {
    const page = await open();
    await load(page);
    for (const [classIndex, label] of classes.entries()) {
      const wanted = await gradCam(learn, join(root, 'page/large.jpg'), { classIndex });
      const found = await page.evaluate<{
        values: number[];
        width: number;
        height: number;
        label: string;
        region: object;
      }>(
        `(async () => { const map = await classifier.explain(await ${fetched('large.jpg')}, { label: '${label}' });
          return { ...map, values: [...map.values] }; })()`,
      );
      expect([found.height, found.width, found.label]).toEqual([
        wanted.heat.length,
        wanted.heat[0]!.length,
        label,
      ]);
      expectNear(found.values, wanted.heat.flat(), 2e-3);
      // 900 × 600 pixels: a square in the middle.
      expect(found.region).toEqual({
        x: expect.closeTo(1 / 6, 2),
        y: expect.closeTo(0, 1),
        width: expect.closeTo(2 / 3, 2),
        height: expect.closeTo(1, 1),
      });
    }
  });

  it('says what is wrong with a photo, a label, a call', async () => {
    const page = await open();
    await load(page);
    const fails = (call: string): Promise<unknown> =>
      page.evaluate(
        `(async () => ${call})().then(() => 'nothing', (error) => error.name + (error.reason ? ': ' + error.reason : ''))`,
      );
    expect(await fails("classifier.predict(new Blob(['no picture'], { type: 'image/jpeg' }))")).toBe(
      'PhotoError: not a picture',
    );
    expect(await fails("classifier.predict(document.createElement('video'))")).toBe('PhotoError: no pixels');
    expect(await fails('classifier.predict(new Image())')).toBe('PhotoError: no pixels');
    const photo = `await ${fetched('large.jpg')}`;
    expect(await fails(`classifier.explain(${photo}, { label: 'polar' })`)).toBe('UnknownLabelError');
    expect(await fails(`classifier.predict(${photo}, { signal: AbortSignal.abort() })`)).toBe('AbortError');
    const two = `(async () => (await classifier.predict(${photo}, { topK: 2 })).probabilities.length)()`;
    expect(await page.evaluate(two)).toBe(2);
    expect(await fails('(classifier.dispose(), classifier.dispose(), classifier.predict(new Image()))')).toBe(
      'DisposedError',
    );
    expect(await load(page, '/plain/model.json')).toEqual({ loaded: true });
    expect(await fails(`classifier.explain(${photo})`)).toBe('CannotExplainError');
  });

  it('says which file is missing, broken, or does not belong to the others', async () => {
    const page = await open();
    const folder = '/some/prefix/bears/';
    const weights = `${folder}model.safetensors`;
    const described = await readFile(join(root, 'bears/model.json'), 'utf8');
    const cases: [path: string, content: string | Uint8Array | null, reason: string][] = [
      [`${folder}model.json`, null, 'missing'],
      [`${folder}model.json`, '<html>', 'format'],
      [`${folder}model.json`, '{"format":"other"}', 'format'],
      [weights, null, 'missing'],
      [weights, 'short', 'hash'],
      [weights, (await readFile(join(root, 'bears/model.safetensors'))).fill(1, 5000, 5004), 'hash'],
      [`${folder}model.json`, described.replace(/"shape":\[(\d+),3\]/, '"shape":[$1,4]'), 'size'],
    ];
    for (const [path, content, reason] of cases) {
      host.instead.clear();
      host.instead.set(path, content);
      expect(await load(page)).toMatchObject({ name: 'ModelFileError', reason });
    }
    host.instead.clear();
    expect(await load(page, folder, '{ signal: AbortSignal.abort() }')).toMatchObject({ name: 'AbortError' });
    expect(await load(page)).toEqual({ loaded: true });
  });

  it('says that the browser has no engine, and that a file serves nothing', async () => {
    const page = await open('/', 'delete globalThis.WebAssembly;');
    expect(await load(page)).toMatchObject({ name: 'NoEngineError' });
    expect(await load(page, '/some/prefix/bears/', "{ backend: 'webgpu' }")).toMatchObject({
      name: 'NoEngineError',
    });
    expect(await load(page, 'file:///home/me/bears/')).toMatchObject({
      name: 'FilePageError',
      message: /http-server/,
    });
  });

  it('computes in threads on an isolated page, and answers the same', async () => {
    host.headers = {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    };
    const page = await open();
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    expect(await load(page)).toEqual({ loaded: true });
    const { probabilities } = await learn.predict(join(root, 'page/large.jpg'));
    expectNear(await ask(page, fetched('large.jpg')), probabilities, 1e-4);
    expect(host.requests.at(-1)).toBeDefined();
    expect(host.requests.some((path) => path.endsWith('threaded-simd.wasm'))).toBe(true);
  });

  it('is imported by name through a bundler', async () => {
    // Within the package, so that its name leads to itself.
    const own = join(import.meta.dirname, '../../../.cache/bundled');
    await mkdir(own, { recursive: true });
    await writeFile(
      join(own, 'entry.ts'),
      "import * as web from 'tsvision/web';\nObject.assign(globalThis, { web });\n",
    );
    await build({
      entryPoints: [join(own, 'entry.ts')],
      outdir: join(root, 'page/bundled'),
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      external: ['util', 'fs', 'path', 'worker_threads', 'perf_hooks', 'os', 'crypto', 'string_decoder'],
    });
    await rm(own, { recursive: true });
    await writeFile(join(root, 'page/bundled/index.html'), pageOf("import './entry.js';"));
    const page = await open('/bundled/index.html');
    expect(await load(page)).toEqual({ loaded: true });
    const { probabilities } = await learn.predict(join(root, 'page/large.jpg'));
    expectNear(await ask(page, fetched('/large.jpg')), probabilities, 1e-4);
    expect(await page.evaluate('classifier.card.title')).toBe('bears');
  }, 60_000);
});

/** Pictures of other kinds than the training photos. */
async function drawOthers(folder: string): Promise<void> {
  await drawPhotos(folder, ['others'], 1);
  const drawn = (width: number, height: number) =>
    sharp(join(folder, 'others/00.jpg')).resize(width, height, { fit: 'fill' });
  await drawn(900, 600).jpeg({ quality: 92 }).toFile(join(folder, 'large.jpg'));
  await drawn(300, 420).jpeg().withMetadata({ orientation: 6 }).toFile(join(folder, 'turned.jpg'));
  await drawn(400, 300).jpeg({ progressive: true }).toFile(join(folder, 'progressive.jpg'));
  await drawn(200, 300).greyscale().jpeg().toFile(join(folder, 'grey.jpg'));
  await drawn(200, 160).png().toFile(join(folder, 'colours.png'));
  // More than is read at a time.
  await drawn(2600, 3700).png().toFile(join(folder, 'strips.png'));
  await drawn(120, 100).webp({ lossless: true }).toFile(join(folder, 'lossless.webp'));
  await drawn(120, 100).gif().toFile(join(folder, 'still.gif'));
  const half = Buffer.from(
    '<svg width="120" height="100"><circle cx="60" cy="50" r="45" fill="#4a7"/></svg>',
  );
  await sharp(half).png().toFile(join(folder, 'transparent.png'));
}
