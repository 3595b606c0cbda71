import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const cells = [
  `// Fläche eines Quadrats ✓
function area(side: number): number {
  const squared = side * side;
  return squared;
}`,
  `import * as tf from '@tensorflow/tfjs';
const weights = tf.tensor([[1, 2], [3, 4]]);
let total = 0;
for (const side of [2, 3]) {
  total += area(side);
}
total`,
  `let turns = 0;
while (true) turns++;`,
];

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`the debugger in JupyterLab${reason ? ` (${reason})` : ''}`, () => {
  let lab: JupyterLab;
  let notebook: NotebookPage;

  beforeAll(async () => {
    lab = await JupyterLab.start();
    notebook = await lab.open('debugged.ipynb', cells);
  });
  afterAll(async () => {
    await notebook?.close();
    await lab?.close();
  });

  const panel = (name: string): Locator => notebook.page.locator(`.jp-Debugger${name}`);
  const command = (name: string): Locator =>
    notebook.page.locator(`.jp-SidePanel [data-command="debugger:${name}"]`).first();
  /** Starts a cell that will not be done soon. */
  const begin = async (n: number): Promise<void> => {
    await notebook.cell(n).locator('.cm-content').first().click();
    await notebook.page.keyboard.press('Control+Enter');
  };
  const standsAt = (n: number, text: string): Promise<void> =>
    expect
      .poll(() => notebook.cell(n).locator('.jp-DebuggerEditor-highlight').allTextContents())
      .toEqual([text]);
  const shown = async (name: string): Promise<string | undefined> => {
    const texts = await panel('Variables-body').locator('.jp-TreeItem').allTextContents();
    return texts.find((text) => text.startsWith(name))?.slice(name.length);
  };

  it('stops at a breakpoint in the gutter, shows variables, steps and goes on', async () => {
    // JupyterLab loses a click that comes while it still asks the kernel whether somebody debugs it.
    await notebook.run(0);
    await notebook.page.locator('.jp-DebuggerBugButton').first().click();
    await notebook.cell(0).locator('.cm-breakpoint-gutter').first().waitFor({ state: 'attached' });
    await expect.poll(() => shown('area')).toBe('ƒ area()');
    await notebook.cell(0).locator('.cm-gutter.cm-breakpoint-gutter .cm-gutterElement').nth(3).click();
    await expect.poll(() => panel('Breakpoints-body').textContent()).toContain('3');
    await begin(1);
    await standsAt(0, '  const squared = side * side;');
    await expect
      .poll(() => panel('Callstack-body').textContent())
      .toMatch(/area.*Cell \[1\]:3.*<cell>.*Cell \[\*\]:5/);
    await expect.poll(() => shown('side')).toBe('2');
    await notebook.screenshot('lab-debugger');
    await command('next').click();
    await standsAt(0, '  return squared;');
    await expect.poll(() => shown('squared')).toBe('4');
    await panel('Callstack-body').locator('li').nth(1).click();
    await standsAt(1, '  total += area(side);');
    await command('continue').click();
    await standsAt(0, '  const squared = side * side;');
    await expect.poll(() => shown('side')).toBe('3');
    await notebook.cell(0).locator('.cm-gutter.cm-breakpoint-gutter .cm-gutterElement').nth(3).click();
    await expect.poll(() => panel('Breakpoints-body').locator('.jp-DebuggerBreakpoint').count()).toBe(0);
    await command('continue').click();
    await expect.poll(() => notebook.output(1).last().textContent()).toContain('13');
  });

  it('lists the variables of all cells, tensors readable', async () => {
    await expect.poll(() => shown('total')).toBe('13');
    expect(await shown('weights')).toBe('Tensor float32 [2, 2] [[1, 2], [3, 4]]');
    await notebook.screenshot('lab-debugger-globals');
  });

  it('pauses a loop without an end, and Stop ends it there', async () => {
    await begin(2);
    await expect.poll(() => notebook.cell(2).locator('.jp-InputPrompt').first().textContent()).toContain('*');
    await command('continue').click();
    await standsAt(2, 'while (true) turns++;');
    await notebook.screenshot('lab-debugger-paused');
    await notebook.page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
    await expect.poll(() => notebook.output(2).last().textContent()).toContain('InterruptedError');
    await notebook.rewrite(2, 'total + 1');
    await notebook.run(2);
    expect(await notebook.output(2).last().textContent()).toContain('14');
  });

  it.each(['first', 'second'])('is on again after the %s restart, with its breakpoint', async (restart) => {
    const points = panel('Breakpoints-body').locator('.jp-DebuggerBreakpoint');
    if (restart === 'first')
      await notebook.cell(0).locator('.cm-gutter.cm-breakpoint-gutter .cm-gutterElement').nth(3).click();
    await expect.poll(() => points.allTextContents()).toEqual([expect.stringMatching(/^Cell .*3$/)]);
    await notebook.page.locator('[data-command="notebook:restart-kernel"]').first().click();
    await notebook.page.locator('.jp-Dialog .jp-mod-accept').click();
    await expect.poll(() => panel('Variables-body').locator('.jp-TreeItem').count()).toBe(0);
    await notebook.idle();
    await notebook.run(0);
    await expect.poll(() => shown('area')).toBe('ƒ area()');
    await notebook.rewrite(2, 'area(5)');
    await begin(2);
    await standsAt(0, '  const squared = side * side;');
    await expect.poll(() => shown('side')).toBe('5');
    await command('continue').click();
    await expect.poll(() => notebook.output(2).last().textContent()).toContain('25');
    expect(await points.allTextContents()).toEqual([expect.stringMatching(/^Cell .*3$/)]);
  });
});
