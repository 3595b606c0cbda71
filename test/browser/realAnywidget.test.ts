import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JupyterLab, pythonNotebook, whyNoJupyterLab } from './jupyterLab.js';
import { pipInstall } from './pipInstall.js';

const esm = `export default { render({ model, el }) {
  const button = document.createElement('button');
  const show = () => { button.textContent = 'count ' + model.get('value'); };
  button.onclick = () => { model.set('value', model.get('value') + 1); model.save_changes(); };
  model.on('change:value', show);
  show();
  el.append(button);
} };`;

const ours = [
  `import { defineWidget } from 'tsvision';
const Counter = defineWidget({ esm: ${JSON.stringify(esm)}, state: { value: 1 } });
const counter = new Counter();
counter`,
  'counter.value = 7;',
];
const theirs = [
  `import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = ${JSON.stringify(esm)}
    value = traitlets.Int(1).tag(sync=True)
counter = Counter()
counter`,
  'counter.value += 100',
];

const reason = whyNoJupyterLab();

/** Which draws our widgets: the real one is preferred where its version fits. */
describe.skipIf(reason)(`beside Python's anywidget${reason ? ` (${reason})` : ''}`, () => {
  it.for([
    ['0.11.0', 'ours'],
    ['0.9.21', 'the real one'],
  ] as const)('%s both kernels have their widgets; ours are drawn by %s', async ([version, by], { skip }) => {
    const python = await pipInstall(`anywidget==${version}`, 'psygnal==0.16.1');
    skip(python === undefined, 'no registry is reached');
    const lab = await JupyterLab.start({ python });
    try {
      const typescript = await lab.open('ours.ipynb', ours);
      await typescript.run(0);
      const button = typescript.cell(0).locator('.jp-OutputArea-output button');
      await expect.poll(() => button.textContent()).toBe('count 1');
      await button.click();
      await expect.poll(() => button.textContent()).toBe('count 2');
      await typescript.run(1);
      await expect.poll(() => button.textContent()).toBe('count 7');
      expect(await typescript.cell(0).locator('.tsvision-widget').count()).toBe(by === 'ours' ? 1 : 0);
      await typescript.close();

      writeFileSync(join(lab.folder, 'theirs.ipynb'), pythonNotebook(theirs));
      const real = await lab.open('theirs.ipynb');
      await real.run(0);
      const counter = real.cell(0).locator('.jp-OutputArea-output button');
      await expect.poll(() => counter.textContent()).toBe('count 1');
      await counter.click();
      await expect.poll(() => counter.textContent()).toBe('count 2');
      await real.run(1);
      await expect.poll(() => counter.textContent()).toBe('count 102');
      expect(await real.cell(0).locator('.tsvision-widget').count()).toBe(0);
      await real.screenshot(`anywidget-${version}`);
      await real.close();
    } finally {
      await lab.close();
      rmSync(python as string, { recursive: true });
    }
  });
});
