import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hangLimit } from '../hangLimit.js';
import { freePort } from './freePort.js';
import { whyNoJupyterLab } from './jupyterLab.js';

const reason = whyNoJupyterLab();
const root = join(import.meta.dirname, '../..');

describe.skipIf(reason)(`what a newcomer sees first${reason ? ` (${reason})` : ''}`, () => {
  let home: string;
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    const { labOptions, venvProgram } = await import('../../scripts/setup/jupyter.mjs');
    home = await mkdtemp(join(tmpdir(), 'tsvision-first-'));
    const folder = join(home, 'notebooks');
    mkdirSync(folder);
    cpSync(join(root, 'notebooks/index.ipynb'), join(folder, 'index.ipynb'));
    const port = await freePort();
    const options = labOptions({ ip: '127.0.0.1', port, folder, browser: false });
    const open = ['--allow-root', '--ServerApp.token=', '--ServerApp.password='];
    const env = { ...process.env, JUPYTER_PREFER_ENV_PATH: '1', JUPYTER_CONFIG_DIR: join(home, 'config') };
    server = spawn(venvProgram('jupyter'), ['lab', ...options, ...open], { env, stdio: 'ignore' });
    url = `http://127.0.0.1:${port}`;
    const answers = (): Promise<boolean> =>
      fetch(`${url}/api/status`).then(
        ({ ok }) => ok,
        () => false,
      );
    await vi.waitUntil(answers, { timeout: hangLimit, interval: 200 });
    browser = await chromium.launch({
      executablePath: process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  }, hangLimit);
  afterAll(async () => {
    await browser?.close();
    server?.kill();
    await rm(home, { recursive: true, force: true });
  });

  it(
    'is the index of the lessons, not the Launcher, and opening it does not change it',
    async () => {
      await page.goto(url);
      await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: hangLimit });
      expect(page.url()).toContain('/lab/tree/index.ipynb');
      expect(await page.locator('.jp-Launcher').count()).toBe(0);
      // The kernel has told its language by then: that is what changed it.
      await page.getByText('TypeScript (tsvision) | Idle').waitFor({ timeout: hangLimit });
      await expect
        .poll(() => page.locator('.lm-TabBar-tab.jp-mod-dirty').count(), { timeout: 20_000 })
        .toBe(0);
    },
    hangLimit,
  );
});
