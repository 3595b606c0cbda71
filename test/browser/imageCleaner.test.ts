import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPhotos } from './drawnPhotos.js';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();
const classes = ['black', 'grizzly', 'teddys'];

describe.skipIf(reason)(`cleaning a folder in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;
  let view: Locator;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    await drawPhotos(join(lab.folder, 'bears'), classes, 6);
    notebook = await lab.open('clean.ipynb', [
      `import { ImageCleaner } from 'tsvision';
const cleaner = new ImageCleaner('bears');
cleaner`,
    ]);
    await notebook.run(0);
    view = notebook.cell(0).locator('.tsv-cleaner');
    await view.locator('.tsv-cell img[src^="blob:"]').first().waitFor();
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  const cell = (name: string): Locator => view.locator(`.tsv-cell[title^="${name}"]`);
  const counts = (): Promise<string | null> => view.locator('.tsv-counts').textContent();
  const files = (name: string): string[] => readdirSync(join(lab.folder, 'bears', name)).sort();

  it('marks by mouse and relabels by keyboard', async () => {
    await expect.poll(counts).toContain('18 photos');
    await cell('01.jpg').click();
    await view.getByRole('button', { name: '✕ Delete' }).click();
    await expect.poll(() => cell('01.jpg').getAttribute('class')).toContain('tsv-delete');
    await cell('03.jpg').click();
    await notebook.page.keyboard.press('3');
    await expect.poll(() => cell('03.jpg').textContent()).toContain('teddys');
    await notebook.page.keyboard.press('Escape');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);
    expect(files('black')).toHaveLength(6);
    await notebook.screenshot('image-cleaner');
  });

  it('keeps every mark when the page is loaded again and when the kernel is started again', async () => {
    await notebook.page.keyboard.press('ControlOrMeta+s');
    await expect
      .poll(() => readFileSync(join(lab.folder, 'clean.ipynb'), 'utf8'))
      .toContain('application/vnd.jupyter.widget-view+json');
    await notebook.page.reload();
    await notebook.ready();
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);

    await notebook.restartKernel();
    await notebook.run(0);
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);
  });

  it('says the exact counts, moves the files, and brings them back by keyboard', async () => {
    await view.getByRole('button', { name: 'Apply …' }).click();
    const dialog = view.locator('dialog[open]');
    await expect
      .poll(() => dialog.textContent())
      .toMatch(/1 photo to the trash.*1 photo from black to teddys/);
    await notebook.screenshot('image-cleaner-apply');
    await notebook.page.keyboard.press('Enter');
    await expect.poll(() => files('black')).toEqual(['00.jpg', '02.jpg', '04.jpg', '05.jpg']);
    expect(files('teddys')).toHaveLength(7);
    expect(existsSync(join(lab.folder, 'bears/.trash'))).toBe(true);
    await expect.poll(counts).toMatch(/^17 photos · 0 to delete · 0 relabelled/);
    await view.locator('.tsv-grid').focus();
    await notebook.page.keyboard.press('u');
    await expect.poll(() => files('black')).toHaveLength(6);
    expect(files('teddys')).toHaveLength(6);
    await notebook.screenshot('image-cleaner-undone');
  });
});
