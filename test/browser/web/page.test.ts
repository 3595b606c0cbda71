import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greyPhoto } from '../../serve/fakeClassifier.js';
import {
  answered,
  artifacts,
  complaint,
  greyFile,
  handOver,
  hasChromium,
  keptOffline,
  loaded,
  noPhoto,
  openBrowser,
  overflow,
  visit,
} from '../visitor.js';
import { exportedFolder } from './exportedFolder.js';
import { StaticHost } from './staticHost.js';

describe.skipIf(!hasChromium)('the page of a web export', () => {
  let host: StaticHost;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let dark: Awaited<ReturnType<typeof greyFile>>;
  let problems: readonly string[];
  let foreign: readonly string[];

  beforeAll(async () => {
    host = new StaticHost({ '/some/prefix/': await exportedFolder('bears', ['black', 'grizzly', 'teddy']) });
    url = `${await host.listen()}/some/prefix/`;
    dark = await greyFile(20);
    browser = await openBrowser('allowed');
    ({ context, page, problems, foreign } = await visit(browser, url));
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  const again = async (): Promise<void> => {
    await page.reload();
    await loaded(page);
  };
  const labels = (): Promise<string[]> => page.locator('#bars li span:first-child').allTextContents();

  it('classifies a chosen file, and says what computed it', async () => {
    // The first visit to a host that sends no headers: no threads of WebAssembly.
    expect(await page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer])).toEqual([
      false,
      'undefined',
    ]);
    await page.setInputFiles('#file', dark);
    await answered(page);
    expect((await labels()).sort()).toEqual(['black', 'grizzly', 'teddy']);
    expect(await page.locator('#facts').textContent()).toMatch(/^\d+ ms · (WebGPU|WebAssembly) · float16$/);
    expect(await page.locator('li.top').count()).toBe(1);
    await page.screenshot({ path: join(artifacts, 'web-desk.png'), fullPage: true });
  });

  it('shows the model’s card', async () => {
    await page.getByText('About this model').click();
    const card = await page.locator('#card').textContent();
    expect(card).toMatch(/Accuracy[\d.]+\s% of \d+ validation photos in float16/);
    expect(card).toMatch(/Classes \(3\)/);
    expect(card).not.toMatch(/\b1 (validation )?photos/);
    expect(card).toMatch(/Size[\d.]+ MB of weights, [\d.]+ MB with the engine/);
  });

  it('shows what it looked at, and the photo again', async () => {
    const button = page.getByRole('button', { name: 'what did it look at?' });
    await button.click();
    await page.locator('#heat').waitFor();
    expect(await page.locator('#heat-text').textContent()).toMatch(/^Yellow spoke most for “.+”/);
    await page.screenshot({ path: join(artifacts, 'web-heat.png'), fullPage: true });
    // It is a photo's: the next one gets its own.
    await page
      .locator('#heat')
      .evaluate((canvas) => canvas.setAttribute('aria-label', 'of the photo before'));
    await page.setInputFiles('#file', dark);
    await page.locator('#heat[aria-label^="Yellow"]').waitFor();
    await button.click();
    expect(await page.locator('#heat').isHidden()).toBe(true);
  });

  it.each(['paste', 'drop'] as const)('classifies on %s', async (type) => {
    await again();
    await handOver(page, type, await greyPhoto(10));
    await answered(page);
  });

  it('does all of it by keyboard', async () => {
    // Asked for before the page is loaded: the browser may be told later than a key is pressed.
    const chooser = page.waitForEvent('filechooser');
    await again();
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '');
    const tabTo = async (id: string): Promise<void> => {
      for (let i = 0; i < 20 && (await focused()) !== id; i++) await page.keyboard.press('Tab');
      expect(await focused()).toBe(id);
    };
    await tabTo('file');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(dark);
    await answered(page);
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('explain');
    await page.keyboard.press('Space');
    await page.locator('#heat').waitFor();
    await tabTo('camera');
    await page.keyboard.press('Enter');
    await page.locator('#live').waitFor();
    await answered(page);
    expect(await focused()).toBe('shoot');
    await page.keyboard.press('Enter');
    await page.locator('#live').waitFor({ state: 'hidden' });
    await page.locator('#heat').waitFor();
  });

  it('follows the camera', async () => {
    await again();
    await page.getByRole('button', { name: 'use the camera' }).click();
    await answered(page);
    expect(await labels()).toEqual(['black', 'grizzly', 'teddy']);
    expect(await page.locator('#answer').getAttribute('aria-live')).toBe('off');
    await page.locator('#spoken', { hasText: /./ }).waitFor({ state: 'attached' });
    // The model is in a thread of its own, and its engine's threads below it, so that the page stays smooth.
    expect(page.workers()).not.toEqual([]);
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          let answers = 0;
          const facts = document.querySelector('#facts') as HTMLElement;
          const observer = new MutationObserver(() => {
            if (++answers === 5) resolve();
          });
          observer.observe(facts, { childList: true, characterData: true, subtree: true });
        }),
    );
    await page.screenshot({ path: join(artifacts, 'web-live.png'), fullPage: true });
    await page.getByRole('button', { name: 'stop', exact: true }).click();
    await page.locator('#live').waitFor({ state: 'hidden' });
    expect(
      await page.evaluate(() => (document.querySelector('video') as HTMLVideoElement).srcObject),
    ).toBeNull();
  });

  it('lets go of the camera when the page is out of sight', async () => {
    await page.getByRole('button', { name: 'use the camera' }).click();
    await answered(page);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(await complaint(page, '#error')).toContain('out of sight');
    expect(
      await page.evaluate(() => (document.querySelector('video') as HTMLVideoElement).srcObject),
    ).toBeNull();
  });

  it('says in words that a file is no photo', async () => {
    await again();
    await page.setInputFiles('#file', noPhoto);
    expect(await complaint(page, '#error')).toMatch(/photo|picture|image/);
    expect(await page.locator('#photo').isHidden()).toBe(true);
    expect(await page.locator('#result').isHidden()).toBe(true);
    await page.screenshot({ path: join(artifacts, 'web-error.png'), fullPage: true });
  });

  it('works with the network cut', async () => {
    await keptOffline(page);
    host.cut = true;
    try {
      await again();
      await page.setInputFiles('#file', dark);
      await answered(page);
      // What is kept has the headers for threads, whatever the host sends.
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      const other = await context.newPage();
      await other.goto(`${url}index.html?from=elsewhere`);
      await loaded(other);
      await other.close();
    } finally {
      host.cut = false;
    }
  });

  it('can be installed', async () => {
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A visitor of a test has a private window.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    expect((await session.send('Page.getAppManifest')).errors).toEqual([]);
  });

  it('fits a phone, dark', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setInputFiles('#file', dark);
    await answered(page);
    await page.getByText('About this model').click();
    expect(await overflow(page)).toBe(0);
    await page.screenshot({ path: join(artifacts, 'web-phone.png'), fullPage: true });
  });

  it('left no error in the console, and asked no other host; nor could it', async () => {
    expect(problems).toEqual([]);
    const reach = async (): Promise<string> =>
      fetch('http://localhost:9/').then(
        () => 'reached',
        (error: Error) => error.message,
      );
    const refused = await Promise.all([
      page.evaluate(reach),
      ...page.workers().map((w) => w.evaluate(reach)),
    ]);
    expect(page.workers()).not.toEqual([]);
    expect(refused.every((message) => message === 'Failed to fetch')).toBe(true);
    expect(problems.join('\n')).toMatch(/Content Security Policy/);
    expect(foreign).toEqual([]);
  });
});
