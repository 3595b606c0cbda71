import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { installKernelspec } from '../../src/kernel/kernelspec/installKernelspec.js';
import { hangLimit } from '../hangLimit.js';
import { freePort } from './freePort.js';
import { artifacts, NotebookPage } from './notebookPage.js';

const root = join(import.meta.dirname, '../..');
const jupyter = join(root, '.venv/bin/jupyter');
const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';

/** Why there is no JupyterLab in a browser here, or `undefined` when there is. */
export function whyNoJupyterLab(): string | undefined {
  if (!existsSync(jupyter)) return 'no JupyterLab in .venv (npm test makes it)';
  if (!existsSync(executablePath))
    return `no Chromium at ${executablePath} (TSVISION_CHROMIUM names another)`;
  if (!existsSync(join(root, 'dist/kernel/main.js'))) return 'the kernel is not built (npm run build)';
  if (!existsSync(join(root, 'widgets/labextension/package.json')))
    return 'the lab extension is not built (node scripts/buildWidgets.mjs)';
  return undefined;
}

/** Which front end a notebook is opened in. */
export type FrontEnd = 'lab' | 'notebook';

/**
 * A real Jupyter server of its own, in a temporary home: our kernel and lab extension as they are built now, no
 * news, no settings of the user's; and a real Chromium.
 */
export class JupyterLab {
  private constructor(
    readonly folder: string,
    readonly url: string,
    readonly browser: Browser,
    private readonly server: ChildProcess,
    private readonly log: () => string,
  ) {}

  /**
   * @param options.frontEnd JupyterLab, or Notebook 7. @default 'lab'
   * @param options.python a folder of Python packages, their lab extensions included. @default none
   */
  static async start({
    frontEnd = 'lab' as FrontEnd,
    theme = 'JupyterLab Light',
    python = undefined as string | undefined,
  } = {}): Promise<JupyterLab> {
    mkdirSync(artifacts, { recursive: true });
    const home = await mkdtemp(join(tmpdir(), 'tsvision-lab-'));
    const folder = join(home, 'work');
    mkdirSync(folder);
    await installOurs(home);
    quietSettings(home, theme);
    const port = await freePort();
    const options = ['--no-browser', '--allow-root', '--ServerApp.token=', '--ServerApp.password='];
    const server = spawn(
      jupyter,
      [
        frontEnd,
        ...options,
        `--ServerApp.port=${port}`,
        '--ServerApp.port_retries=0',
        '--ServerApp.root_dir',
        folder,
      ],
      { cwd: folder, env: environment(home, python), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let log = '';
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => (log += text));
    const url = `http://127.0.0.1:${port}`;
    const path = frontEnd === 'lab' ? 'lab/tree' : 'notebooks';
    try {
      await answering(`${url}/api/status`, server, () => log);
      const browser = await chromium.launch({ executablePath, args: flags.split(' ') });
      return new JupyterLab(folder, `${url}/${path}`, browser, server, () => log);
    } catch (error) {
      server.kill('SIGKILL');
      throw error;
    }
  }

  /**
   * Opens a new notebook of these code cells, or one that is there.
   * @param prepare readies the browser before the page is loaded
   */
  async open(
    name: string,
    cells?: readonly string[],
    prepare?: (context: BrowserContext) => Promise<void>,
  ): Promise<NotebookPage> {
    if (cells) writeFileSync(join(this.folder, name), notebookOf(cells));
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 } });
    await prepare?.(context);
    const page = await context.newPage();
    return NotebookPage.open(page, `${this.url}/${name}`);
  }

  /** What the server said: for a test that failed. */
  get serverLog(): string {
    return this.log();
  }

  async close(): Promise<void> {
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGTERM');
    const timer = setTimeout(() => this.server.kill('SIGKILL'), 8000);
    await ended;
    clearTimeout(timer);
    await rm(join(this.folder, '..'), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The kernel with the kernelspec that `tsvision install` writes, and the lab extension. */
async function installOurs(home: string): Promise<void> {
  await installKernelspec(join(home, 'ours'));
  cpSync(join(root, 'widgets/labextension'), join(home, 'ours/labextensions/tsvision'), { recursive: true });
}

function quietSettings(home: string, theme: string): void {
  const set = (plugin: string, settings: object): void => {
    const [extension, name] = plugin.split(':') as [string, string];
    const folder = join(home, 'settings', extension);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.jupyterlab-settings`), JSON.stringify(settings));
  };
  set('@jupyterlab/apputils-extension:notification', { checkForUpdates: false, fetchNews: 'false' });
  set('@jupyterlab/apputils-extension:themes', { theme });
  // Cells out of sight would otherwise not be in the page.
  set('@jupyterlab/notebook-extension:tracker', { windowingMode: 'none' });
}

function environment(home: string, python: string | undefined): NodeJS.ProcessEnv {
  const paths = [join(home, 'ours'), ...(python === undefined ? [] : [join(python, 'share/jupyter')])];
  return {
    ...process.env,
    ...(python === undefined ? {} : { PYTHONPATH: python }),
    HOME: home,
    // Before all others: what is installed in .venv may be older.
    JUPYTER_PATH: paths.join(delimiter),
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_DATA_DIR: join(home, 'data'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
    // What the user's cache holds (an engine that took minutes to build) is used as it is.
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? home, '.cache'),
    TSVISION_CHECKOUT: root,
  };
}

const ours = { name: 'tsvision', display_name: 'TypeScript (tsvision)', language: 'typescript' };

/** A notebook for Python's kernel. */
export function pythonNotebook(cells: readonly string[]): string {
  return notebookOf(cells, { name: 'python3', display_name: 'Python 3', language: 'python' });
}

function notebookOf(cells: readonly string[], kernelspec: object = ours): string {
  return JSON.stringify({
    cells: cells.map((source, i) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${i}`,
      metadata: {},
      outputs: [],
      source,
    })),
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

async function answering(url: string, server: ChildProcess, log: () => string): Promise<void> {
  for (let left = hangLimit; left > 0; left -= 250) {
    if (server.exitCode !== null) break;
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Jupyter did not start:\n${log()}`);
}
