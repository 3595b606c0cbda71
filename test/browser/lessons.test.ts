import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scaled } from '../scaled.js';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import { errorsOf, type LessonNotebook, withoutOutputs } from './lessonNotebook.js';

const folder = join(import.meta.dirname, '../../notebooks');
// The bears lesson has a test of its own, in which its widget is clicked too. Every lesson runs from top to bottom
// outside of a browser in each run; all of them inside one in the nightly run, one here.
const lessons = readdirSync(folder).filter(
  (name) =>
    /^lesson\d+-.*\.ipynb$/.test(name) && !name.startsWith('lesson2-') && scaled(/./, /^lesson6-/).test(name),
);
const reason = whyNoJupyterLab();

describe.skipIf(reason)(`the lessons in JupyterLab${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: JupyterLab;
  const { TSVISION_FAST } = process.env;

  beforeAll(async () => {
    process.env.TSVISION_FAST = '1';
    lab = await JupyterLab.start();
  });
  afterAll(async () => {
    await lab?.close();
    if (TSVISION_FAST === undefined) delete process.env.TSVISION_FAST;
  });

  it.each(lessons)('%s', async (name) => {
    const text = withoutOutputs(readFileSync(join(folder, name), 'utf8'));
    writeFileSync(join(lab.folder, name), text);
    const code = (JSON.parse(text) as LessonNotebook).cells.filter(({ cell_type }) => cell_type === 'code');
    const expected = code.filter(({ metadata }) => metadata.tags?.includes('raises-exception')).length;
    const notebook = await lab.open(name);
    const { page } = notebook;
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.getByRole('menuitem', { name: /Run All Cells$/ }).click();
    const waiting = page.locator('.jp-InputPrompt', { hasText: '[*]' });
    const last = notebook.cell(code.length - 1).locator('.jp-InputPrompt');
    const errors = async (): Promise<string[]> => {
      await notebook.save();
      return errorsOf(readFileSync(join(lab.folder, name), 'utf8'));
    };
    // An error ends the run: the cells after it give up waiting.
    const ended = async (): Promise<boolean> =>
      /\[\d+\]/.test((await last.first().textContent()) ?? '') ||
      ((await waiting.count()) === 0 && (await errors()).length > expected);
    await expect.poll(ended, { interval: 500 }).toBe(true);
    const shown = await errors();
    expect(shown.length, shown.join('\n')).toBe(expected);
    expect(notebook.errors).toEqual([]);
    await notebook.screenshot(name.replace('.ipynb', ''));
    await notebook.shutDownKernels();
    await notebook.close();
  });
});
