import { readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CleanerPage } from './cleanerPage.js';
import { drawPhotos } from './drawnPhotos.js';
import { type FrontEnd, whyNoJupyterLab } from './jupyterLab.js';
import { atRest, drawAround, partOfColour } from './mapMoves.js';

const reason = whyNoJupyterLab();
const classes = ['black', 'grizzly', 'teddys'];
const wrong = ['w0.jpg', 'w1.jpg', 'w2.jpg'];
/** The third class's colour on the map. */
const green = [0, 158, 115] as const;

const cleaning = `import { ImageCleaner } from 'tsvision';
const cleaner = new ImageCleaner('bears');
cleaner`;

/** As lesson 2 trains again: the same recipe, with whatever labels the folders have now. */
const training = `import { createCnn, errorRate, ImageDataBunch, imagenetStats, models } from 'tsvision';
const recipe = { train: '.', validPct: 0.3, seed: 2, size: 64, bs: 9 };
const data = (await ImageDataBunch.fromFolder('bears', recipe)).normalize(imagenetStats);
const learn = await createCnn(data, models.tinyresnet, { metrics: errorRate, trainBn: false, seed: 1, path: '.' });
learn.precompute = true;
await learn.fitOneCycle(4, 1e-2);
const planted = [...data.trainDs.items, ...data.validDs.items].map(({ path }) => path).filter((path) => /w\\d\\.jpg$/.test(path));
const says = await learn.predictBatch(planted.sort((a, b) => a.slice(-6).localeCompare(b.slice(-6))));
const { metrics } = await learn.validate();
JSON.stringify({ error: metrics.error_rate, says: says.map(({ category }) => category), valid: data.validDs.items.map(({ path }) => path) })`;

/** What the last line of {@link training} says. */
interface Trained {
  /** Share of validation photos that are named otherwise than by their folder. */
  readonly error: number;
  /** What it sees on the photos that were planted. */
  readonly says: readonly string[];
  readonly valid: readonly string[];
}

