import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type FrameLocator, type Page } from 'playwright-core';
import { extract } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installKernelspec } from '../../src/kernel/kernelspec/installKernelspec.js';
import { drawPhotos } from './drawnPhotos.js';
import { whyNoJupyterLab } from './jupyterLab.js';
import { artifacts } from './notebookPage.js';

const root = join(import.meta.dirname, '../..');
const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';

/** Counts, shows bytes, grows, and tries what a frame must not. */
const esm = `export default { render({ model, el }) {
  el.innerHTML = '<button></button><p></p><div></div>';
  const [button, text, box] = el.children;
  const show = () => { button.textContent = 'count ' + model.get('value'); };
  button.onclick = () => { model.set('value', model.get('value') + 1); model.save_changes(); box.style.height = '300px'; };
  model.on('change:value', show);
  show();
  const reached = [];
  try { reached.push(parent.document.title); } catch {}
  fetch('http://127.0.0.1:9/').then(() => reached.push('net'), () => {}).finally(() => {
    text.textContent = model.get('bytes').byteLength + ' bytes, reached ' + reached.length;
  });
} };`;
const cells = [
  `import { defineWidget } from 'tsvision';
const Counter = defineWidget({ esm: ${JSON.stringify(esm)}, css: 'button { color: rgb(1, 2, 3) }', state: { value: 1, bytes: Uint8Array.of(1, 2, 3) } });
const counter = new Counter();
counter`,
  'counter.value = 5;',
  "import { html } from 'tsvision';\nhtml`<script>document.title = 'taken'</script><p>plain</p>`",
];

const reason = whyNoJupyterLab();

describe.skipIf(reason)(`a widget of one's own in a saved page${reason ? ` (${reason})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-saved-'));
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(artifacts, { recursive: true });
    writeNotebook('saved', cells);
    await drawPhotos(join(folder, 'bears'), ['black', 'teddys'], 3);
    writeNotebook('cleaner', ["import { ImageCleaner } from 'tsvision';\nawait ImageCleaner.open('bears')"]);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  function writeNotebook(name: string, sources: readonly string[]): void {
    const cell = (source: string, i: number): object => {
      return { cell_type: 'code', execution_count: null, id: `c${i}`, metadata: {}, outputs: [], source };
    };
    const kernelspec = { name: 'tsvision', display_name: 'TypeScript', language: 'typescript' };
    const notebook = { cells: sources.map(cell), metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify(notebook));
  }

  /** Opened from the disk; nothing else is there. */
  async function open(file: string): Promise<{ page: Page; asked: string[] }> {
    const page = await browser.newPage();
    const asked: string[] = [];
    await page.route(/^https?:/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await page.goto(pathToFileURL(file).href);
    return { page, asked };
  }

  async function counts(frame: FrameLocator, from: number): Promise<void> {
    const button = frame.getByRole('button');
    await expect.poll(() => button.textContent()).toBe(`count ${from}`);
    await expect.poll(() => frame.locator('p').textContent()).toBe('3 bytes, reached 0');
    expect(await button.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(1, 2, 3)');
    await button.click();
    expect(await button.textContent()).toBe(`count ${from + 1}`);
  }

  it('works in the page of `tsvision run --html`, in a frame that reaches nothing', async () => {
    const cli = join(root, 'dist/cli/main.js');
    await promisify(execFile)(process.execPath, [cli, 'run', '--html', 'saved.ipynb'], { cwd: folder });
    const { page, asked } = await open(join(folder, 'saved.html'));
    const frame = page.locator('iframe');
    await counts(page.frameLocator('iframe'), 5);
    await expect.poll(async () => (await frame.boundingBox())?.height).toBeGreaterThan(320);
    expect([await page.title(), await page.locator('iframe').count()]).toEqual(['saved', 1]);
    expect(asked).toEqual([]);
    await page.screenshot({ path: join(artifacts, 'anywidget-html.png') });
    await page.close();
  });

  /** nbconvert's page of a notebook, which it runs. */
  async function convert(notebook: string, name: string, ...more: string[]): Promise<string> {
    await installKernelspec(join(folder, 'ours'));
    const env = { ...process.env, JUPYTER_PATH: join(folder, 'ours'), HOME: folder };
    const options = ['--execute', '--to', 'html', '--output', name, ...more, `${notebook}.ipynb`];
    await promisify(execFile)(join(root, '.venv/bin/jupyter'), ['nbconvert', ...options], {
      cwd: folder,
      env,
    });
    return join(folder, name);
  }

  it("works in nbconvert's page of a notebook without widget state", async () => {
    const file = await convert('saved', 'still.html', '--ExecutePreprocessor.store_widget_state=False');
    const { page } = await open(file);
    await counts(page.frameLocator('iframe'), 1);
    await expect.poll(async () => (await page.locator('iframe').boundingBox())?.height).toBeGreaterThan(320);
    await page.screenshot({ path: join(artifacts, 'anywidget-nbconvert.png') });
    await page.close();
  });

  it("works in nbconvert's page with widget state, where our modules stand for the CDN's", async ({
    skip,
  }) => {
    const packages = await npmPackages(folder, {
      manager: '@jupyter-widgets/html-manager@1.0.15',
      require: 'requirejs@2.3.8',
    });
    skip(packages === undefined, 'no registry is reached');
    const page = await openWithCdn(await convert('saved', 'state.html'));
    const button = page.locator('.tsvision-widget button');
    await expect.poll(() => button.textContent()).toBe('count 5');
    await button.click();
    expect(await button.textContent()).toBe('count 6');
    expect(await page.locator('.tsvision-widget p').textContent()).toContain('3 bytes');
    await page.close();
    // Without a kernel it has no photos; that the view is there says that its module was found and loaded.
    const cleaner = await openWithCdn(await convert('cleaner', 'cleaner.html'));
    await expect.poll(() => cleaner.locator('.tsv-cleaner').count()).toBe(1);
    await expect.poll(() => cleaner.locator('.tsv-cleaner').textContent()).toContain('teddys');
    await cleaner.close();
  });

  /** With what a CDN would answer: ipywidgets' own loader, and our modules where packages of npm have them. */
  async function openWithCdn(file: string): Promise<Page> {
    const { page } = await open(file);
    const answers: [RegExp, string][] = [
      [/require(\.min)?\.js/, join(folder, 'require/require.js')],
      [/html-manager@.*\/embed-amd\.js/, join(folder, 'manager/dist/embed-amd.js')],
      [/\/anywidget@[^/]+\/dist\/index\.js/, join(root, 'widgets/amd/index.js')],
      [/\/tsvision@[^/]+\/dist\/views\.js/, join(root, 'dist/views.js')],
    ];
    for (const [url, path] of answers)
      await page.route(url, (route) => route.fulfill({ path, contentType: 'text/javascript' }));
    await page.reload();
    return page;
  }
});

/** Packages of npm, unpacked as they are into folders of these names; `undefined` where no registry is reached. */
async function npmPackages(folder: string, packages: Record<string, string>): Promise<true | undefined> {
  for (const [name, wanted] of Object.entries(packages)) {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    const packed = await promisify(execFile)('npm', ['pack', '--silent', wanted], { cwd }).catch(
      () => undefined,
    );
    if (packed === undefined) return undefined;
    await extract({ file: join(cwd, packed.stdout.trim()), cwd, strip: 1 });
  }
  return true;
}
