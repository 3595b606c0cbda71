import type { BrowserContext, Page } from 'playwright-core';

/** A message between page and kernel that a cleaner's view or its kernel has sent. */
export interface ProbedMessage {
  /** By the page's clock, ms. */
  readonly at: number;
  readonly name: string;
  /** Photos that thumbnails were asked for. */
  readonly indices?: readonly number[];
}

/** What the probe has seen since the page was loaded. */
export interface Probe {
  /** Blob addresses that live now, and the most that ever did. */
  blobs: number;
  mostBlobs: number;
  /** `execute_request`s, and requests of a cleaner's view by name. */
  readonly sent: ProbedMessage[];
  /** `comm_open`s of a cleaner, and answers to its view by name. */
  readonly received: ProbedMessage[];
  /** Clicks on a button. */
  readonly clicks: { readonly at: number; readonly text: string }[];
  /** When the last view of a cleaner came into the page, and when all pictures on its screen were shown. */
  view?: number | undefined;
  firstPicture?: number | undefined;
  shown?: number | undefined;
}

/** Lets every page of this context count what a cleaner's view costs. */
export async function installProbe(context: BrowserContext): Promise<void> {
  await context.addInitScript(probeScript);
}

/** What the probe has seen. */
export function readProbe(page: Page): Promise<Probe> {
  return page.evaluate('window.tsvProbe');
}

/** Forgets the messages, clicks and views so far. */
export async function resetProbe(page: Page): Promise<void> {
  await page.evaluate(
    'for (const list of ["sent", "received", "clicks"]) window.tsvProbe[list].length = 0; window.tsvProbe.view = window.tsvProbe.shown = window.tsvProbe.firstPicture = undefined;',
  );
}

/** Waits until every cell on the grid's screen shows its picture. */
export async function allShown(page: Page): Promise<void> {
  await page.waitForFunction('window.tsvAllShown()', undefined, { polling: 'raf' });
}

/** Runs in the page before anything of it: plain JavaScript. */
const probeScript = `
{
  const probe = { blobs: 0, mostBlobs: 0, sent: [], received: [], clicks: [] };
  window.tsvProbe = probe;
  const urls = new Set();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const url = createObjectURL.call(URL, blob);
    urls.add(url);
    probe.mostBlobs = Math.max(probe.mostBlobs, (probe.blobs = urls.size));
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    probe.blobs = urls.size;
    revokeObjectURL.call(URL, url);
  };
  const textOf = (data) =>
    typeof data === 'string' ? data : new TextDecoder().decode(data.buffer ? new Uint8Array(data.buffer, data.byteOffset, Math.min(data.byteLength, 60000)) : data.slice(0, 60000));
  const note = (list, data) => {
    const at = performance.now();
    const text = textOf(data);
    const asked = text.match(/"(?:request|response)":\\s*"(\\w+)"/);
    const open = text.match(/"msg_type":\\s*"(execute_request|comm_open)"/);
    if (asked) {
      const indices = asked[1] === 'thumbnails' ? text.match(/"indices":\\s*(\\[[^\\]]*\\])/) : null;
      list.push({ at, name: asked[1], ...(indices ? { indices: JSON.parse(indices[1]) } : {}) });
    } else if (open && (open[1] === 'execute_request' || text.includes('ImageCleanerModel')))
      list.push({ at, name: open[1] });
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => note(probe.received, data));
    }
    send(data) {
      note(probe.sent, data);
      super.send(data);
    }
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button');
    if (button) probe.clicks.push({ at: event.timeStamp, text: button.textContent });
  }, true);
  const pictures = () => {
    const grid = [...document.querySelectorAll('.tsv-grid')].at(-1);
    if (!grid) return [];
    const { top, bottom } = grid.getBoundingClientRect();
    return [...grid.querySelectorAll('.tsv-cell:not([hidden])')]
      .filter((cell) => {
        const box = cell.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      })
      .map((cell) => cell.querySelector('img'));
  };
  const isShown = (picture) => !picture.hidden && picture.complete && picture.naturalWidth > 0;
  window.tsvAllShown = () => {
    const all = pictures();
    return all.length > 0 && all.every(isShown);
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.nodeType === 1 && (node.matches('.tsv-cleaner') || node.querySelector('.tsv-cleaner'))) {
          probe.view = performance.now();
          probe.firstPicture = probe.shown = undefined;
        }
  }).observe(document, { childList: true, subtree: true });
  const frame = () => {
    if (probe.view !== undefined && probe.shown === undefined) {
      if (probe.firstPicture === undefined && pictures().some(isShown)) probe.firstPicture = performance.now();
      if (window.tsvAllShown()) probe.shown = performance.now();
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}`;
