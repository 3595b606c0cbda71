import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { hangLimit } from '../hangLimit.js';

/** Where screenshots go: git ignores it. */
export const artifacts = join(import.meta.dirname, '../../artifacts');

/** What the server says of a notebook's kernel. */
interface Session {
  readonly kernel: { readonly execution_state: string; readonly connections: number };
}

/** A notebook that is open in the browser. */
export class NotebookPage {
  /** What the page's console reported as errors. */
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async open(page: Page, url: string): Promise<NotebookPage> {
    page.setDefaultTimeout(hangLimit);
    const notebook = new NotebookPage(page);
    await page.goto(url.includes('/lab/') ? `${url}?reset` : url);
    await notebook.ready();
    return notebook;
  }

  /** Waits until the notebook is there and its kernel is idle. */
  async ready(): Promise<void> {
    await this.page.locator('.jp-Notebook .jp-Cell').first().waitFor();
    await this.#connected();
    await this.idle();
  }

  /** The page shows an idle kernel before there is one; the server knows better. */
  async #connected(timeout = hangLimit): Promise<void> {
    const sessions = `${new URL(this.page.url()).origin}/api/sessions`;
    const deadline = Date.now() + timeout;
    while (Date.now() < deadline) {
      const response = await this.page.request.get(sessions);
      const all = response.ok() ? ((await response.json()) as Session[]) : [];
      if (all.some(({ kernel }) => kernel.execution_state === 'idle' && kernel.connections > 0)) return;
      await this.page.waitForTimeout(250);
    }
    throw new Error(`no kernel is connected after ${timeout} ms`);
  }

  /** Waits until the kernel has nothing to do. */
  async idle(timeout = hangLimit): Promise<void> {
    await this.page
      .locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
      .first()
      .waitFor({ timeout, state: 'attached' });
  }

  cell(n: number): Locator {
    return this.page.locator('.jp-Notebook .jp-CodeCell').nth(n);
  }

  /** Everything below a cell. */
  output(n: number): Locator {
    return this.cell(n).locator('.jp-OutputArea-child');
  }

  /**
   * Runs a cell and waits until it is done; fails with the cell's error.
   * @param options.by Shift and Enter, or the button above the notebook. @default 'keyboard'
   */
  async run(n: number, { timeout = hangLimit, by = 'keyboard' as 'keyboard' | 'mouse' } = {}): Promise<void> {
    const prompt = this.cell(n).locator('.jp-InputPrompt').first();
    const before = await prompt.textContent();
    let started = false;
    for (let attempt = 0; attempt < 10 && !started; attempt++) {
      await this.cell(n).locator('.cm-content').first().click();
      if (by === 'keyboard') await this.page.keyboard.press('Shift+Enter');
      else await this.page.locator('[data-jp-item-name="run"]').first().click();
      // JupyterLab ignores a cell while the kernel is being started, though it shows an idle one.
      started = await this.#changed(prompt, before);
    }
    // What an earlier run has left would be taken for this one's.
    if (!started) throw new Error(`cell ${n} does not start`);
    const deadline = Date.now() + timeout;
    while (!/\[\d+\]/.test((await prompt.textContent()) ?? '')) {
      if (Date.now() > deadline) throw new Error(`cell ${n} is not done after ${timeout} ms`);
      await this.page.waitForTimeout(50);
    }
    const error = this.cell(n).locator(
      '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]',
    );
    if ((await error.count()) > 0)
      throw new Error(`cell ${n}: ${(await error.allTextContents()).join('\n')}`);
  }

  async #changed(prompt: Locator, before: string | null): Promise<boolean> {
    for (let i = 0; i < 200; i++) {
      if ((await prompt.textContent()) !== before) return true;
      await this.page.waitForTimeout(50);
    }
    return false;
  }

  /** Saves the notebook and waits until it is on the server's disk. */
  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+s');
    await this.page.locator('.lm-TabBar-tab.jp-mod-dirty').waitFor({ state: 'detached' });
  }

  /**
   * Loads the page again and waits for `shown`. JupyterLab gives its widgets up for good when the page's first
   * connection to the kernel breaks, as it may on a busy machine: a person then loads the page once more.
   */
  async reload(shown: Locator): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.page.reload();
      await this.ready();
      try {
        return await shown.waitFor({ state: 'attached', timeout: hangLimit / 5 });
      } catch (error) {
        const cells = await this.page.locator('.jp-CodeCell .jp-OutputArea').allTextContents();
        process.stderr.write(
          `! load ${attempt} shows no ${shown}: ${cells.join(' | ').slice(0, 600)}; ${this.errors.join('; ').slice(-600)}\n`,
        );
        if (attempt === 3) throw error;
      }
    }
  }

  /** Replaces a cell's text, so that it can be run again. */
  async rewrite(n: number, source: string): Promise<void> {
    await this.cell(n).locator('.cm-content').first().click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(source);
  }

  /** Keeps a picture of what is on the screen, or of one element. */
  async screenshot(name: string, element?: Locator): Promise<void> {
    await (element ?? this.page).screenshot({ path: join(artifacts, `${name}.png`) });
  }

  /** Chooses a theme by JupyterLab's menu, and waits until the page has it. */
  async chooseTheme(name: 'JupyterLab Dark' | 'JupyterLab Light'): Promise<void> {
    const menu = (text: string): Locator =>
      this.page.locator('.lm-Menu-itemLabel, .lm-MenuBar-itemLabel', { hasText: text }).first();
    await menu('Settings').click();
    await menu('Theme').hover();
    await menu(name).click();
    const light = name === 'JupyterLab Light';
    await this.page.locator(`body[data-jp-theme-light="${light}"]`).waitFor({ state: 'attached' });
  }

  /** Starts the kernel again by the menu, and waits until it is there. */
  async restartKernel(): Promise<void> {
    await this.page.getByRole('menuitem', { name: 'Kernel', exact: true }).click();
    await this.page.locator('.lm-Menu-itemLabel', { hasText: /^Restart Kernel…$/ }).click();
    await this.page.locator('.jp-Dialog button.jp-mod-accept').click();
    // What the old kernel showed goes when the new one has run the cell.
    await this.page.locator('dialog.jp-Dialog').waitFor({ state: 'detached' });
    await this.ready();
  }

  /** Ends all kernels of this server, so that the next notebook has the machine to itself. */
  async shutDownKernels(): Promise<void> {
    await this.page.evaluate(async () => {
      const token = document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? '';
      const sessions = (await (await fetch('/api/sessions')).json()) as { id: string }[];
      const options = { method: 'DELETE', headers: { 'X-XSRFToken': token } };
      for (const { id } of sessions) await fetch(`/api/sessions/${id}`, options);
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
