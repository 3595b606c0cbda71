import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`completion in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    notebook = await lab.open('completion.ipynb', [
      "const gone = '🐻';\nconst text = await readFileSyn",
      'readFileSyn',
      'const readings = [1, 2]; readings.ma',
    ]);
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  /** The cell's lines, once Tab at its end has brought what is wanted. */
  async function completed(index: number): Promise<string[]> {
    const editor = notebook.cell(index).locator('.cm-content');
    const lines = (): Promise<string[]> => editor.locator('.cm-line').allInnerTexts();
    const before = (await lines()).join('\n');
    await editor.click();
    await notebook.page.keyboard.press('Control+End');
    // The kernel reads what could be imported while nobody asks it; a lone entry is inserted at once.
    const hasCome = async (): Promise<boolean> => {
      if ((await lines()).join('\n') !== before) return true;
      await notebook.page.keyboard.press('Tab');
      return false;
    };
    await expect.poll(hasCome, { interval: 1000 }).toBe(true);
    return lines();
  }

  it('inserts a member', async () => {
    expect(await completed(2)).toEqual(['const readings = [1, 2]; readings.map']);
  });

  it('puts the import above the statement in whose middle the name is', async () => {
    expect(await completed(0)).toEqual([
      "const gone = '🐻';",
      "import { readFileSync } from 'node:fs';",
      'const text = await readFileSync',
    ]);
  });

  it('puts the import above a name that begins its line', async () => {
    expect(await completed(1)).toEqual(["import { readFileSync } from 'node:fs';", 'readFileSync']);
  });
});
