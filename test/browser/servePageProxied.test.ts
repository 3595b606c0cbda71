import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from '../serve/fakeClassifier.js';
import { answered, hasChromium, openBrowser } from './visitor.js';

const prefix = '/user/ada/proxy/8000/';

/** A proxy that takes a prefix off and changes the host, as in front of many servers. */
function proxy(service: RunningService): Server {
  const { port } = new URL(service.url);
  return createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith(prefix)) return void outgoing.writeHead(404).end();
    const { method, headers } = incoming;
    const options = { port, method, path: `/${incoming.url.slice(prefix.length)}` };
    const onward = request({ ...options, headers: { ...headers, host: `127.0.0.1:${port}` } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
}

describe.skipIf(!hasChromium)('the page behind a proxy', () => {
  let service: RunningService;
  let front: Server;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    const samples = [{ name: 'a bright wall', photo: await greyPhoto(240) }];
    service = await serve({ ...fakeClassifier, samples }, { port: 0 });
    front = proxy(service);
    await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
    browser = await openBrowser('allowed');
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`http://localhost:${(front.address() as AddressInfo).port}${prefix}`);
  });
  afterAll(async () => {
    await browser?.close();
    front?.closeAllConnections();
    front?.close();
    await service?.stop(0);
  });

  const sample = (): Promise<void> => page.getByRole('button', { name: 'Try a bright wall' }).click();
  const error = (text: string): Promise<void> => page.locator('#error', { hasText: text }).waitFor();

  it('that rewrites Host works under /user/ada/proxy/8000/ (streamlit#9719, JupyterHub)', async () => {
    await sample();
    await answered(page);
    expect(await page.locator('#bars li span').first().textContent()).toBe('bright');
    await page.fill('#url', 'http://127.0.0.1/bear.jpg');
    await page.getByRole('button', { name: 'fetch' }).click();
    await error('Only public');
    const description = await page.evaluate(async () => (await fetch('openapi.json')).status);
    expect(description).toBe(200);
  });

  it.each([
    [413, 'too large for a server'],
    [502, 'does not answer now'],
    [200, 'signed out'],
    [400, 'status 400'],
  ])('that answers %i in HTML is said in words (Unexpected token <)', async (status, sentence) => {
    const html = { status, contentType: 'text/html', body: '<html><h1>nginx</h1></html>' };
    await page.route('**/classify', (route) => route.fulfill(html));
    await sample();
    await error(sentence);
    await page.unroute('**/classify');
  });

  it('opens one camera at two clicks, and lets go of it (a double click leaks one)', async () => {
    await page.evaluate(() => {
      const tracks: MediaStreamTrack[] = [];
      const media = navigator.mediaDevices;
      const open = media.getUserMedia.bind(media);
      media.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        tracks.push(...stream.getTracks());
        return stream;
      };
      Object.assign(window, { tracks });
      const button = document.querySelector('#camera') as HTMLButtonElement;
      button.click();
      button.click();
    });
    await page.locator('#viewfinder').waitFor();
    await page.getByRole('button', { name: 'cancel' }).click();
    const states = (): Promise<string[]> =>
      page.evaluate(() =>
        (window as unknown as { tracks: MediaStreamTrack[] }).tracks.map((t) => t.readyState),
      );
    expect(await states()).toEqual(['ended']);
    await page.getByRole('button', { name: 'use the camera' }).click();
    await page.locator('#viewfinder').waitFor();
    await page.getByRole('button', { name: 'take the photo' }).click();
    await answered(page);
    expect(await states()).toEqual(['ended', 'ended']);
  });

  it('says that a camera gave no picture (toBlob gave null)', async () => {
    await page.evaluate(() => {
      HTMLCanvasElement.prototype.toBlob = (done) => done(null);
    });
    await page.getByRole('button', { name: 'use the camera' }).click();
    await page.locator('#viewfinder').waitFor();
    await page.getByRole('button', { name: 'take the photo' }).click();
    await error('The camera gave no picture');
    expect(errors).toEqual([]);
  });
});
