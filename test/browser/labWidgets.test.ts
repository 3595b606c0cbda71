import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const cells = [
  `import { widgets, linePlot, heatmap, FileDeleter, display } from 'tsvision';
import { readdirSync } from 'node:fs';
linePlot([{ y: [3, 2, 1.5, 1.2], name: 'train loss' }, { y: [3.1, 2.2, 1.9, 1.8], name: 'valid loss' }],
  { title: 'Losses', xTitle: 'batch', yTitle: 'loss' })`,
  `const slider = new widgets.IntSlider({ description: 'epochs', value: 3, max: 20 });
const button = new widgets.Button({ description: 'Train', buttonStyle: 'primary', icon: 'play' });
const clicks = new widgets.Label({ value: 'no clicks' });
let count = 0;
button.on('click', () => { clicks.value = \`\${++count} clicks at \${slider.value}\`; });
new widgets.VBox({ children: [slider, button, clicks] })`,
  `slider.value`,
  `slider.value = 11;`,
  `const photos = readdirSync('photos').sort().map((name) => \`photos/\${name}\`);
const deleter = new FileDeleter(photos);`,
  `import { widgets } from 'tsvision';
const password = new widgets.Password({ value: ['s3', 'cr3t'].join('') });
const speaker = new widgets.Button({ description: 'Speak' });
speaker.on('click', () => { console.log('spoken'); throw new Error('in the callback'); });
new widgets.VBox({ children: [password, speaker] })`,
  `password.value`,
  `import { widgets } from 'tsvision';
const upload = new widgets.FileUpload();
upload`,
  `upload.value.map(({ name, size, content }) => [name, size, content.byteLength])`,
];

/** A browser on two busy cores needs its time. */
const reason = whyNoJupyterLab();

describe.skipIf(reason)(`in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    const photos = join(lab.folder, 'photos');
    await mkdir(photos);
    for (let i = 0; i < 8; i++)
      await sharp({
        create: { width: 300, height: 200 + 20 * i, channels: 3, background: `hsl(${i * 40}, 60%, 55%)` },
      })
        .jpeg()
        .toFile(join(photos, `${i}.jpg`));
    notebook = await lab.open('widgets.ipynb', cells);
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  it('draws a plotly figure that answers the mouse', async () => {
    await notebook.run(0);
    const plot = notebook.cell(0).locator('.tsvision-plotly .js-plotly-plot');
    await plot.locator('.scatterlayer .trace').nth(1).waitFor({ state: 'attached' });
    expect(await plot.locator('.gtitle').textContent()).toBe('Losses');
    // Beside the first point of the upper line.
    const area = (await plot.locator('.nsewdrag').boundingBox())!;
    await notebook.page.mouse.move(area.x + 4, area.y + 12);
    await notebook.page.mouse.move(area.x + 6, area.y + 14);
    await plot.locator('.hoverlayer .hovertext').first().waitFor({ state: 'attached' });
    await notebook.screenshot('lab-plotly');
  });

  it('shows a password in its field, and what a callback prints and throws below it (ipywidgets#1793, #2612)', async () => {
    await notebook.run(5);
    const cell = notebook.cell(5);
    const field = cell.locator('input[type=password]');
    await expect.poll(() => field.inputValue()).toBe('s3cr3t');
    await field.fill('typed');
    await field.press('Enter');
    await cell.locator('button', { hasText: 'Speak' }).click();
    await cell.locator('[data-mime-type$=stdout]', { hasText: 'spoken' }).waitFor();
    await cell.locator('[data-mime-type$=stderr]', { hasText: 'throw new Error' }).waitFor();
    await notebook.idle();
    await notebook.run(6);
    expect(await notebook.cell(6).locator('.jp-OutputArea-output').textContent()).toContain("'typed'");
  });

  it('keeps a slider equal on both sides, many moves in a row, and hears a click', async () => {
    await notebook.run(1);
    const box = notebook.cell(1).locator('.jp-OutputArea-output');
    const handle = box.locator('.noUi-handle');
    await handle.focus();
    for (let i = 0; i < 6; i++) await notebook.page.keyboard.press('ArrowRight');
    // The view sends one move at a time: the last one leaves when the kernel has answered those before.
    await expect
      .poll(async () => {
        await notebook.run(2);
        return (await notebook.output(2).textContent())?.trim();
      })
      .toMatch(/9$/);
    await notebook.run(3);
    await expect.poll(() => box.locator('.widget-readout').textContent()).toBe('11');
    const train = box.getByRole('button', { name: 'Train' });
    await train.click();
    await train.click();
    await expect.poll(() => box.textContent()).toContain('2 clicks at 11');
    await notebook.screenshot('lab-slider');
  });

  it('moves a photo to the trash by Delete and Confirm, shows the next five, and brings it back', async () => {
    await notebook.run(4);
    const area = notebook.cell(4).locator('.jp-OutputArea');
    await expect.poll(() => area.locator('img').count()).toBe(5);
    const second = area.getByRole('button', { name: 'Delete' }).nth(1);
    await second.click();
    await expect.poll(() => second.getAttribute('class')).toContain('mod-danger');
    await notebook.screenshot('lab-file-deleter');
    await area.getByRole('button', { name: 'Confirm' }).click();
    await expect.poll(() => area.locator('img').count()).toBe(3);
    expect(existsSync(join(lab.folder, 'photos/1.jpg'))).toBe(false);
    expect(readdirSync(join(lab.folder, 'photos')).filter((name) => name.endsWith('.jpg'))).toHaveLength(7);
    expect(existsSync(join(lab.folder, 'photos/.trash'))).toBe(true);
    await area.getByRole('button', { name: 'Confirm' }).click();
    await expect.poll(() => area.textContent()).toContain('No images to show :)');
    await notebook.screenshot('lab-file-deleter-end');
    await area.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => area.locator('img').count()).toBe(3);
    await area.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => existsSync(join(lab.folder, 'photos/1.jpg'))).toBe(true);
  });

  it('shows all that again after the page is loaded again', async () => {
    await notebook.save();
    expect(readFileSync(join(lab.folder, 'widgets.ipynb'), 'utf8')).toMatch(/FileDeleter: 8 photos/);
    await notebook.reload(notebook.cell(1).locator('.widget-readout'));
    await expect.poll(() => notebook.cell(1).locator('.widget-readout').textContent()).toBe('11');
    await notebook
      .cell(0)
      .locator('.tsvision-plotly .js-plotly-plot .scatterlayer')
      .waitFor({ state: 'attached' });
    await expect.poll(() => notebook.cell(4).locator('img').count()).toBe(5);
  });

  it('brings a file of 17 MB to the kernel', async () => {
    await notebook.run(7);
    const buffer = Buffer.alloc(17_000_000, 7);
    const [chooser] = await Promise.all([
      notebook.page.waitForEvent('filechooser'),
      notebook.cell(7).locator('button.widget-upload').click(),
    ]);
    await notebook.screenshot('lab-upload');
    await chooser.setFiles({ name: 'large.bin', mimeType: 'application/octet-stream', buffer });
    await expect
      .poll(async () => {
        await notebook.run(8);
        return notebook.output(8).textContent();
      })
      .toContain("[ 'large.bin', 17000000, 17000000 ]");
  });
});
