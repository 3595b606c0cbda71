// The first answer of a first visit to an exported page, host and browser on this machine: from the navigation to the
// answer, with a new browser for each visit, for a small photo and for one of 12 megapixels as a phone makes them.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { createCnn, ImageDataBunch, imagenetStats, models, pretrainedOnDisk } from '../../dist/index.js';
import { samples } from '../../dist/lessons/index.js';
import { median } from '../measuring/rounds.mjs';

export const options = { rounds: { type: 'string', default: '5' } };

const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const target = 3;

/** Everything at once, as a page of one's own would do it: the photo is there when the model is. */
const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module">
const photo = fetch(location.hash.slice(1)).then((answer) => answer.blob());
const { loadClassifier } = await import('./model/classifier.js');
const classifier = await loadClassifier('./model/', { backend: 'wasm' });
await classifier.predict(await photo);
const first = performance.now();
await classifier.predict(await photo);
globalThis.times = { first, again: performance.now() - first };
</script>`;

export async function measure({ rounds = '5' }) {
  if (!existsSync(executablePath)) return { skipped: `no Chromium at ${executablePath}` };
  const root = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));
  const drawn = await samples.bears({ n: 8 });
  const host = await hostOf({ model: await exported(root, drawn.path), photos: await photosOf(drawn.path) });
  try {
    const visits = {};
    for (const name of ['small', 'large']) {
      const times = [];
      for (let i = 0; i < Number(rounds); i++) times.push(await visit(host.port, name));
      visits[name] = {
        firstSeconds: median(times.map(({ first }) => first / 1000)),
        worstFirstSeconds: Math.max(...times.map(({ first }) => first / 1000)),
        againSeconds: median(times.map(({ again }) => again / 1000)),
      };
    }
    return { rounds: Number(rounds), targetSeconds: target, visits };
  } finally {
    host.server.close();
    await rm(root, { recursive: true });
  }
}

export function describe({ rounds, visits }) {
  const line = (what, { firstSeconds, worstFirstSeconds, againSeconds }) =>
    `${what}: first answer ${firstSeconds.toFixed(2)} s (worst ${worstFirstSeconds.toFixed(2)}, target ${target}), again ${againSeconds.toFixed(2)} s`;
  return [
    `first visits, ${rounds} each, WebAssembly, float16`,
    line('small photo', visits.small),
    line('12 megapixels', visits.large),
  ].join('\n');
}

async function exported(root, path) {
  const data = await ImageDataBunch.fromFolder(path, {
    train: '.',
    validPct: 0.2,
    seed: 1,
    size: 224,
    bs: 8,
  });
  data.normalize(imagenetStats);
  const architecture = pretrainedOnDisk(models.efficientnetLite0, models.tinyresnet);
  const learn = await createCnn(data, architecture, { path: root, precompute: true });
  return learn.export({ path: 'page', format: 'web' });
}

/** A drawn photo, and the same with a camera's noise at twelve megapixels. */
async function photosOf(path) {
  const file = join(path, 'black', '00000000.jpg');
  const size = { width: 4000, height: 3000 };
  const grain = await sharp({
    create: {
      ...size,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const large = await sharp(file)
    .resize({ ...size, fit: 'cover' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer();
  return { small: await readFile(file), large };
}

async function hostOf({ model, photos }) {
  const answer = async (path) => {
    if (path === '/') return [page, '.html'];
    if (path.startsWith('/photos/')) return [photos[path.slice(8)], '.jpg'];
    return [await readFile(join(model, path.replace('/model/', ''))), extname(path)];
  };
  const server = createServer(async (request, response) => {
    try {
      const [content, kind] = await answer(new URL(request.url, 'http://host').pathname);
      response.setHeader('content-type', types[kind] ?? 'application/octet-stream').end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { server, port };
}

async function visit(port, name) {
  const browser = await chromium.launch({ executablePath, args: flags.split(' ') });
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${port}/#/photos/${name}`);
    await tab.waitForFunction('globalThis.times', undefined, { timeout: 120_000 });
    return await tab.evaluate('times');
  } finally {
    await browser.close();
  }
}
