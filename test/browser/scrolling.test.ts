import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPhotos } from './drawnPhotos.js';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';
import { allShown, installProbe, type Probe, readProbe, resetProbe } from './pageProbe.js';

const total = 3000;
/** Pictures that the view keeps besides those on the screen. */
const kept = 600;
const reason = whyNoJupyterLab();

const asked = ({ sent }: Probe): number[] =>
  sent.filter(({ name }) => name === 'thumbnails').flatMap(({ indices = [] }) => indices);

describe.skipIf(reason)(`scrolling through a cleaner${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;
  let grid: Locator;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    await drawPhotos(join(lab.folder, 'drawn'), ['a'], 24);
    const drawn = readdirSync(join(lab.folder, 'drawn/a'));
    mkdirSync(join(lab.folder, 'photos/a'), { recursive: true });
    for (let i = 0; i < total; i++)
      linkSync(
        join(lab.folder, 'drawn/a', drawn[i % drawn.length] as string),
        join(lab.folder, 'photos/a', `${String(i).padStart(6, '0')}.jpg`),
      );
    notebook = await lab.open(
      'scroll.ipynb',
      [`import { ImageCleaner } from 'tsvision';\nconst cleaner = new ImageCleaner('photos');\ncleaner`],
      installProbe,
    );
    await notebook.run(0);
    grid = notebook.cell(0).locator('.tsv-grid');
    await allShown(notebook.page);
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  const jump = async (part: number): Promise<void> => {
    await grid.evaluate((node: { scrollTop: number; scrollHeight: number }, to: number) => {
      node.scrollTop = to * node.scrollHeight;
    }, part);
    await notebook.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    await allShown(notebook.page);
  };

  it('asks for the photos of the screen, and for none twice that it still has', async () => {
    await resetProbe(notebook.page);
    let cells = 0;
    for (const part of [0.2, 0.5, 0.8, 0.5, 0.2]) {
      await jump(part);
      cells += await grid.locator('.tsv-cell:not([hidden])').count();
    }
    const indices = asked(await readProbe(notebook.page));
    expect(new Set(indices).size).toBe(indices.length);
    expect(indices.length).toBeLessThanOrEqual((3 / 5) * cells + 1);
    expect(indices.length).toBeGreaterThan(30);
  });

  it('asks for little of what only flies by', async () => {
    await jump(0);
    await resetProbe(notebook.page);
    await grid.evaluate(async (node: { scrollTop: number; scrollHeight: number; clientHeight: number }) => {
      while (node.scrollTop + node.clientHeight < node.scrollHeight - 1) {
        node.scrollTop += 2000;
        await new Promise((done) => (globalThis as never as Window).requestAnimationFrame(done as never));
      }
    });
    await allShown(notebook.page);
    expect(asked(await readProbe(notebook.page)).length).toBeLessThan(total / 2);
  });

  it('frees pictures that were seen long ago, and all of them with the view', async () => {
    for (let i = 0; i <= 40; i++) await jump(i / 41);
    const { blobs, mostBlobs } = await readProbe(notebook.page);
    const cells = await grid.locator('.tsv-cell:not([hidden])').count();
    expect(mostBlobs).toBeLessThanOrEqual(kept + cells + 48);
    expect(blobs).toBeGreaterThan(0);
    await notebook.rewrite(0, 'cleaner.close()');
    await notebook.run(0);
    await expect.poll(async () => (await readProbe(notebook.page)).blobs).toBe(0);
  });
});
