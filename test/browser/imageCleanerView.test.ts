import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import { artifacts, type NotebookPage } from './notebookPage.js';
import { scriptedCleaner } from './scriptedCleaner.js';

const total = 50_000;
const reason = whyNoJupyterLab();

describe.skipIf(reason)(`the view of a cleaner, in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;
  let view: Locator;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    notebook = await lab.open('cleaner.ipynb', [
      scriptedCleaner(total),
      `asked.filter((request) => request === 'page').length`,
    ]);
    await notebook.run(0);
    view = notebook.cell(0).locator('.tsv-cleaner');
    await view.locator('.tsv-cell img[src^="blob:"]').first().waitFor();
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  const cell = (index: number): Locator =>
    view
      .locator('.tsv-cell', { hasText: '' })
      .and(view.locator(`[title^="${String(index).padStart(6, '0')}.jpg"]`));
  const counts = (): Promise<string | null> => view.locator('.tsv-counts').textContent();
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await notebook.page.keyboard.press(key);
  };

  it('shows the first screen of 50,000 photos and keeps only a few in the page', async () => {
    expect(await counts()).toContain('50000 photos');
    await expect
      .poll(() => view.locator('.tsv-cell:not([hidden]) img[src^="blob:"]').count())
      .toBeGreaterThan(15);
    expect(await view.locator('.tsv-cell').count()).toBeLessThan(80);
    await notebook.screenshot('cleaner-light');
  });

  it('scrolls to the end, fetching only what is seen', async () => {
    const grid = view.locator('.tsv-grid');
    await grid.focus();
    await press('End');
    await cell(total - 1)
      .locator('img[src^="blob:"]')
      .waitFor();
    expect(await view.locator('.tsv-cell').count()).toBeLessThan(80);
    await press('Home');
    await cell(0).waitFor();
    await notebook.run(1);
    expect(
      Number(
        await notebook
          .output(1)
          .textContent()
          .then((text) => text?.replace(/\D*\d+\D+(\d+)\s*$/, '$1')),
      ),
    ).toBeLessThan(6);
  });

  it('selects by click, Ctrl, Shift and all', async () => {
    await cell(2).click();
    await cell(4).click({ modifiers: ['ControlOrMeta'] });
    await expect.poll(counts).toContain('2 selected');
    await cell(4).click();
    await cell(9).click({ modifiers: ['Shift'] });
    await expect.poll(counts).toContain('6 selected');
    await press('ControlOrMeta+a');
    await expect.poll(counts).toContain('50000 selected');
    await press('Escape');
    await expect.poll(counts).not.toContain('selected');
  });

  it('marks, relabels, undoes and redoes by keyboard alone', async () => {
    await view.locator('.tsv-grid').focus();
    await press('Home', 'x');
    await expect.poll(() => cell(0).getAttribute('class')).toContain('tsv-delete');
    await press('ArrowRight', '3');
    await expect.poll(() => cell(1).textContent()).toContain('teddy');
    await press('ArrowRight', 'k');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled · 1 kept/);
    await press('u', 'u', 'u');
    await expect.poll(counts).toMatch(/0 to delete · 0 relabelled · 0 kept/);
    await press('y', 'y');
    await expect.poll(counts).toMatch(/1 to delete · 1 relabelled · 0 kept/);
    await press('Home', 'Shift+ArrowRight', 'Shift+ArrowDown', 'x');
    await expect.poll(counts).toMatch(/[1-9]\d to delete|[4-9] to delete/);
    await press('Escape');
    await notebook.screenshot('cleaner-marked');
  });

  it('answers a key in a moment (the times are kept beside the screenshots)', async () => {
    await view.locator('.tsv-grid').focus();
    await press('Home', 'ArrowRight', 'ArrowRight');
    const times: number[] = [];
    for (let i = 0; i < 30; i++) {
      const started = performance.now();
      await press('k');
      await view.locator(i % 2 === 0 ? '.tsv-current.tsv-keep' : '.tsv-current:not(.tsv-keep)').waitFor();
      times.push(performance.now() - started);
    }
    times.sort((a, b) => a - b);
    const [median, p95] = [times[15], times[28]].map((time) => Math.round(time as number));
    writeFileSync(join(artifacts, 'cleaner-times.json'), JSON.stringify({ keyToView: { median, p95 } }));
    await expect.poll(counts).toContain('0 kept');
  });

  it('zooms, works on the zoomed photo, and returns the focus', async () => {
    await press('Home', 'Enter');
    const zoom = view.locator('dialog.tsv-zoom');
    await zoom.locator('.tsv-zoom-photo').waitFor();
    await press('End');
    await expect.poll(() => zoom.textContent()).toContain('049999.jpg');
    await press('x');
    await expect.poll(() => zoom.textContent()).toContain('marked for deletion');
    await notebook.screenshot('cleaner-zoom');
    await press('Escape');
    await zoom.waitFor({ state: 'detached' });
    await press('u');
    expect(await notebook.page.locator('.tsv-grid:focus').count()).toBe(1);
  });

  it('sorts and filters, and says the exact counts before it applies', async () => {
    await view.getByRole('combobox', { name: /^Marked/ }).selectOption('delete');
    await expect.poll(counts).toMatch(/^\d+ of 50000 photos/);
    await view.getByRole('combobox', { name: /^Marked/ }).selectOption('');
    await view.getByRole('combobox', { name: /^Sort by/ }).selectOption('loss');
    await expect.poll(() => view.locator('.tsv-cell[aria-posinset="1"]').textContent()).toContain('0.00');
    await view.getByRole('button', { name: 'Apply …' }).click();
    const dialog = view.locator('dialog[open]');
    await expect
      .poll(() => dialog.textContent())
      .toMatch(/\d+ photos to the trash.*1 photo from black bear to teddy/);
    await notebook.screenshot('cleaner-apply');
    await dialog.getByRole('button', { name: /Apply to \d+ photos/ }).click();
    await expect.poll(() => view.locator('.tsv-status').textContent()).toBe('applied plan 7');
  });

  it('shows its keys, and names everything for a screen reader', async () => {
    await view.locator('.tsv-grid').focus();
    await press('?');
    const sheet = view.locator('dialog[open]');
    await expect.poll(() => sheet.textContent()).toContain('label as black bear');
    await notebook.screenshot('cleaner-keys');
    await press('Escape');
    await press('ArrowRight');
    const active = await view.locator('.tsv-grid').getAttribute('aria-activedescendant');
    expect(await notebook.page.locator(`#${active}`).getAttribute('aria-label')).toMatch(/\.jpg, .*loss/);
    for (const control of await view.locator('button, select, input').all())
      expect(
        await control.evaluate(
          (node: {
            labels?: { length: number };
            textContent: string;
            getAttribute(n: string): string | null;
          }) => (node.labels?.length ?? 0) > 0 || node.getAttribute('aria-label') || node.textContent.trim(),
        ),
      ).toBeTruthy();
  });

  it('is readable in a dark theme and on a narrow screen', async () => {
    await notebook.chooseTheme('JupyterLab Dark');
    await expect.poll(() => view.locator('.tsv-cell:not([hidden])').count()).toBeGreaterThan(15);
    await notebook.screenshot('cleaner-dark', view);
    await notebook.page.setViewportSize({ width: 600, height: 900 });
    await notebook.page.waitForTimeout(300);
    const width = await view.evaluate(
      (node: { clientWidth: number; scrollWidth: number }) => node.scrollWidth - node.clientWidth,
    );
    expect(width).toBeLessThanOrEqual(1);
    await notebook.screenshot('cleaner-narrow');
  });
});
