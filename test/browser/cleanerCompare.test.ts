import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanerPage } from './cleanerPage.js';
import { drawPhotos } from './drawnPhotos.js';
import { whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();

const code = `import { compare, createCnn, ImageCleaner, ImageDataBunch, models } from 'tsvision';
const learner = async (size: number) => {
  const data = await ImageDataBunch.fromFolder('bears', { train: '.', validPct: 0.4, seed: 1, size, bs: 4 });
  return createCnn(data, models.tinyresnet, { pretrained: false, seed: size, path: '.' });
};
const cleaner = await ImageCleaner.open('bears', { audit: false });
const versus = await cleaner.compare(await learner(32), await learner(48), { names: ['32 px', '48 px'] });
cleaner`;

describe.skipIf(reason)(`two models in the cleaner, in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let opened: CleanerPage;
  let notebook: NotebookPage;
  let view: Locator;
  beforeAll(async () => {
    opened = await CleanerPage.open({
      theme: 'JupyterLab Dark',
      cells: [code, 'JSON.stringify(versus.counts)'],
      prepare: (folder) => drawPhotos(join(folder, 'bears'), ['black', 'grizzly', 'teddys'], 6),
    });
    ({ notebook, view } = opened);
    await notebook.run(1);
  });
  afterAll(() => opened?.close());

  it('shows where they differ, and who is right, by a choice of the toolbar', async () => {
    const text = (await notebook.output(1).textContent()) ?? '';
    const counts = JSON.parse(/\{.*\}/.exec(text)?.[0] ?? '{}') as Record<string, number>;
    expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(18);
    const models = view.locator('label', { hasText: /^Models/ }).locator('select');
    await expect.poll(() => models.inputValue()).toBe('differ');
    expect(await view.locator('.tsv-rivals').textContent()).toBe('A: 32 px · B: 48 px');
    const options = await models.locator('option').allTextContents();
    expect(options).toContain(`only A right: 32 px (${counts.onlyA})`);
    expect(options).toContain(`both wrong (${counts.bothWrong})`);
    await view.scrollIntoViewIfNeeded();
    await notebook.screenshot('cleaner-compare', view);
    // Cells that are not needed wait hidden.
    const cells = view.locator('.tsv-cell:not([hidden])');
    for (const part of ['onlyA', 'onlyB', 'bothWrong', 'bothRight'] as const) {
      await models.selectOption(part);
      await expect.poll(() => cells.count()).toBe(counts[part]);
    }
    await models.selectOption('');
    await expect.poll(() => cells.count()).toBe(18);
    const title = await cells.first().getAttribute('title');
    expect(title).toMatch(/model A says (black|grizzly|teddys) \d+ %, model B says/);
  });
});
