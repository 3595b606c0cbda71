import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from '../serve/fakeClassifier.js';
import {
  answered,
  artifacts,
  complaint,
  greyFile,
  handOver,
  hasChromium,
  noPhoto,
  openBrowser,
  overflow,
  visit,
} from './visitor.js';

describe.skipIf(!hasChromium)('the page of a served classifier', () => {
  let service: RunningService;
  let browser: Browser;
  let page: Page;
  let problems: readonly string[];
  let foreign: readonly string[];

  beforeAll(async () => {
    const samples = [{ name: 'a bright wall', photo: await greyPhoto(240) }];
    service = await serve({ ...fakeClassifier, samples }, { port: 0 });
    browser = await openBrowser('allowed');
    ({ page, problems, foreign } = await visit(browser, service.url));
  });
  afterAll(async () => {
    await browser?.close();
    await service?.stop(100);
  });

  const label = (): Promise<string | null> => page.locator('#bars li span').first().textContent();
  const reset = async (): Promise<void> => {
    await page.reload();
    await page.locator('#result').waitFor({ state: 'hidden' });
  };

  it('classifies a chosen file', async () => {
    await page.setInputFiles('#file', await greyFile(20));
    await answered(page);
    expect(await label()).toBe('dark');
    expect(await page.locator('#facts').textContent()).toMatch(/\d+ ms · model brightness · cafe01234567/);
    await page.screenshot({ path: join(artifacts, 'serve-desk.png') });
  });

  it('classifies a sample', async () => {
    await reset();
    await page.getByRole('button', { name: 'Try a bright wall' }).click();
    await answered(page);
    expect(await label()).toBe('bright');
  });

  it.each(['paste', 'drop'] as const)('classifies on %s', async (type) => {
    await reset();
    await handOver(page, type, await greyPhoto(10));
    await answered(page);
    expect(await label()).toBe('dark');
  });

  it('says in words what is wrong with an address', async () => {
    await page.fill('#url', 'http://127.0.0.1/bear.jpg');
    await page.getByRole('button', { name: 'fetch' }).click();
    expect(await complaint(page, '#error')).toContain('Only public');
    expect(await page.locator('#result').isHidden()).toBe(true);
    await page.screenshot({ path: join(artifacts, 'serve-error.png') });
  });

  it('says in words that a file is no photo', async () => {
    await page.setInputFiles('#file', noPhoto);
    expect(await complaint(page, '#error')).toContain('JPEG, PNG, WebP or GIF');
    expect(await page.locator('#photo').isHidden()).toBe(true);
  });

  it('says in words that the server is gone, and that it is back', async () => {
    const send = (): Promise<void> => page.getByRole('button', { name: 'Try a bright wall' }).click();
    await reset();
    await page.route('**/classify', (route) => route.abort());
    await send();
    expect(await complaint(page, '#error')).toContain('cannot be reached');
    await page.unroute('**/classify');
    await send();
    await answered(page);
    expect(await page.locator('#error').isHidden()).toBe(true);
  });

  it('takes a photo by the camera, and lets go of it', async () => {
    await reset();
    await page.getByRole('button', { name: 'use the camera' }).click();
    await page.getByRole('button', { name: 'cancel' }).click();
    expect(await page.locator('#viewfinder').isHidden()).toBe(true);
    await page.getByRole('button', { name: 'use the camera' }).click();
    await page.waitForFunction(() => (document.querySelector('video') as HTMLVideoElement).videoWidth > 0);
    await page.getByRole('button', { name: 'take the photo' }).click();
    await answered(page);
    expect(await page.locator('#viewfinder').isHidden()).toBe(true);
  });

  it('fits a phone, dark', async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await reset();
    await page.getByRole('button', { name: 'Try a bright wall' }).click();
    await answered(page);
    expect(await overflow(page)).toBe(0);
    await page.screenshot({ path: join(artifacts, 'serve-phone.png'), fullPage: true });
  });

  it('asked no other host and left no error in the console', () => {
    expect(foreign).toEqual([]);
    // The refusals above are shown by the browser as failed loads.
    expect(problems.filter((text) => !/status of 4\d\d|ERR_FAILED/.test(text))).toEqual([]);
  });
});
