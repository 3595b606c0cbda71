import type { Locator } from 'playwright-core';
import { type FrontEnd, JupyterLab } from './jupyterLab.js';
import type { NotebookPage } from './notebookPage.js';

/** What a notebook with a cleaner is opened from. */
export interface CleanerNotebook {
  readonly frontEnd?: FrontEnd;
  readonly theme?: string;
  /** The first cell shows the cleaner. */
  readonly cells: readonly string[];
  /** Puts photos into the server's folder before the notebook is opened. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** A cleaner that the first cell of a notebook of its own shows, in a Jupyter of its own. */
export class CleanerPage {
  private constructor(
    readonly lab: JupyterLab,
    readonly notebook: NotebookPage,
  ) {}

  /** Waits until the first photos are seen. */
  static async open({ cells, prepare, ...options }: CleanerNotebook): Promise<CleanerPage> {
    const lab = await JupyterLab.start(options);
    try {
      await prepare?.(lab.folder);
      const opened = new CleanerPage(lab, await lab.open('cleaner.ipynb', cells));
      await opened.notebook.run(0);
      await opened.photos();
      return opened;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  get view(): Locator {
    return this.notebook.cell(0).locator('.tsv-cleaner');
  }

  /** Waits until there is a photo to be seen. */
  photos(): Promise<void> {
    return this.view.locator('.tsv-cell img[src^="blob:"]').first().waitFor();
  }

  readonly counts = (): Promise<string | null> => this.view.locator('.tsv-counts').textContent();

  readonly status = (): Promise<string | null> => this.view.locator('.tsv-status').textContent();

  /** The cell of a photo by its place in the list, from 1: in the page cells stand in any order. */
  cell(place: number): Locator {
    return this.view.locator(`.tsv-cell:not([hidden])[aria-posinset="${place}"]`);
  }

  /** Names of the photos in the grid that are in the page, in the order of the list. */
  readonly names = (): Promise<string[]> =>
    this.view
      .locator('.tsv-cell:not([hidden])')
      .evaluateAll((cells) =>
        cells
          .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
          .map((cell) => cell.querySelector('.tsv-name')?.textContent ?? ''),
      );

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.notebook.page.keyboard.press(key);
  }

  async close(): Promise<void> {
    await this.notebook.close();
    await this.lab.close();
  }
}