/** Wrong labels, planted, are found by the map of a real kernel, relabelled, tagged, applied, and taken back; and the network learns from each. */
function story(frontEnd: FrontEnd): void {
  const title = `wrong labels found by the map, in ${frontEnd}${reason ? ` (${reason})` : ''}`;
  describe.skipIf(reason)(title, () => {
    let opened: CleanerPage;
    /** Before anybody has looked at the labels. */
    let before: Trained;
    /** With the labels as corrected. */
    let after: Trained;

    beforeAll(async () => {
      opened = await CleanerPage.open({
        frontEnd,
        cells: [cleaning, `cleaner.selected.indices.length`, training],
        prepare: async (folder) => {
          await drawPhotos(join(folder, 'bears'), classes, 9, 4);
          // Three teddy bears among the black bears.
          for (const [i, name] of wrong.entries())
            renameSync(join(folder, `bears/teddys/2${2 + 2 * i}.jpg`), join(folder, 'bears/black', name));
        },
      });
    });
    afterAll(() => opened?.close());

    const files = (name: string): string[] => readdirSync(join(opened.lab.folder, 'bears', name)).sort();
    const chosenClass = (name: string): Promise<string[]> =>
      opened.view.getByRole('combobox', { name: /^Class/ }).selectOption(name);
    /** Photos in the grid that have a tag: cells that are not needed wait hidden. */
    const tagged = (): Promise<number> =>
      opened.view.locator('.tsv-cell:not([hidden]) .tsv-badge.tsv-tag').count();
    const selectedInCell = async (): Promise<number> => {
      await opened.notebook.run(1);
      return Number((await opened.notebook.output(1).last().textContent())?.replace(/^\[\d+\]:/, ''));
    };
    const train = async (by: 'keyboard' | 'mouse'): Promise<Trained> => {
      await opened.notebook.run(2, { by });
      const text = (await opened.notebook.output(2).last().textContent()) ?? '';
      return JSON.parse(/\{.*\}/.exec(text)?.[0] ?? text) as Trained;
    };

    it('learns what is wrong, as long as nobody has looked', async () => {
      before = await train('keyboard');
      expect(before.says).toEqual(['black', 'black', 'black']);
      expect(before.valid.filter((path) => path.endsWith('black/w2.jpg'))).toHaveLength(1);
    });

    it('by mouse: a lasso around another class shows who does not belong there', async () => {
      const { view, notebook, names, status } = opened;
      await view.getByRole('button', { name: '◌ Map' }).click();
      await view.locator('.tsv-map-progress[hidden]').waitFor({ state: 'attached' });
      await expect.poll(() => view.getByLabel('Layout').inputValue()).toBe('umap');
      await atRest(view.locator('.tsv-plane'));
      await notebook.screenshot(`map-story-${frontEnd}`);
      await drawAround(view.locator('.tsv-plane'), await partOfColour(view.locator('.tsv-plane'), green));
      await expect.poll(status).toMatch(/photos selected: .*6 teddys/);
      await chosenClass('black');
      await expect.poll(names).toEqual(wrong);
      await notebook.screenshot(`map-story-found-${frontEnd}`);
    });

    it('relabels and tags all of them, and the selection is in the notebook', async () => {
      const { view, notebook, counts } = opened;
      await view.locator('.tsv-grid').focus();
      await opened.press('ControlOrMeta+a');
      await expect.poll(counts).toContain('3 selected');
      await opened.press('t');
      await view.locator('dialog[open] input:focus').waitFor();
      await notebook.page.keyboard.type('odd');
      await opened.press('Enter');
      await expect.poll(tagged).toBe(3);
      await opened.press('3');
      await expect.poll(counts).toContain('3 relabelled');
      await chosenClass('');
      expect(await selectedInCell()).toBeGreaterThan(8);
    });

    it('keeps tags, marks and selection when the page is loaded again and the kernel is started again', async () => {
      const { view, notebook, counts } = opened;
      await notebook.page.reload();
      await notebook.ready();
      await notebook.restartKernel();
      await notebook.run(0);
      await opened.photos();
      await expect.poll(counts).toContain('3 relabelled');
      // It was open: it is again, with the features that were kept.
      await view.locator('.tsv-entry').first().waitFor();
      await expect
        .poll(() => view.getByRole('combobox', { name: /^Tag/ }).textContent())
        .toContain('odd (3)');
      await view.locator('.tsv-map-progress[hidden]').waitFor({ state: 'attached' });
      expect(await selectedInCell()).toBeGreaterThan(8);
    });

    it('by keyboard: applied, and the network learns from the labels as corrected', async () => {
      const { view, notebook } = opened;
      await view.getByRole('button', { name: 'Apply …' }).focus();
      await opened.press('Enter');
      await view.locator('dialog[open]').waitFor();
      await opened.press('Enter');
      await expect.poll(() => files('teddys').length).toBe(9);
      expect(files('black')).toHaveLength(9);
      after = await train('keyboard');
      // Of these one is a validation photo, which it has not learned from.
      expect(after.says).toEqual(['teddys', 'teddys', 'teddys']);
      expect(after.error).toBeLessThan(before.error);
      // The same photos are asked for: a photo that has another class now stays on its side.
      const sorted = ({ valid }: Trained): string[] => valid.map((path) => basename(path)).sort();
      expect(sorted(after)).toEqual(sorted(before));
      await notebook.screenshot(`map-story-retrained-${frontEnd}`);
    });

    it('by keyboard: taken back, and found again by the list', async () => {
      const { view, notebook, counts, names, status } = opened;
      await view.locator('.tsv-grid').focus();
      await opened.press('u');
      await expect.poll(() => files('black').length).toBe(12);
      await expect.poll(counts).toContain('3 relabelled');
      await opened.press('u');
      await expect.poll(counts).toContain('0 relabelled');
      await view.getByRole('button', { name: 'Outliers' }).focus();
      await opened.press('Enter');
      await expect.poll(status).toContain('photos farthest from their class');
      await expect.poll(async () => (await names()).slice(0, 3).sort()).toEqual(wrong);
      await notebook.screenshot(`map-story-outliers-${frontEnd}`);
    });

    it('by mouse: tagged, relabelled, applied, trained again, and taken back', async () => {
      const { view, notebook, counts } = opened;
      await opened.cell(1).click();
      await opened.cell(3).click({ modifiers: ['Shift'] });
      await expect.poll(counts).toContain('3 selected');
      await opened.cell(2).click({ button: 'right' });
      await view.getByRole('menuitem', { name: 'Tag …' }).click();
      await view.locator('dialog[open] .tsv-chip', { hasText: 'odd (3)' }).click();
      await expect.poll(tagged).toBe(0);
      await view.getByLabel('Label as').selectOption('teddys');
      await expect.poll(counts).toContain('3 relabelled');
      await view.getByRole('button', { name: 'Apply …' }).click();
      await view.getByRole('button', { name: 'Apply to 3 photos' }).click();
      await expect.poll(() => files('teddys').length).toBe(9);
      expect(await train('mouse')).toEqual(after);
      await notebook.screenshot(`map-story-by-mouse-${frontEnd}`);
      for (const left of ['3 relabelled', '0 relabelled']) {
        await view.getByRole('button', { name: '↶ Undo' }).click();
        await expect.poll(counts).toContain(left);
      }
      expect(files('black')).toHaveLength(12);
    });
  });
}

story('lab');
story('notebook');
