import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

/** A counter as anywidget's own guide has it, in TypeScript. */
const counterSource = (label: string): string => `
interface Model { get(name: string): number; set(name: string, value: number): void; save_changes(): void;
  on(name: string, listener: () => void): void }
export default {
  render({ model, el }: { model: Model; el: HTMLElement }): () => void {
    const button = document.createElement('button');
    const show = (): void => { button.textContent = \`${label} \${model.get('value')}\`; };
    button.onclick = () => { model.set('value', model.get('value') + 1); model.save_changes(); };
    model.on('change:value', show);
    show();
    el.append(button);
    return () => { (window as any).cleanups = ((window as any).cleanups ?? 0) + 1; };
  },
};`;

const bytesSource = `let initialized = 0;
export default () => ({
  initialize({ model }) {
    initialized++;
    model.on('msg:custom', ({ add = 0 }) => { model.set('heard', model.get('heard') + add); model.save_changes(); });
  },
  async render({ model, el, experimental }) {
    const show = () => {
      const view = model.get('points');
      const floats = new Float32Array(view.buffer, view.byteOffset, view.byteLength / 4);
      el.querySelector('p').textContent = \`\${initialized}: \${[...floats].join(' ')}, heard \${model.get('heard')}\`;
    };
    el.innerHTML = '<p></p><button>send</button><output></output>';
    model.on('change', show);
    el.querySelector('button').onclick = async () => {
      model.set('points', Float32Array.of(7, 8.5));
      model.save_changes();
      model.send({ ask: 'sum' }, undefined, [Uint8Array.of(1, 2, 3)]);
      const [answer, [bytes]] = await experimental.invoke('reverse', 'abc', { buffers: [Uint8Array.of(4, 5)] });
      el.querySelector('output').textContent = \`\${answer} \${bytes.getUint8(0)}\`;
    };
    show();
  },
});`;

