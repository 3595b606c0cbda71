import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './freePort.js';
import { whyNoJupyterLab } from './jupyterLab.js';
import { withoutOutputs } from './lessonNotebook.js';
import { artifacts, NotebookPage } from './notebookPage.js';

const root = join(import.meta.dirname, '../..');
const lesson = 'lesson2-download.ipynb';
const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';

/** The README's command, as a newcomer types it; only few photos, so that it takes a minute. */
async function npmStart(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const port = await freePort();
  const server = spawn('npm', ['start', '--', '--no-browser', '--port', String(port), '--folder', folder], {
    cwd: root,
    env: { ...process.env, TSVISION_FAST: '1' },
    detached: true,
  });
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      const found = log.match(/http:\/\/127\.0\.0\.1:\d+\/lab\?token=\w+/);
      if (found) resolve(found[0]);
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('exit', () => reject(new Error(`npm start ended:\n${log}`)));
  });
  return { server, url };
}

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`the bears lesson in JupyterLab${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let server: ChildProcess;
  let browser: Browser;
  let page: NotebookPage;
  let committed: string;
  let folder: string;

  beforeAll(async () => {
    mkdirSync(artifacts, { recursive: true });
    // JupyterLab saves what it shows: a copy is opened, and the committed lesson stays as it is.
    folder = mkdtempSync(join(tmpdir(), 'tsvision-start-'));
    committed = await readFile(join(root, 'notebooks', lesson), 'utf8');
    await writeFile(join(folder, lesson), withoutOutputs(committed));
    const started = await npmStart(folder);
    server = started.server;
    browser = await chromium.launch({
      executablePath: process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium',
      args: flags.split(' '),
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    const tab = await context.newPage();
    const url = new URL(started.url);
    await tab.goto(`${url.origin}/lab/tree/${lesson}?token=${url.searchParams.get('token')}&reset`);
    page = await NotebookPage.open(tab, `${url.origin}/lab/tree/${lesson}`);
  });

  afterAll(async () => {
    await browser?.close();
    if (server?.pid) {
      const ended = once(server, 'exit');
      process.kill(-server.pid, 'SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it('runs every cell without an error', async () => {
    const document = JSON.parse(committed) as { cells: readonly { cell_type: string }[] };
    const cells = document.cells.filter(({ cell_type }) => cell_type === 'code').length;
    await expect.poll(() => page.page.locator('.jp-Notebook .jp-CodeCell').count()).toBe(cells);
    await page.page.keyboard.press('Escape');
    await page.page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.page.getByRole('menuitem', { name: /Run All Cells$/ }).click();
    const last = page
      .cell(cells - 1)
      .locator('.jp-InputPrompt')
      .first();
    await expect.poll(() => last.textContent()).toMatch(/\[\d+\]/);
    const errors = page.page.locator('[data-mime-type="application/vnd.jupyter.error"]');
    expect(await errors.allTextContents()).toEqual([]);
  });

  it('shows plots and galleries', async () => {
    const plots = page.page.locator('.tsvision-plotly');
    expect(await plots.count()).toBeGreaterThan(2);
    // A plot out of sight is a picture; it comes to life when it is scrolled to.
    await plots.first().scrollIntoViewIfNeeded();
    await plots.first().locator('.js-plotly-plot').first().waitFor();
    await page.screenshot('bears-lesson-plot');
    expect(await page.page.locator('.jp-RenderedHTMLCommon img').count()).toBeGreaterThan(8);
  });

  it('moves the photo that was deleted to the trash and shows the next five', async () => {
    const drawnOrReal = readdirSync(join(folder, 'data')).find((name) => name.startsWith('bears'));
    const bears = join(folder, 'data', String(drawnOrReal));
    const photos = (): number => listPhotos(bears).length;
    const before = photos();
    const shown = new Set(listPhotos(bears));
    const deleter = page.page
      .locator('.jp-OutputArea-output', { has: page.page.getByRole('button', { name: 'Confirm' }) })
      .first();
    await deleter.scrollIntoViewIfNeeded();
    await page.screenshot('bears-lesson-deleter');
    // The lesson has cleaned by itself below: what it moved can be flagged no more.
    const gone = new Set(
      readdirSync(join(bears, '.trash'), { recursive: true }).map((path) => basename(String(path))),
    );
    const buttons = deleter.getByRole('button', { name: 'Delete' });
    const flags = await buttons.evaluateAll((all) => all.map((button) => (button as HTMLElement).title));
    const there = flags.findIndex((title) => !gone.has(title.replace(/^Flag /, '')));
    expect(there, `of ${flags.join(', ')} none is left`).toBeGreaterThanOrEqual(0);
    const first = await deleter.locator('img').first().getAttribute('src');
    await buttons.nth(there).click();
    await deleter.getByRole('button', { name: 'Confirm' }).click();
    await expect.poll(photos).toBe(before - 1);
    await expect.poll(() => deleter.locator('img').first().getAttribute('src')).not.toBe(first);
    const left = new Set(listPhotos(bears));
    const [trashed = 'none'] = [...shown].filter((path) => !left.has(path)).map((path) => basename(path));
    const files = readdirSync(bears, { recursive: true }).map(String);
    expect(files.filter((path) => path.includes('.trash') && path.endsWith(trashed)).length).toBeGreaterThan(
      0,
    );
    await page.screenshot('bears-lesson');
  });
});

/** Photos that are in their class folders. */
const listPhotos = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.jpg') && !path.includes('.trash'));
