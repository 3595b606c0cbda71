// The cleaner's view in a real browser on a real kernel: first screen of 50,000 photos, click to kernel state,
// what scrolling asks for, memory, a lasso on the map to the grid. Needs JupyterLab in .venv and Chromium (npm test sets both up).
import { linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pretrainedBody } from '../../dist/clean/map/features/featureBody.js';
import { samples } from '../../dist/lessons/index.js';
import { hashOf, keepFeatures, keepLayout } from '../map/keptFeatures.mjs';
import { median, summary } from '../measuring/rounds.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const share = (values, part) => [...values].sort((a, b) => a - b)[Math.ceil(part * values.length) - 1];

/** The browser tests' own means, which are TypeScript; compiled as deep in the project as they lie. */
async function browserMeans() {
  const outfile = join(project, '.cache/bench/browserMeans.mjs');
  const contents = `export * from './jupyterLab.js'; export * from './pageProbe.js'; export * from './mapMoves.js';`;
  await build({
    stdin: { contents, resolveDir: join(project, 'test/browser'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}

/** Class folders of as many names as wanted, each a hard link to one of 300 drawn photos. */
async function linkPhotos(folder, count) {
  const { path } = await samples.bears({ n: 100 });
  const drawn = join(folder, '..', 'drawn');
  await cp(path, drawn, { recursive: true });
  const files = readdirSync(drawn, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.jpg'))
    .map(({ parentPath, name }) => join(parentPath, name));
  const classes = ['black', 'grizzly', 'teddys'];
  for (const name of classes) mkdirSync(join(folder, name), { recursive: true });
  return Array.from({ length: count }, (_, i) => {
    const label = classes[i % 3];
    const path = join(folder, label, `${String(i).padStart(6, '0')}.jpg`);
    linkSync(files[i % files.length], path);
    return { path, label, sha256: hashOf(i) };
  });
}

const memory = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1]) / 1024;
  return { rss: mib('VmRSS'), peak: mib('VmHWM') };
};

export const options = { photos: { type: 'string', default: '50000' } };

/** Measures everything; `{ skipped }` says why not, where there is no JupyterLab or browser. */
export async function measure({ photos: asked = '50000' }) {
  const photos = Number(asked);
  const means = await browserMeans();
  const { JupyterLab, whyNoJupyterLab, installProbe, readProbe, resetProbe } = means;
  const reason = whyNoJupyterLab();
  if (reason) return { skipped: reason };
  const lab = await JupyterLab.start();
  try {
    const root = join(lab.folder, 'photos');
    const items = await linkPhotos(root, photos);
    // Features of so many take a quarter of an hour: what is measured here comes after them. And after UMAP (bench map
    // layout), whose groups a lasso takes or leaves as a whole: each of them is to select other photos.
    const identity = await pretrainedBody().identity();
    await keepLayout(await keepFeatures(root, items, { identity, width: 1280 }), items);
    const notebook = await lab.open(
      'bench.ipynb',
      [
        `import { ImageCleaner } from 'tsvision';\nprocess.pid`,
        `const cleaner = new ImageCleaner('photos');\ncleaner`,
      ],
      installProbe,
    );
    const { page } = notebook;
    await notebook.run(0);
    const pid = Number((await notebook.output(0).textContent()).replace(/^\[\d+\]:/, ''));
    const firstScreens = [];
    for (let round = 0; round < 6; round++) {
      await resetProbe(page);
      await notebook.run(1);
      await page.waitForFunction('window.tsvProbe.shown !== undefined', undefined, { timeout: 600_000 });
      const { sent, received, view, firstPicture, shown } = await readProbe(page);
      const executed = sent.find(({ name }) => name === 'execute_request').at;
      const opened = received.find(({ name }) => name === 'comm_open').at;
      firstScreens.push({
        fromExecute: shown - executed,
        fromCommOpen: shown - opened,
        fromView: shown - view,
        firstPictureFromView: firstPicture - view,
      });
    }
    const view = notebook.cell(1).locator('.tsv-cleaner');
    const clicks = await benchClicks(page, view, { readProbe, resetProbe });
    const scrolling = await benchScrolling(page, { ...means, pid, photos });
    const map = await benchMap(view, { ...means, pid });
    // The first one is cold, and a figure of its own.
    const middle = (key) => summary(firstScreens.slice(1).map((one) => one[key]));
    return {
      photos,
      firstScreen: {
        fromExecuteMs: middle('fromExecute'),
        fromCommOpenMs: middle('fromCommOpen'),
        fromViewMs: middle('fromView'),
        firstPictureFromViewMs: middle('firstPictureFromView'),
        coldFromExecuteMs: firstScreens[0].fromExecute,
        targetMs: 1000,
      },
      clicks,
      scrolling,
      map,
    };
  } finally {
    await lab.close();
  }
}

/** From the click's own time to the answer of the kernel, which has the mark in its state and on the disk. */
async function benchClicks(page, view, { readProbe, resetProbe }) {
  const button = view.getByRole('button', { name: '✕ Delete' });
  const times = [];
  for (let i = 0; i < 120; i++) {
    // Of the first two rows: a row that has to be scrolled to may take the first one out of the page.
    await view.locator(`.tsv-cell[data-position="${i % 10}"]`).click();
    await resetProbe(page);
    await button.click();
    await page.waitForFunction('window.tsvProbe.received.some(({ name }) => name === "changed")', undefined, {
      polling: 5,
    });
    const { clicks, received } = await readProbe(page);
    times.push(received.find(({ name }) => name === 'changed').at - clicks.at(-1).at);
  }
  return { count: times.length, medianMs: median(times), p95Ms: share(times, 0.95), targetMs: 100 };
}

/** 300 places all through the list, each until its photos are shown; then all of it in one go. */
async function benchScrolling(page, { readProbe, resetProbe, allShown, pid, photos }) {
  const cdp = await page.context().newCDPSession(page);
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  const grid = page.locator('.tsv-grid').last();
  const asked = async () =>
    (await readProbe(page)).sent
      .filter(({ name }) => name === 'thumbnails')
      .reduce((sum, { indices }) => sum + indices.length, 0);
  const places = 300;
  const before = { heapMiB: await heap(), kernelRssMiB: memory(pid).rss };
  await resetProbe(page);
  const waits = [];
  let cells = 0;
  for (let i = 0; i < places; i++) {
    const start = performance.now();
    await grid.evaluate((node, part) => (node.scrollTop = part * node.scrollHeight), i / places);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await allShown(page);
    waits.push(performance.now() - start);
    cells += await grid.locator('.tsv-cell:not([hidden])').count();
  }
  const jumps = {
    places,
    cells,
    thumbnails: await asked(),
    medianMs: median(waits),
    p95Ms: share(waits, 0.95),
  };
  await resetProbe(page);
  await grid.evaluate(async (node) => {
    node.scrollTop = 0;
    for (; node.scrollTop + node.clientHeight < node.scrollHeight - 1; ) {
      node.scrollTop += 2000;
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  await allShown(page);
  const { blobs, mostBlobs } = await readProbe(page);
  return {
    jumps,
    straightThrough: { photos, thumbnails: await asked() },
    memory: {
      before,
      after: { heapMiB: await heap(), kernelRssMiB: memory(pid).rss },
      kernelPeakMiB: memory(pid).peak,
      blobs,
      mostBlobs,
    },
  };
}

/** A map of these photos, whose features and layout are there; then lassos of a fifth of them and more. */
async function benchMap(view, { lassoTimes, pid }) {
  const began = performance.now();
  await view.getByRole('button', { name: '◌ Map' }).click();
  const there = async (selector) => {
    await view.locator(selector).first().waitFor({ state: 'attached', timeout: 7_200_000 });
    return performance.now() - began;
  };
  const pcaMs = await there('.tsv-map-tools option[value="pca"]');
  const readyMs = await there('.tsv-map-progress[hidden]');
  const before = memory(pid).rss;
  const lasso = await lassoTimes(view.locator('.tsv-plane'), [0.58, 0.05, 0.97, 0.95], 40);
  return {
    pcaMs,
    readyMs,
    lasso: { ...lasso, targetMs: 150 },
    kernelRssMiB: { before, after: memory(pid).rss },
  };
}

export const describe = (report) => JSON.stringify(report, undefined, 2);
