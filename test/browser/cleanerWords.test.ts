import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { models, weightsOnDisk } from '../../src/vision/index.js';
import { CleanerPage } from './cleanerPage.js';
import { drawPhotos } from './drawnPhotos.js';
import { whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();
const hasWeights = weightsOnDisk(models.efficientnetLite0.spec) !== undefined;
const perClass = 20;

describe.skipIf(reason)(`search, words and film strip in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let opened: CleanerPage;
  let notebook: NotebookPage;
  let view: Locator;
  let zoom: Locator;

  beforeAll(async () => {
    opened = await CleanerPage.open({
      cells: [
        `import { ImageCleaner } from 'tsvision';
const cleaner = new ImageCleaner('bears', { audit: false, height: 380 });
cleaner`,
        `(await cleaner.search('class:teddys file:213')).length`,
      ],
      prepare: (folder) => drawPhotos(join(folder, 'bears'), ['black', 'grizzly', 'teddys'], perClass),
    });
    ({ notebook, view } = opened);
    zoom = view.locator('dialog.tsv-zoom');
  });
  afterAll(() => opened?.close());

  const counts = (): Promise<string | null> => opened.counts();
  const found = (): Promise<string | null> => view.locator('.tsv-found').textContent();
  const press = (...keys: string[]): Promise<void> => opened.press(...keys);
  const current = (): Promise<string | null> =>
    zoom.getByRole('listbox').first().locator('[aria-selected="true"]').getAttribute('aria-label');

  it('searches by keyboard alone, and brings all back', async () => {
    await view.locator('.tsv-grid').focus();
    await press('/');
    // Faster than any kernel: what was typed is searched for first, and the keys are for what it finds.
    await notebook.page.keyboard.type('grizzly -file:13');
    await press('ArrowDown', 'x', 'ArrowRight', 't');
    await notebook.page.keyboard.type('odd');
    await press('Enter');
    await expect.poll(found).toMatch(/^\d+ photos found$/);
    await expect.poll(counts).toMatch(/^18 of 60 photos.* 1 to delete/);
    await expect.poll(() => view.locator('.tsv-badge.tsv-tag').count()).toBe(1);
    const cells = view.locator('.tsv-cell:not([hidden])');
    const marked = await cells.evaluateAll((all) =>
      all.map((cell) => `${cell.className} ${(cell as HTMLElement).title}`),
    );
    expect(marked.filter((text) => text.includes('tsv-delete') && /grizzly/.test(text))).toHaveLength(1);
    expect(await view.locator('.tsv-current .tsv-badge.tsv-tag').textContent()).toBe('odd');
    await press('u');
    await expect.poll(() => view.locator('.tsv-badge.tsv-tag').count()).toBe(0);
    await press('u', '/', 'Escape');
    await expect.poll(counts).toMatch(/^60 photos.* 0 to delete/);
    expect(await found()).toBe('');
    // Signs that mean something to a regular expression, and other scripts, find nothing and break nothing.
    await notebook.page.keyboard.type('[a-z].* (熊猫');
    await expect.poll(found).toBe('0 photos found');
    await press('Escape');
    await expect.poll(counts).toMatch(/^60 photos/);
  });

  it('shows what a cell has searched for', async () => {
    await notebook.run(1);
    await expect.poll(() => view.locator('.tsv-query').inputValue()).toBe('class:teddys file:213');
    await expect.poll(counts).toMatch(/^1 of 60 photos/);
    await view.locator('.tsv-query').fill('');
    await expect.poll(counts).toMatch(/^60 photos/);
  });

  it('goes along the film strip by mouse and by keyboard', async () => {
    await view.locator('.tsv-grid').focus();
    await press('Home', 'Enter');
    const strip = zoom.getByRole('listbox').first();
    await expect.poll(() => strip.locator('img[src^="blob:"]').count()).toBe(25);
    const first = await current();
    await strip.getByRole('option').nth(4).click();
    await expect.poll(current).not.toBe(first);
    const fifth = await current();
    await expect.poll(() => zoom.locator('.tsv-zoom-photo').getAttribute('alt')).toBe(fifth?.split(',')[0]);
    await press('ArrowLeft', 'ArrowRight');
    await expect.poll(current).toBe(fifth);
    await press('End');
    await expect.poll(() => strip.locator('[aria-selected="true"]').getAttribute('aria-posinset')).toBe('60');
    await press('x');
    await expect
      .poll(() => strip.locator('[aria-selected="true"]').getAttribute('class'))
      .toContain('tsv-delete');
    await expect.poll(current).toContain('marked for deletion');
    expect(await strip.getByRole('option').count()).toBe(25);
    await notebook.screenshot('words-strip');
    await press('x', 'Home');
    await expect.poll(current).toBe(first);
    await press('Escape');
    await zoom.waitFor({ state: 'detached' });
    await expect.poll(counts).toContain('0 to delete');
  });

  it.skipIf(!hasWeights)(
    'reads the words, and finds photos by a chip and by a word of the zoomed photo',
    async () => {
      await view.getByRole('button', { name: 'Read what is on the photos' }).click();
      const chip = view.locator('.tsv-word-chip').first();
      await chip.waitFor();
      expect(await view.getByRole('group', { name: 'Usual words of all photos' }).count()).toBeLessThan(2);
      const word = (await chip.getAttribute('aria-label'))?.split(':')[0] ?? '';
      await chip.click();
      await expect.poll(() => view.locator('.tsv-query').inputValue()).toBe(`word:"${word}"`);
      await expect.poll(found).toMatch(/^\d+ photos? found$/);
      const shown = Number((await found())?.split(' ')[0]);
      expect(shown).toBeGreaterThan(0);
      await notebook.screenshot('words-chip');
      // The same by keyboard: the words of a photo are buttons in its window.
      await view.locator('.tsv-grid').focus();
      await press('Home', 'Enter');
      const own = zoom.getByRole('button', { name: `${word},` });
      await own.waitFor();
      await notebook.screenshot('words-zoom');
      await own.focus();
      await press('Enter');
      await zoom.waitFor({ state: 'detached' });
      await expect.poll(found).toMatch(new RegExp(`^${shown} photos? found$`));
      await view.locator('.tsv-query').fill(`-word:"${word}"`);
      await expect.poll(counts).toMatch(new RegExp(`^${60 - shown} of 60 photos`));
      await view.locator('.tsv-query').fill('');
    },
  );

  it.skipIf(hasWeights)('says what to do where no words can be read', async () => {
    await expect
      .poll(() => view.locator('.tsv-reading').textContent())
      .toContain('tsvision setup --only weights');
    expect(await view.getByRole('button', { name: 'Read what is on the photos' }).isVisible()).toBe(false);
  });

  it('says what is wrong with a photo that has gone, and goes on', async () => {
    rmSync(join(opened.lab.folder, 'bears/teddys/219.jpg'));
    await view.locator('.tsv-query').fill('file:219');
    await expect.poll(found).toBe('1 photo found');
    await view.locator('.tsv-grid').focus();
    await press('Enter');
    await zoom.getByText('This file cannot be read: it is gone, or no photo.').waitFor();
    await notebook.screenshot('words-gone');
    await press('Escape');
    await zoom.waitFor({ state: 'detached' });
    await view.locator('.tsv-query').fill('');
  });

  it('fits a narrow page', async () => {
    await expect.poll(counts).toMatch(/^60 photos/);
    await notebook.page.setViewportSize({ width: 560, height: 900 });
    await view.locator('.tsv-grid').focus();
    await notebook.screenshot('words-narrow');
    const overhang = await view.evaluate((node) => node.scrollWidth - node.clientWidth);
    expect(overhang).toBeLessThanOrEqual(0);
    await press('Home', 'Enter');
    await expect.poll(current).not.toBeNull();
    const box = await zoom.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(560);
    await notebook.screenshot('words-narrow-zoom');
    await press('Escape');
    expect(notebook.errors).toEqual([]);
  });
});
