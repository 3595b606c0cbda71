import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPhotos } from './drawnPhotos.js';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();
const classes = ['black', 'grizzly', 'teddys'];

/** What has the focus, as a screen reader would name it. */
const focused = (page: NotebookPage['page']): Promise<string> =>
  page.evaluate(() => {
    const node = document.activeElement as unknown as {
      tagName: string;
      className: string;
      textContent: string;
      labels?: readonly { textContent: string }[];
      getAttribute(name: string): string | null;
    };
    const label = node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? node.textContent;
    return `${node.tagName.toLowerCase()} ${label.trim().slice(0, 40)}`;
  });

describe.skipIf(reason)(`cleaning by keyboard alone, in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;
  let view: Locator;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    await drawPhotos(join(lab.folder, 'bears'), classes, 6);
    notebook = await lab.open('keys.ipynb', [
      `import { ImageCleaner } from 'tsvision';
const cleaner = new ImageCleaner('bears');
cleaner`,
    ]);
    view = notebook.cell(0).locator('.tsv-cleaner');
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  const photo = (name: string): Locator => view.locator(`.tsv-cell[title^="${name}"]`);
  const current = (): Promise<string | null> => view.locator('.tsv-current').getAttribute('title');
  const counts = (): Promise<string | null> => view.locator('.tsv-counts').textContent();
  const files = (name: string): string[] => readdirSync(join(lab.folder, 'bears', name)).sort();
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await notebook.page.keyboard.press(key);
  };
  /** Presses Tab (or Shift+Tab) until this has the focus. */
  const tabTo = async (name: RegExp, key = 'Tab'): Promise<void> => {
    const passed: string[] = [];
    for (let i = 0; i < 40; i++) {
      passed.push(await focused(notebook.page));
      if (name.test(passed.at(-1) as string)) return;
      await press(key);
    }
    throw new Error(`no ${name} among ${passed.join(', ')}`);
  };
  const runCell = async (): Promise<void> => {
    await press('Control+Enter');
    await view.locator('.tsv-cell img[src^="blob:"]').first().waitFor();
    await press('Escape');
    await tabTo(/^div Photos$/);
  };

  it('is reached from the cell by Tab, and its keys are no keys of the notebook', async () => {
    await runCell();
    await expect.poll(counts).toContain('18 photos');
    await press('Home', 'x');
    await expect.poll(() => photo('00.jpg').getAttribute('class')).toContain('tsv-delete');
    expect(await notebook.page.locator('.jp-Notebook .jp-Cell').count()).toBe(1);
    await press('x');
    await expect.poll(counts).toContain('0 to delete');
  });

  it('moves by arrows, and selects by Space and by Shift with arrows', async () => {
    await press('ArrowRight', 'ArrowRight');
    await expect.poll(current).toMatch(/^02\.jpg/);
    await press('ArrowDown', 'ArrowUp', 'ArrowLeft');
    await expect.poll(current).toMatch(/^01\.jpg/);
    await press(' ', 'ArrowRight', ' ');
    await expect.poll(counts).toContain('2 selected');
    await press('Escape', 'Shift+ArrowRight', 'Shift+ArrowRight');
    await expect.poll(counts).toContain('3 selected');
    await press('ControlOrMeta+a');
    await expect.poll(counts).toContain('18 selected');
    await press('Escape', 'End');
    await expect.poll(current).toMatch(/^25\.jpg/);
    expect(await counts()).not.toContain('selected');
  });

  it('deletes, relabels by number, undoes and redoes', async () => {
    await press('Home', 'ArrowRight', 'x', 'ArrowRight', 'ArrowRight', '3');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);
    await press('ArrowRight', 'Delete', 'k');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled · 1 kept/);
    await press('u', 'z');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled · 0 kept/);
    await press('ControlOrMeta+z', 'y', 'ControlOrMeta+Shift+z');
    await expect.poll(counts).toMatch(/2 to delete · 1 relabelled · 0 kept/);
    await press('u');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);
  });

  it('zooms by Enter and works on there, and shows its keys by ?', async () => {
    await press('Home', 'Enter');
    const zoom = view.locator('dialog.tsv-zoom');
    await expect.poll(() => zoom.textContent()).toContain('00.jpg, black');
    await press('ArrowRight');
    await expect.poll(() => zoom.textContent()).toContain('01.jpg, black, marked for deletion');
    await press('Enter');
    await zoom.waitFor({ state: 'detached' });
    expect(await focused(notebook.page)).toBe('div Photos');
    await press('?');
    await expect.poll(() => view.locator('dialog[open]').textContent()).toContain('label as grizzly');
    await press('Escape');
    await view.locator('dialog').waitFor({ state: 'detached' });
    expect(await focused(notebook.page)).toBe('div Photos');
  });

  it('filters, sorts and undoes by controls that Tab reaches, and comes back to the photos', async () => {
    await tabTo(/^select Class/, 'Shift+Tab');
    await press('g');
    await expect.poll(counts).toMatch(/^6 of 18 photos/);
    await press('Home');
    await expect.poll(counts).toMatch(/^18 photos/);
    await tabTo(/^button (a|de)scending$/, 'Shift+Tab');
    await press('Enter');
    await expect.poll(() => view.locator('[aria-posinset="1"]').getAttribute('title')).toMatch(/^25\.jpg/);
    await press(' ');
    await expect.poll(() => view.locator('[aria-posinset="1"]').getAttribute('title')).toMatch(/^00\.jpg/);
    await tabTo(/Redo/);
    await press('Enter');
    await expect.poll(counts).toMatch(/2 to delete · 1 relabelled · 0 kept/);
    await press('Enter');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled · 1 kept/);
    // Nothing is left to redo: the button is off, and the next key is for the photos, not for the notebook.
    await expect.poll(() => focused(notebook.page)).toBe('div Photos');
    await press('u', 'u');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled · 0 kept/);
  });

  it('loses nothing when the page is loaded again and when the kernel is started again', async () => {
    await press('ControlOrMeta+s');
    const saved = (): string => readFileSync(join(lab.folder, 'keys.ipynb'), 'utf8');
    await expect.poll(saved).toContain('application/vnd.jupyter.widget-view+json');
    await notebook.page.reload();
    await notebook.ready();
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);

    await press('Escape', '0', '0');
    await notebook.page.locator('dialog.jp-Dialog').waitFor();
    await press('Enter');
    await notebook.page.locator('dialog.jp-Dialog').waitFor({ state: 'detached' });
    await notebook.ready();
    await runCell();
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);
    await press('u');
    await expect.poll(counts).toMatch(/1 to delete · 0 relabelled/);
    await press('y');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled/);
  });

  it('applies after exact counts, takes it back, does it again', async () => {
    await tabTo(/^button Apply/, 'Shift+Tab');
    await press('Enter');
    const dialog = view.locator('dialog[open]');
    await expect
      .poll(() => dialog.textContent())
      .toMatch(/1 photo to the trash.*1 photo from black to teddys/);
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(files('black')).toHaveLength(6);
    await press('Enter');
    await dialog.waitFor();
    await notebook.screenshot('keyboard-apply');
    await press('Enter');
    await expect.poll(() => files('black')).toEqual(['00.jpg', '02.jpg', '04.jpg', '05.jpg']);
    expect(files('teddys')).toHaveLength(7);
    await expect.poll(counts).toMatch(/^17 photos · 0 to delete · 0 relabelled/);
    await expect.poll(() => focused(notebook.page)).toBe('div Photos');
    await press('u');
    await expect.poll(() => files('black')).toHaveLength(6);
    await expect.poll(counts).toMatch(/^18 photos · 1 to delete · 1 relabelled/);
    await press('y');
    await expect.poll(() => files('black')).toHaveLength(4);
    expect(existsSync(join(lab.folder, 'bears/.trash'))).toBe(true);
    await notebook.screenshot('keyboard-applied');
  });
});