const cells = [
  `import { defineWidget } from 'tsvision';
const Counter = defineWidget({ esm: './counter.ts', css: './counter.css', state: { value: 0 } });
const counter = new Counter({ value: 3 });
counter`,
  'counter.value',
  'counter.value = 40;',
  'counter',
  `import { defineWidget } from 'tsvision';
const Bytes = defineWidget({
  esm: ${JSON.stringify(bytesSource)},
  state: { points: Float32Array.of(1, 2.5), heard: 0 },
  commands: { reverse: (text, [bytes]) => [[...(text as string)].reverse().join(''), [bytes.slice().reverse()]] },
});
const bytes = new Bytes();
let sum = 0;
bytes.onMessage((content, [sent]) => { sum = sent?.reduce((a, b) => a + b) ?? -1; });
// At once, before the module can have been loaded.
bytes.send({ add: 5 });
bytes`,
  '[bytes.points, sum, bytes.heard]',
  `import { defineWidget, widgets } from 'tsvision';
const faulty = [
  'export default { render({ el }) { el.textContent = }',
  'throw new Error("not today");\\nexport default {};',
  'const render = 1;',
  'export default { initialize() {} };',
  'export default {\\n  render() { undefined.nothing; } };',
  'export default { async initialize() { throw new TypeError("later"); }, render() {} };',
  'import * as d3 from "d3";\\nexport default { render() {} };',
];
new widgets.VBox({ children: faulty.map((esm) => new (defineWidget({ esm }))()) })`,
  'counter.close();',
];

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`a widget of one's own in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    writeFileSync(join(lab.folder, 'counter.ts'), counterSource('count'));
    writeFileSync(join(lab.folder, 'counter.css'), 'button { color: rgb(1, 2, 3) }');
    notebook = await lab.open('anywidget.ipynb', cells);
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  const button = (cell: number) => notebook.cell(cell).locator('.tsvision-widget button');
  const colour = (cell: number) => button(cell).evaluate((element) => getComputedStyle(element).color);

  it('counts on both sides, in two views', async () => {
    await notebook.run(0);
    await expect.poll(() => button(0).textContent()).toBe('count 3');
    await button(0).click();
    await button(0).click();
    await expect
      .poll(async () => {
        await notebook.run(1);
        return notebook.output(1).textContent();
      })
      .toContain('5');
    await notebook.run(2);
    await expect.poll(() => button(0).textContent()).toBe('count 40');
    await notebook.run(3);
    await button(3).click();
    await expect.poll(() => button(0).textContent()).toBe('count 41');
    expect(await colour(3)).toBe('rgb(1, 2, 3)');
    await notebook.screenshot('anywidget-counter');
  });

  it('takes an edited file in all views, with what they hold', async () => {
    writeFileSync(join(lab.folder, 'counter.ts'), counterSource('clicked'));
    await expect.poll(() => button(0).textContent()).toBe('clicked 41');
    await expect.poll(() => button(3).textContent()).toBe('clicked 41');
    expect(await notebook.page.evaluate('window.cleanups')).toBe(2);
    writeFileSync(join(lab.folder, 'counter.css'), 'button { color: rgb(4, 5, 6) }');
    await expect.poll(() => colour(0)).toBe('rgb(4, 5, 6)');
    await button(3).click();
    await expect.poll(() => button(0).textContent()).toBe('clicked 42');
    writeFileSync(join(lab.folder, 'counter.ts'), 'export default { render( }');
    const alert = notebook.cell(0).getByRole('alert');
    await expect
      .poll(() => alert.textContent())
      .toMatch(/counter\.ts cannot be compiled: .*\(line 1, column \d+\)/);
    await notebook.screenshot('anywidget-edited');
    writeFileSync(join(lab.folder, 'counter.ts'), counterSource('mended'));
    await expect.poll(() => button(0).textContent()).toBe('mended 42');
  });

  it('sends bytes both ways, in its state, in messages and in commands', async () => {
    await notebook.run(4);
    const view = notebook.cell(4).locator('.tsvision-widget');
    await expect.poll(() => view.locator('p').textContent()).toBe('1: 1 2.5, heard 5');
    await view.locator('button').click();
    await expect.poll(() => view.locator('output').textContent()).toBe('cba 5');
    await notebook.idle();
    await notebook.run(5);
    const shown = await notebook.output(5).textContent();
    expect(shown?.replace(/\s+/g, ' ')).toContain('[ Float32Array(2) [ 7, 8.5 ], 6, 5 ]');
  });

  it('says in a sentence what is wrong with a module', async () => {
    await notebook.run(6);
    const alerts = notebook.cell(6).getByRole('alert');
    await expect.poll(() => alerts.count()).toBe(7);
    const said = await alerts.allTextContents();
    expect(said[0]).toMatch(/^The widget's module cannot be read: SyntaxError: Unexpected token '}'/);
    expect(said[1]).toBe(
      "The widget's module failed while it was loaded: Error: not today (line 1, column 7 of the module)",
    );
    expect(said[2]).toMatch(/has no default export/);
    expect(said[3]).toMatch(/has no `render`: to be shown/);
    expect(said[4]).toMatch(
      /^The widget's `render` threw: TypeError: .*nothing.* \(line 2, column \d+ of the module\)$/,
    );
    expect(said[5]).toMatch(/^The widget's `initialize` threw: TypeError: later/);
    expect(said[6]).toMatch(/“d3”: bundle it into the widget's module/);
    await notebook.screenshot('anywidget-faults', notebook.cell(6));
  });

  it('is there again after the page is loaded again, and goes when it is closed', async () => {
    await notebook.save();
    await notebook.reload(button(0));
    expect(await button(0).textContent()).toBe('mended 42');
    await button(0).click();
    await expect.poll(() => button(3).textContent()).toBe('mended 43');
    await notebook.run(7);
    await expect.poll(() => button(0).count()).toBe(0);
  });
});
