import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hangLimit } from '../hangLimit.js';

const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
const root = join(import.meta.dirname, '../..');
const artifacts = join(root, 'artifacts');
const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown; charset=utf-8',
};
/** Where a project's pages usually live: not at the root of their host. */
const prefix = '/some/where/';

describe.skipIf(!existsSync(executablePath))('the documentation', () => {
  let folder: string;
  let server: Server;
  let home: string;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    mkdirSync(artifacts, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'tsvision-docs-'));
    // As a user builds it; a link that leads nowhere, or a page that nobody finds, fails it.
    const { status, stderr } = spawnSync(process.execPath, ['scripts/docs.mjs', folder], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    server = serveFolder(folder);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    home = `http://${host}${prefix}index.html`;
    browser = await chromium.launch({ executablePath, args: flags.split(' ') });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const { protocol, host: asked } = new URL(request.url());
      if (protocol.startsWith('http') && asked !== host) foreign.push(request.url());
    });
  }, 3 * hangLimit);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (): string => new URL(page.url()).pathname.replace(prefix, '');
  const heading = (): Promise<string | null> => page.locator('main h1').first().textContent();
  const sideways = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  it('leads from home to a lesson, a task and what a name of its code is', async () => {
    await page.goto(home);
    expect(await heading()).toBe('tsvision');
    expect(await page.locator('main').textContent()).toMatch(/npm start[\s\S]*npm test/);
    await page.locator('.cards a', { hasText: 'Learn' }).click();
    await page.locator('main a', { hasText: 'Your own classifier' }).first().click();
    expect(at()).toBe('lessons/lesson2-download.html');
    // As it ran: a table of epochs, a chart, photos.
    expect(await page.locator('.output table.tsvision-training').count()).toBeGreaterThan(1);
    expect(await page.locator('.output img.chart').count()).toBeGreaterThan(1);
    await page.locator('header nav a', { hasText: 'Tasks' }).click();
    await page.locator('main td a', { hasText: 'Train a classifier' }).click();
    await page.locator('main pre a', { hasText: 'createCnn' }).first().click();
    expect(at()).toBe('api/tsvision/functions/createCnn.html');
    expect(await page.locator('.seen').textContent()).toMatch(/Lesson 2[\s\S]*Train a classifier/);
    await page.screenshot({ path: join(artifacts, 'docs-api.png') });
  });

  it('shows every picture of a lesson', async () => {
    await page.goto(home.replace('index.html', 'lessons/lesson2-download.html'));
    const broken = await page.evaluate(async () => {
      const pictures = [...document.images];
      for (const picture of pictures) picture.loading = 'eager';
      await Promise.allSettled(pictures.map((picture) => picture.decode()));
      return pictures.filter((picture) => picture.naturalWidth === 0).map(({ src }) => src);
    });
    expect(broken).toEqual([]);
    await page.screenshot({ path: join(artifacts, 'docs-lesson.png') });
  });

  it.each([
    ['lr_find', /lrFind|lr_find/, /names\.html|api\//],
    ['top losses', /topLosses|top losses/i, /./],
    ['ImageCleaner', /ImageCleaner/, /api\/.*ImageCleaner\.html/],
    ['createcnn', /createCnn/, /api\/.*createCnn\.html/],
  ])('finds %s by keyboard alone', async (query, title, address) => {
    await page.goto(home);
    await page.keyboard.press('/');
    await page.keyboard.type(query);
    const first = page.locator('#results li[aria-selected="true"] b');
    await expect.poll(() => first.textContent({ timeout: 1000 }).catch(() => '')).toMatch(title);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.screenshot({ path: join(artifacts, 'docs-search.png') });
    const found = await page.locator('#results li').allTextContents();
    expect(new Set(found).size).toBe(found.length);
    await Promise.all([
      page.waitForURL((url) => !url.pathname.endsWith('/index.html')),
      page.keyboard.press('Enter'),
    ]);
    expect(at()).toMatch(address);
  });

  it('says when nothing is found, and closes by Escape', async () => {
    await page.goto(home);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('xyzzyqwert');
    await page.locator('#search p', { hasText: 'Nothing is called' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#search').waitFor({ state: 'hidden' });
    expect(at()).toBe('index.html');
  });

  it('is dark where the system is, and where one wants it, from page to page', async () => {
    const ground = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto(home);
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.screenshot({ path: join(artifacts, 'docs-dark.png') });
    await page.locator('#theme').click();
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('#theme').click();
    await page.goto(home.replace('index.html', 'names.html'));
    expect(await ground()).toBe(dark);
    await page.locator('#theme').click();
    expect(await ground()).toBe(light);
  });

  it.each([
    'index.html',
    'lessons/lesson1-dogs-vs-cats.html',
    'lessons/lesson3-sgd-from-scratch.html',
    'tasks/find-a-rate.html',
    'names.html',
    'api/index.html',
    'api/tsvision/classes/Learner.html',
    'about.html',
    'changelog.html',
  ])('%s fits a phone', async (path) => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto(home.replace('index.html', path));
    expect(await sideways()).toBeLessThanOrEqual(0);
    await page.screenshot({ path: join(artifacts, `docs-phone-${path.replace(/\W/g, '-')}.png`) });
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await sideways()).toBeLessThanOrEqual(0);
  });

  it('works from a folder, search included', async () => {
    await page.goto(pathToFileURL(join(folder, 'tasks/serve.html')).href);
    await page.keyboard.press('/');
    await page.keyboard.type('VGG16');
    await page.locator('#results li b', { hasText: 'VGG16' }).first().waitFor();
    await Promise.all([page.waitForURL(/VGG16|vgg16|lesson|names/i), page.keyboard.press('Enter')]);
    expect(page.url()).toContain(pathToFileURL(folder).href);
  });

  it('has each page as text, listed in llms.txt', () => {
    const index = readFileSync(join(folder, 'llms.txt'), 'utf8');
    for (const line of index.split('\n').filter((one) => one.startsWith('- ')))
      expect(line).toMatch(/^- \[.+\]\(\S+\.md\): \S/);
    for (const path of ['lessons/lesson2-download', 'tasks/train', 'names', 'api/tsvision/classes/Learner'])
      expect(index).toContain(`(${path}.md)`);
    const lesson = readFileSync(join(folder, 'lessons/lesson2-download.md'), 'utf8');
    expect(lesson).toContain('```ts\nimport {');
    expect(lesson).toMatch(/```text\nepoch +train_loss/);
  });

  it('asked nothing outside of this machine and left no error in the console', () => {
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  });
});

function serveFolder(folder: string): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, decodeURIComponent(pathname).replace(prefix, '/'));
    if (!pathname.startsWith(prefix) || !existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' });
    response.end(readFileSync(path));
  });
}
