import type { Locator } from 'playwright-core';

/** A part of the map's element: left, top, right, bottom, each from 0 to 1. */
export type Part = readonly [left: number, top: number, right: number, bottom: number];

/** Draws around a part of the map with the tool that is chosen, corner by corner. */
export async function drawAround(plane: Locator, part: Part, keys: readonly string[] = []): Promise<void> {
  await plane.scrollIntoViewIfNeeded();
  const box = (await plane.boundingBox())!;
  const page = plane.page();
  const [left, top, right, bottom] = part;
  const to = (x: number, y: number): Promise<void> =>
    page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
  for (const key of keys) await page.keyboard.down(key);
  await to(left, top);
  await page.mouse.down();
  await to(right, top);
  await to(right, bottom);
  // A box is what lies between the first corner and the last; a lasso closes itself.
  if ((await plane.getAttribute('data-tool')) === 'lasso') await to(left, bottom);
  await page.mouse.up();
  for (const key of keys) await page.keyboard.up(key);
}

/** Waits until the map shows the layout that is chosen, no point is on its way, and it draws the same picture twice. */
export async function atRest(plane: Locator): Promise<void> {
  await plane.page().waitForFunction(
    `(() => {
      const plane = document.querySelector('.tsv-plane');
      const canvas = plane?.querySelector('canvas');
      if (!canvas || !canvas.width) return false;
      const chosen = document.querySelector('.tsv-map-tools select:has(option[value="pca"])')?.value;
      if (plane.dataset.layout !== chosen || plane.ariaBusy === 'true') return false;
      const now = canvas.toDataURL();
      const same = now === window.tsvLastMap;
      window.tsvLastMap = now;
      return same;
    })()`,
    undefined,
    { polling: 150 },
  );
}

/** The part of the map in which the points of a colour lie, with a little room around. */
export async function partOfColour(plane: Locator, colour: readonly [number, number, number]): Promise<Part> {
  const found = (await plane.page().evaluate(`(() => {
    const canvas = document.querySelector('.tsv-plane canvas');
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const part = [1, 1, 0, 0];
    for (let i = 0; i < width * height; i++) {
      if (![${colour.join()}].every((value, k) => data[4 * i + k] === value)) continue;
      const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
      part[0] = Math.min(part[0], x);
      part[1] = Math.min(part[1], y);
      part[2] = Math.max(part[2], x);
      part[3] = Math.max(part[3], y);
    }
    return part;
  })()`)) as unknown as Part;
  const [left, top, right, bottom] = found;
  const within = (part: number): number => Math.max(0.005, Math.min(0.995, part));
  return [within(left - 0.05), within(top - 0.05), within(right + 0.05), within(bottom + 0.05)];
}

/** From letting go of the mouse to the selected photos in the grid, ms. */
export interface LassoTimes {
  /** Photos in each selection. */
  readonly photos: readonly number[];
  readonly median: number;
  readonly p95: number;
}

/** Selects a part of the map again and again, growing a little each time, and measures in the page itself. */
export async function lassoTimes(plane: Locator, part: Part, rounds: number): Promise<LassoTimes> {
  const page = plane.page();
  await page.evaluate(watch);
  const [left, top, right, bottom] = part;
  for (let i = 0; i < rounds; i++) {
    await drawAround(plane, [left - 0.002 * i, top, right, bottom]);
    await page.waitForFunction(`window.tsvLassos.length > ${i}`, undefined, { polling: 20 });
  }
  const taken = (await page.evaluate('window.tsvLassos')) as { ms: number; photos: number }[];
  const times = taken.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    photos: taken.map(({ photos }) => photos),
    median: Math.round(times[Math.floor(times.length / 2)] as number),
    p95: Math.round(times[Math.ceil(0.95 * times.length) - 1] as number),
  };
}

/** The grid has followed when the status line has said what is selected, and the first photo is there and selected. */
const watch = `{
  window.tsvLassos = [];
  const first = () => document.querySelector('.tsv-cell[aria-posinset="1"]:not([hidden])');
  let said = false;
  new MutationObserver(() => (said = true)).observe(document.querySelector('.tsv-status'), { childList: true });
  addEventListener('pointerup', () => {
    const began = performance.now();
    said = false;
    const look = () => {
      const cell = first();
      const followed = said && cell?.getAttribute('aria-selected') === 'true' && cell.title;
      const photos = Number(cell?.getAttribute('aria-setsize'));
      if (followed) window.tsvLassos.push({ ms: performance.now() - began, photos });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}`;
