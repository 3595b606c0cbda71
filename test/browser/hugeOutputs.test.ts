import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();

/** Each with what is shown of it. */
const cells: readonly (readonly [code: string, shown: RegExp])[] = [
  ["console.log('x'.repeat(1e8))", /cut: this line has 100,000,000 characters/],
  ['Array.from({ length: 1e6 }, (_, id) => ({ id, name: String(id) }))', /1000000 rows/],
  ["display.html('<p>a paragraph</p>'.repeat(2e6))", /36,000,000 characters of text\/html are left out/],
  ["'y'.repeat(5e7)", /49900000 more characters/],
];

describe.skipIf(reason)(`huge outputs in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    notebook = await lab.open(
      'huge.ipynb',
      cells.map(([code]) => code),
    );
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  it('leave the page alive, and say how much there was', async () => {
    for (const [n, [, shown]] of cells.entries()) {
      // Of a server that drops what is too much it would read so in stderr, which is a failure.
      await notebook.run(n);
      await expect
        .poll(async () => (await notebook.output(n).allTextContents()).join('').slice(-3e6))
        .toMatch(shown);
    }
  });
});
