import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';
import { pipInstall } from './pipInstall.js';

/** Published for Python's anywidget; their `_esm` files are taken as they are, their traits as the state. */
const cellsFor = (folder: string): string[] => [
  `import { defineWidget } from 'tsvision';
const BitView = defineWidget({
  esm: ${JSON.stringify(join(folder, 'bitjet/static/bitjet.js'))},
  state: { data: Uint8Array.from({ length: 64 }, (_, i) => i * 4), datawidth: 16, block_size: 8, mode: 'bit' },
});
const bits = new BitView({ mode: 'byte' });
bits`,
  `import { defineWidget } from 'tsvision';
const Slider2D = defineWidget({
  esm: ${JSON.stringify(join(folder, 'wigglystuff/static/2dslider.js'))},
  state: { x: 0, y: 0, x_bounds: [-1, 1], y_bounds: [-1, 1], width: 200, height: 200 },
});
const slider = new Slider2D({ x_bounds: [0, 10] });
slider`,
  `import { defineWidget } from 'tsvision';
const static_ = ${JSON.stringify(join(folder, 'drawdata/static'))};
const ScatterWidget = defineWidget<{ data: { x: number; y: number; color: string; batch: number }[]; [name: string]: unknown }>({
  esm: static_ + '/scatter_widget.js',
  css: static_ + '/scatter_widget.css',
  state: { data: [], brushsize: 40, width: 500, height: 300, n_classes: 3 },
});
const scatter = new ScatterWidget();
scatter`,
  'bits.set({ data: Uint8Array.of(255, 0), datawidth: 2 });',
  '[bits.mode, bits.data]',
  'slider.x = 10;',
  '[slider.x, slider.y]',
  "scatter.data = [10, 20].map((x) => ({ x, y: x, color: '#1f77b4', batch: x }));",
  '[scatter.data.length, scatter.data[0]?.x]',
];

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`public modules in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let modules: string | undefined;
  let lab: JupyterLab | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    modules = await pipInstall('bitjet==1.0.0', 'wigglystuff==0.5.36', 'drawdata==0.5.2');
    if (modules === undefined) return;
    lab = await JupyterLab.start();
    const offline = /^https?:\/\/(?!127\.0\.0\.1)/;
    notebook = await lab.open('modules.ipynb', cellsFor(modules), async (context) => {
      await context.route(offline, (route) => route.abort());
    });
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
    if (modules) rmSync(modules, { recursive: true });
  });

  const view = (cell: number) => notebook.cell(cell).locator('.tsvision-widget');
  const shown = async (cell: number): Promise<string> => {
    await notebook.run(cell);
    return ((await notebook.output(cell).textContent()) ?? '').replace(/\s+/g, ' ');
  };

  it('bitjet draws bytes of the kernel, and tells it the mode', async ({ skip }) => {
    skip(!lab, 'no registry is reached');
    await notebook.run(0);
    const facts = view(0).locator('[data-role=meta]');
    await expect.poll(() => facts.textContent()).toMatch(/^64 bytes · 16 × 4 bytes · 128×32px/);
    await view(0).locator('select').selectOption('bit');
    await expect.poll(() => facts.textContent()).toMatch(/16 × 32 bits/);
    await notebook.screenshot('module-bitjet', notebook.cell(0));
    await notebook.run(3);
    await expect.poll(() => facts.textContent()).toMatch(/^2 bytes · 2 × 8 bits/);
    expect(await shown(4)).toMatch(/\[ 'bit', Uint8Array\(2\) \[ 255, 0 \] \]/);
  });

  it('wigglystuff’s slider follows the mouse and the kernel', async ({ skip }) => {
    skip(!lab, 'no registry is reached');
    await notebook.run(1);
    const canvas = view(1).locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const area = (await canvas.boundingBox())!;
    const { mouse } = notebook.page;
    await mouse.move(area.x + 100, area.y + 100);
    await mouse.down();
    await mouse.move(area.x + 140, area.y + 60);
    await mouse.up();
    await expect
      .poll(() => view(1).locator('#sliderValues').textContent())
      .toMatch(/^X: 7\.[45]\d, Y: 0\.[45]\d$/);
    await expect.poll(() => shown(6)).toMatch(/\[ 7\.[45]\d*, 0\.[45]\d* \]/);
    await notebook.screenshot('module-wigglystuff', notebook.cell(1));
    await notebook.run(5);
    await expect.poll(() => view(1).locator('#sliderValues').textContent()).toMatch(/^X: 10\.00/);
  });

  it('drawdata draws points of the kernel, and tells it what was taken back', async ({ skip }) => {
    skip(!lab, 'no registry is reached');
    await notebook.run(2);
    const canvas = view(2).locator('.dd-scatter-svg');
    await canvas.waitFor();
    await notebook.run(7);
    await expect.poll(() => canvas.locator('.drawn').count()).toBe(2);
    await notebook.screenshot('module-drawdata', notebook.cell(2));
    // Of its own style sheet.
    expect(await canvas.evaluate((element) => getComputedStyle(element).borderStyle)).toBe('solid');
    await view(2).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => shown(8)).toMatch(/\[ 1, 10 \]/);
  });
});
