import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { greyPhoto } from '../serve/fakeClassifier.js';

const executablePath = process.env.TSVISION_CHROMIUM ?? '/usr/bin/chromium';
/** Where screenshots go, to be looked at. */
export const artifacts = join(import.meta.dirname, '../../artifacts');
/** Whether there is a browser here. */
export const hasChromium = existsSync(executablePath);

const flags =
  '--no-sandbox --headless=new --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run';
/** A camera that shows a test pattern; a browser that lets pages use it. */
const cameraFlags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** A browser with a camera that every page may use, without leave to use it, or without one. */
export function openBrowser(camera: 'allowed' | 'refused' | 'none'): Promise<Browser> {
  mkdirSync(artifacts, { recursive: true });
  const more = cameraFlags.slice(0, { allowed: 2, refused: 1, none: 0 }[camera]);
  return chromium.launch({ executablePath, args: [...flags.split(' '), ...more] });
}

/** Somebody who was never on a host before. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors in the page's console, and thrown ones. */
  readonly problems: string[];
  /** Addresses of other hosts that the page or a thread of it asked for. */
  readonly foreign: string[];
}

/** Opens an address. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const visitor: Visitor = { context, page, problems: [], foreign: [] };
  page.on('console', (message) => message.type() === 'error' && visitor.problems.push(message.text()));
  page.on('pageerror', (error) => visitor.problems.push(error.message));
  context.on('request', (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== new URL(url).host) visitor.foreign.push(request.url());
  });
  await page.goto(url);
  return visitor;
}

/** The model is there, or it is said why not. */
export const loaded = (page: Page): Promise<void> => page.locator('#loading').waitFor({ state: 'hidden' });

/** A photo has its answer. */
export const answered = (page: Page): Promise<void> => page.locator('#result').waitFor();

/** The folder is kept in the browser. */
export const keptOffline = (page: Page): Promise<void> =>
  page.locator('#offline', { hasText: 'without a network' }).waitFor();

/** What the page says is wrong. */
export async function complaint(page: Page, where: '#error' | '#failed'): Promise<string> {
  const said = page.locator(where, { hasText: /./ });
  await said.waitFor();
  return (await said.textContent()) ?? '';
}

/** Brings a photo as a person would: from the clipboard, or by the mouse. */
export async function handOver(page: Page, how: 'paste' | 'drop', photo: Uint8Array): Promise<void> {
  await page.evaluate(
    ([kind, data]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(data)], 'a.jpg', { type: 'image/jpeg' }));
      const event =
        kind === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true })
          : new DragEvent('drop', { dataTransfer: transfer, bubbles: true });
      document.body.dispatchEvent(event);
    },
    [how, [...photo]] as const,
  );
}

/** A grey photo as a file that somebody chooses. */
export const greyFile = async (grey: number) => ({
  name: 'a.jpg',
  mimeType: 'image/jpeg',
  buffer: await greyPhoto(grey),
});

/** A file that is called a photo and is none. */
export const noPhoto = {
  name: 'page.jpg',
  mimeType: 'image/jpeg',
  buffer: Buffer.from('<html>not found</html>'),
};

/** How many pixels of the page stand out at its side. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
