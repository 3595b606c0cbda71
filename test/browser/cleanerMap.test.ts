import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanerPage } from './cleanerPage.js';
import { whyNoJupyterLab } from './jupyterLab.js';
import { atRest, drawAround, lassoTimes } from './mapMoves.js';
import { artifacts, type NotebookPage } from './notebookPage.js';
import { scriptedCleaner } from './scriptedCleaner.js';

const total = 50_000;
const reason = whyNoJupyterLab();

describe.skipIf(reason)(`the map of a cleaner, in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let opened: CleanerPage;
  let notebook: NotebookPage;
  let view: Locator;

  beforeAll(async () => {
    opened = await CleanerPage.open({ cells: [scriptedCleaner(total), `cleaner.close()`] });
    ({ notebook, view } = opened);
  });
  afterAll(() => opened?.close());

  const counts = (): Promise<string | null> => opened.counts();
  const status = (): Promise<string | null> => opened.status();
  const plane = (): Locator => view.locator('.tsv-plane');
  const entry = (name: string): Locator => view.locator('.tsv-entry', { hasText: name });
  const press = (...keys: string[]): Promise<void> => opened.press(...keys);
  /** Numbers at the beginning of the counts: shown photos, and selected ones. */
  const shown = async (): Promise<readonly (number | undefined)[]> => {
    const text = (await counts()) ?? '';
    return [/^(\d+)/, /(\d+) selected/].map((part) =>
      part.test(text) ? Number(part.exec(text)?.[1]) : undefined,
    );
  };

  it('is opened by its button: PCA first, then UMAP, with how far it is', async () => {
    await view.getByRole('button', { name: '◌ Map' }).click();
    await expect.poll(() => view.locator('.tsv-map-progress').textContent()).toContain('UMAP is at 30 %');
    await view.locator('.tsv-map-progress[hidden]').waitFor({ state: 'attached' });
    expect(await view.getByLabel('Layout').inputValue()).toBe('umap');
    await expect.poll(() => entry('teddy').textContent()).toContain('16666');
    await atRest(plane());
    await notebook.screenshot('map-umap');
  });

  it('a lasso narrows the grid to what is inside, all of it selected, and says what it is', async () => {
    await drawAround(plane(), [0.7, 0.3, 0.98, 0.7]);
    await expect.poll(counts).toMatch(/^(\d+) of 50000 photos · \1 selected/);
    await expect.poll(status).toMatch(/^\d+ photos selected: \d+ black bear, \d+ teddy$/);
    await expect.poll(() => entry('black bear').textContent()).toMatch(/16333 of 16667/);
    await view.getByRole('button', { name: '▭ Box' }).click();
    await drawAround(plane(), [0.7, 0.3, 0.98, 0.7], ['Alt']);
    await expect.poll(counts).toMatch(/^50000 photos · 0 to delete/);
    await notebook.screenshot('map-cleared');
  });

  it('shows the photo under the mouse', async () => {
    const box = (await plane().boundingBox())!;
    await notebook.page.mouse.move(box.x + box.width * 0.9, box.y + box.height * 0.5);
    await view.locator('.tsv-hover img[src^="blob:"]').waitFor();
    expect(await view.locator('.tsv-hover').textContent()).toBe('black bear');
    await notebook.screenshot('map-hover');
    await notebook.page.mouse.move(box.x + 4, box.y + 4);
    await view.locator('.tsv-hover').waitFor({ state: 'hidden' });
  });

  it('answers a lasso of 10,000 in a moment (the times are kept beside the screenshots)', async () => {
    const times = await lassoTimes(plane(), [0.785, 0.3, 0.98, 0.7], 20);
    writeFileSync(join(artifacts, 'map-times.json'), JSON.stringify(times));
    await press('Escape');
    await expect.poll(counts).toMatch(/^50000 photos · 0 to delete/);
  });

  it('marks, relabels and tags what was selected, by the keys of the grid, and takes each back', async () => {
    await drawAround(plane(), [0.785, 0.3, 0.98, 0.7]);
    await expect.poll(async () => (await shown())[1]).toBeGreaterThan(100);
    const [, some] = await shown();
    await press('2');
    await expect.poll(counts).toContain(`${some} relabelled`);
    await press('u');
    await expect.poll(counts).toContain('0 relabelled');
    await press('t');
    await view.locator('dialog[open] input:focus').waitFor();
    await notebook.page.keyboard.type('odd');
    await notebook.screenshot('map-tag');
    await press('Enter');
    await expect.poll(() => view.locator('.tsv-badge.tsv-tag').first().textContent()).toBe('odd');
    await view.getByLabel('Colour').selectOption('tag');
    await press('u');
    await expect.poll(() => view.locator('.tsv-badge.tsv-tag').count()).toBe(0);
    await expect.poll(() => view.getByLabel('Colour').inputValue()).toBe('label');
  });

  it('is worked by keyboard alone: groups are a list', async () => {
    // Until then the legend lists the tag that was just taken back.
    await entry('teddy').waitFor();
    await view.locator('.tsv-legend').focus();
    await press('Home', 'Enter');
    await expect.poll(counts).toMatch(/^16667 of 50000 photos · 16667 selected/);
    await press('ArrowDown', ' ');
    await expect.poll(counts).toMatch(/^33334 of 50000 photos · 33334 selected/);
    const active = await view.locator('.tsv-legend').getAttribute('aria-activedescendant');
    const named = (): Promise<string | null> =>
      notebook.page.locator(`#${active}`).getAttribute('aria-label');
    await expect.poll(named).toBe('grizzly, 16667 photos, 16667 selected');
    await press(' ');
    await expect.poll(counts).toMatch(/^16667 of/);
    await press('x');
    await expect.poll(counts).toContain('16667 to delete');
    await press('u', 'Escape');
    await expect.poll(counts).toMatch(/^50000 photos · 0 to delete/);
  });

  it('shows more like a photo, by its menu and by a key, and all again', async () => {
    const grid = view.locator('.tsv-grid');
    await grid.locator('[aria-posinset="3"]').click({ button: 'right' });
    await notebook.screenshot('map-menu');
    await view.getByRole('menuitem', { name: 'More like this' }).click();
    await expect.poll(counts).toMatch(/^\d\d of 50000 photos/);
    await notebook.screenshot('map-similar');
    await view.getByRole('button', { name: /Show all again/ }).click();
    await expect.poll(counts).toMatch(/^50000 photos/);
    await grid.focus();
    await press('Home', 's');
    await expect.poll(counts).toMatch(/^\d\d of 50000 photos/);
    await view.getByRole('button', { name: /Show all again/ }).click();
    await expect.poll(counts).toMatch(/^50000 photos/);
  });

  it('joins the pairs of both splits by lines', async () => {
    await view.getByRole('button', { name: 'Leaks' }).click();
    await expect.poll(status).toContain('2 pairs across training and validation');
    await notebook.screenshot('map-leaks');
  });

  it('is coloured by loss, in the dark and on a narrow screen too', async () => {
    await view.getByLabel('Colour').selectOption('loss');
    await expect.poll(() => view.locator('.tsv-entry').count()).toBe(6);
    await notebook.screenshot('map-loss');
    await notebook.chooseTheme('JupyterLab Dark');
    await atRest(plane());
    await notebook.screenshot('map-dark');
    await notebook.page.setViewportSize({ width: 640, height: 1100 });
    await atRest(plane());
    const over = await view.evaluate(
      (node: { clientWidth: number; scrollWidth: number }) => node.scrollWidth - node.clientWidth,
    );
    expect(over).toBeLessThanOrEqual(1);
    await notebook.screenshot('map-narrow');
    await notebook.page.setViewportSize({ width: 1280, height: 900 });
  });

  it('frees everything when it is closed, and is open again when the page is', async () => {
    await view.getByRole('button', { name: 'Close the map (M)' }).click();
    expect(await view.locator('.tsv-map, .tsv-map canvas').count()).toBe(0);
    await view.locator('.tsv-grid').focus();
    await press('m');
    await view.locator('.tsv-entry').first().waitFor();
    expect(await notebook.page.locator('.tsv-legend:focus').count()).toBe(1);
    await notebook.run(0);
    await view.locator('.tsv-entry').first().waitFor();
    await notebook.run(1);
    await expect.poll(() => notebook.page.locator('.tsv-map').count()).toBe(0);
  });
});
