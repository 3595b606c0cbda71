import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';
import { scriptedCleaner } from './scriptedCleaner.js';

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`in Notebook 7${reason ? ` (${reason})` : ''}`, () => {
  let server: JupyterLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    server = await JupyterLab.start({ frontEnd: 'notebook' });
    notebook = await server.open('seven.ipynb', [
      scriptedCleaner(200),
      `import { heatmap } from 'tsvision';
heatmap([[28, 2], [3, 30]], { xLabels: ['black', 'teddy'], yLabels: ['black', 'teddy'], title: 'Confusion matrix' })`,
      `const slider = new widgets.IntSlider({ value: 3, max: 20 });
slider`,
      'slider.value',
      `import { defineWidget } from 'tsvision';
const esm = \`export default { render({ model, el }) {
  el.innerHTML = '<button>more</button>';
  el.firstChild.onclick = () => { model.set('count', model.get('count') + 1); model.save_changes(); };
} };\`;
const own = new (defineWidget({ esm, state: { count: 1 } }))();
own`,
      'own.count',
    ]);
  });
  afterAll(async () => {
    await notebook?.close();
    await server?.close();
  });

  it('loads the view of a cleaner, which marks by mouse', async () => {
    await notebook.run(0);
    const view = notebook.cell(0).locator('.tsv-cleaner');
    await view.locator('.tsv-cell img[src^="blob:"]').first().waitFor();
    await view.locator('.tsv-cell').nth(1).click();
    await view.getByRole('button', { name: '✕ Delete' }).click();
    await expect.poll(() => view.locator('.tsv-counts').textContent()).toContain('1 to delete');
  });

  it('draws figures, and keeps sliders equal on both sides', async () => {
    await notebook.run(1);
    await notebook.cell(1).locator('.js-plotly-plot .heatmaplayer image').waitFor({ state: 'attached' });
    await notebook.run(2);
    const readout = notebook.cell(2).locator('.widget-readout');
    const track = (await notebook.cell(2).locator('.noUi-base').boundingBox())!;
    await notebook.page.mouse.click(track.x + track.width * 0.75, track.y + track.height / 2);
    await expect.poll(() => readout.textContent()).not.toBe('3');
    await notebook.idle();
    await notebook.run(3);
    const shown = (await readout.textContent())?.trim() ?? '';
    expect((await notebook.output(3).textContent())?.replace(/^\[\d+\]:/, '').trim()).toBe(shown);
    await notebook.screenshot('notebook7');
  });

  it('shows a widget of one’s own, which tells the kernel', async () => {
    await notebook.run(4);
    await notebook.cell(4).locator('.tsvision-widget button').click();
    await expect
      .poll(async () => {
        await notebook.run(5);
        return notebook.output(5).textContent();
      })
      .toMatch(/2$/);
  });
});
