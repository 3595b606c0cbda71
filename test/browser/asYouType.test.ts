import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JupyterLab, whyNoJupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

const reason = whyNoJupyterLab();

const cells = [
  '/** A photo of the set. */\ninterface Photo { path: string; label: string }\nconst photos: Photo[] = [];',
  'const count = photos.length;',
  'console.log(count, photos.map(photo => photo.label));',
  '',
  `function mean(values: number[]): number {
  const idle = values.length;
  return values.reduce((a, b) => a + b, 0) / values.length;
}`,
];

/** The same cells before any is run, in one front end and one theme. */
function story(frontEnd: 'lab' | 'notebook', theme: string): void {
  describe.skipIf(reason)(`types as you type in ${frontEnd}, ${theme}${reason ? ` (${reason})` : ''}`, () => {
    let server: JupyterLab;
    let notebook: NotebookPage;
    const shot = (name: string): Promise<void> =>
      notebook.screenshot(`typed-${frontEnd}-${theme.includes('Dark') ? 'dark' : 'light'}-${name}`);

    beforeAll(async () => {
      server = await JupyterLab.start({ frontEnd, theme });
      notebook = await server.open('typed.ipynb', cells);
    });
    afterAll(async () => {
      await notebook?.close();
      await server?.close();
    });

    const marked = (n: number, kind = 'error') => notebook.cell(n).locator(`.cm-lintRange-${kind}`);
    /** The middle of a text in a cell. */
    const middleOf = (n: number, text: string): Promise<{ x: number; y: number }> =>
      notebook
        .cell(n)
        .locator('.cm-content')
        .evaluate((content, wanted) => {
          const nodes = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
          while (nodes.nextNode()) {
            const at = nodes.currentNode.textContent?.indexOf(wanted) ?? -1;
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(nodes.currentNode, at);
            range.setEnd(nodes.currentNode, at + wanted.length);
            const { x, y, width, height } = range.getBoundingClientRect();
            return { x: x + width / 2, y: y + height / 2 };
          }
          throw new Error(`there is no ${wanted}`);
        }, text);
    const hover = async (n: number, text: string): Promise<void> => {
      const { x, y } = await middleOf(n, text);
      await notebook.page.mouse.move(x - 2, y);
      await notebook.page.mouse.move(x, y);
    };
    const click = async (n: number, text: string): Promise<void> => {
      const { x, y } = await middleOf(n, text);
      await notebook.page.mouse.click(x, y);
    };
    const type = async (n: number, text: string): Promise<void> => {
      await notebook.cell(n).locator('.cm-content').click();
      await notebook.page.keyboard.press('ControlOrMeta+End');
      await notebook.page.keyboard.type(text);
    };

    const rewrite = (n: number, source: string): Promise<void> => notebook.rewrite(n, source);

    it('marks the wrong word after typing stops, and nothing in the other cells', async () => {
      await type(3, 'photos[0].labell');
      await marked(3).waitFor();
      expect(await marked(3).textContent()).toBe('labell');
      expect(await notebook.page.locator('.cm-lintRange-error').count()).toBe(1);
      expect(await notebook.cell(4).locator('.cm-lintRange.tsvision-unused').textContent()).toBe('idle');
    });

    it('says below the mouse what is wrong, and mends it', async () => {
      await marked(3).hover();
      const tooltip = notebook.page.locator('.cm-tooltip-lint');
      await tooltip.getByText("Property 'labell' does not exist on type 'Photo'").waitFor();
      const fix = tooltip.getByRole('button', { name: "Change spelling to 'label'" });
      await fix.waitFor();
      await shot('error');
      await fix.click();
      await marked(3).waitFor({ state: 'detached' });
      expect(await notebook.cell(3).locator('.cm-content').textContent()).toBe('photos[0].label');
    });

    it('explains the name below the mouse', async () => {
      await hover(2, 'photos');
      const tooltip = notebook.page.locator('.cm-tooltip .tsvision-hover');
      await tooltip.getByText('const photos: Photo[]').waitFor();
      await shot('hover');
      await notebook.page.mouse.move(0, 0);
      await tooltip.waitFor({ state: 'detached' });
    });

    it('shows how a function is called, from its bracket on', async () => {
      await type(3, '.replace("a", ');
      const help = notebook.page.locator('.tsvision-call');
      await expect.poll(() => help.locator('b').textContent()).toContain('replaceValue');
      await shot('call');
      await notebook.page.keyboard.press('ControlOrMeta+a');
      await notebook.page.keyboard.type('count');
      await help.waitFor({ state: 'detached' });
    });

    it('goes to the declaration, and renames in three cells', async () => {
      await click(1, 'photos');
      await notebook.page.keyboard.press('F12');
      await notebook.cell(0).locator('.cm-editor.cm-focused').waitFor();
      await notebook.page.keyboard.press('F2');
      const input = notebook.page.getByRole('textbox', { name: 'New name' });
      await input.waitFor();
      expect(await input.inputValue()).toBe('photos');
      await shot('rename');
      await input.fill('pictures');
      await input.press('Enter');
      for (const [n, text] of [
        [0, 'const pictures: Photo[] = [];'],
        [1, 'const count = pictures.length;'],
        [2, 'console.log(count, pictures.map(photo => photo.label));'],
      ] as const)
        await expect.poll(() => notebook.cell(n).locator('.cm-content').textContent()).toContain(text);
      expect(await notebook.page.locator('.cm-lintRange-error').count()).toBe(0);
    });

    it('keeps to a cell that is moved', async () => {
      await rewrite(3, 'count.nothing');
      await marked(3).waitFor();
      await notebook.page.keyboard.press('Escape');
      await notebook.page.keyboard.press('ControlOrMeta+Shift+ArrowUp');
      await expect.poll(() => marked(2).allTextContents()).toEqual(['nothing']);
      await marked(2).hover();
      const tooltip = notebook.page.locator('.cm-tooltip-lint');
      await tooltip.getByText("Property 'nothing' does not exist on type 'number'").waitFor();
      // Above the cell that declares the name, which is yet to be run, it is another error.
      await notebook.page.mouse.move(0, 0);
      await notebook.page.keyboard.press('ControlOrMeta+Shift+ArrowUp');
      await expect.poll(() => marked(1).allTextContents()).toEqual(['count']);
      for (let i = 0; i < 2; i++) await notebook.page.keyboard.press('ControlOrMeta+Shift+ArrowDown');
      await expect.poll(() => marked(3).allTextContents()).toEqual(['nothing']);
    });

    it('answers while a cell computes without a pause', async () => {
      await rewrite(3, 'const { existsSync } = await import("node:fs");\nwhile (!existsSync("release"));');
      await notebook.cell(3).locator('.cm-content').click();
      await notebook.page.keyboard.press('ControlOrMeta+Enter');
      await notebook.cell(3).getByText('[*]').waitFor();
      await rewrite(2, 'pictures.nothing');
      await marked(2).waitFor();
      expect(await notebook.cell(3).locator('.jp-InputPrompt').textContent()).toContain('[*]');
      writeFileSync(join(server.folder, 'release'), '');
      await notebook.idle();
    });

    it('goes on after the kernel was restarted', async () => {
      await notebook.page.keyboard.press('Escape');
      await notebook.page.keyboard.press('0');
      await notebook.page.keyboard.press('0');
      await notebook.page
        .locator('.jp-Dialog')
        .getByRole('button', { name: 'Confirm Kernel Restart' })
        .click();
      await rewrite(2, 'pictures.length.nowhere');
      await expect.poll(() => marked(2).allTextContents()).toEqual(['nowhere']);
    });
  });
}

story('lab', 'JupyterLab Light');
story('lab', 'JupyterLab Dark');
story('notebook', 'JupyterLab Light');
