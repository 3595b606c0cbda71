import { element } from '../../../page/client/elements.js';
import type { WebHeatMap } from '../../index.js';

/** Longer side of what is drawn over the photo, in pixels: it is smooth, and needs no more. */
const longSide = 448;
/** Colours from what did not matter to what spoke most for the class: red, green, blue, opacity, 0 … 255. */
const colours = [
  [18, 14, 70, 130],
  [150, 30, 110, 120],
  [240, 100, 40, 130],
  [255, 225, 70, 150],
] as const;

/** Draws what spoke for a class over the photo, and says it in words. */
export function showHeat(map: WebHeatMap): void {
  const canvas = element('heat', HTMLCanvasElement);
  const { naturalWidth, naturalHeight } = element('photo', HTMLImageElement);
  const scale = longSide / Math.max(naturalWidth, naturalHeight, 1);
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  const { x, y, width, height } = map.region;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    coloured(map),
    x * canvas.width,
    y * canvas.height,
    width * canvas.width,
    height * canvas.height,
  );
  canvas.hidden = false;
  const sentence = `Yellow spoke most for “${map.label}”: ${placeOf(map)} of the photo.`;
  canvas.setAttribute('aria-label', sentence);
  element('heat-text', HTMLElement).textContent = sentence;
}

/** The photo without the map. */
export function clearHeat(): void {
  const text = document.getElementById('heat-text');
  if (text) text.textContent = '';
  element('heat', HTMLCanvasElement).hidden = true;
}

/** The map at its own size, a pixel a value. */
function coloured({ values, width, height }: WebHeatMap): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (const [i, value] of values.entries()) image.data.set(colourOf(value), 4 * i);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function colourOf(value: number): number[] {
  const at = Math.min(1, Math.max(0, value)) * (colours.length - 1);
  const low = Math.min(Math.floor(at), colours.length - 2);
  const [from, to] = [colours[low] as readonly number[], colours[low + 1] as readonly number[]];
  return from.map((part, i) => part + (at - low) * ((to[i] as number) - part));
}

/** Where the weight of the map lies, in words. */
function placeOf({ values, width, height, region }: WebHeatMap): string {
  let [sum, across, down] = [0, 0, 0];
  for (const [i, value] of values.entries()) {
    // Squares, so that a faint glow all over does not draw it to the middle.
    const weight = value * value;
    sum += weight;
    across += weight * (((i % width) + 0.5) / width);
    down += weight * ((Math.floor(i / width) + 0.5) / height);
  }
  if (sum === 0) return 'nothing';
  const column = third(region.x + region.width * (across / sum), ['left', '', 'right']);
  const row = third(region.y + region.height * (down / sum), ['upper', '', 'lower']);
  return row || column ? `the ${[row, column].filter(Boolean).join(' ')} part` : 'the middle';
}

function third(share: number, [low, middle, high]: readonly [string, string, string]): string {
  if (share < 0.4) return low;
  return share > 0.6 ? high : middle;
}
