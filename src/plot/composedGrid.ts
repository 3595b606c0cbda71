import sharp from 'sharp';
import { escapeHtml } from '../notebook/index.js';
import type { Thumbnail } from './photo.js';

/** One photo of a grid, ready to be shown. */
export interface GridCell {
  /** Stands below the photo; may have lines. */
  readonly title: string;
  /** CSS colour of the title; `undefined` is the text's. */
  readonly color: string | undefined;
  /** Absent when the photo cannot be decoded. */
  readonly thumbnail: Thumbnail | undefined;
}

/** What stands on the sheet: photos in rows, below a title. */
export interface GridSheet {
  readonly cells: readonly GridCell[];
  /** Photos in a row. */
  readonly columns: number;
  /** Longer side of a thumbnail, in pixels. */
  readonly thumbSize: number;
  readonly title: string | undefined;
  /** Whether a thin line is around each photo. @default false */
  readonly framed?: boolean;
}

/** Of the line around a photo: seen on white and on black. */
export const frameColour = '#999';

const gap = 10;
const lineHeight = 15;
/** Pixels: beyond, a grid is cut, for an output of many megabytes slows every front end. */
const greatestHeight = 4000;

/** All photos of a grid, with their titles, as one JPEG on white. */
export async function composedGrid(grid: GridSheet): Promise<Buffer | undefined> {
  const { columns, thumbSize, cells } = grid;
  if (cells.length === 0) return undefined;
  const captionHeight = Math.max(...cells.map((cell) => linesOf(cell, thumbSize).length)) * lineHeight + 4;
  const tops: number[] = [];
  const width = Math.min(columns, cells.length) * (thumbSize + gap) + gap;
  const headings = grid.title ? broken(grid.title, Math.floor(width / 7.4)) : [];
  let height = headings.length > 0 ? headings.length * 17 + 9 : gap;
  for (let start = 0; start < cells.length && height < greatestHeight; start += columns) {
    tops.push(height);
    const row = cells.slice(start, start + columns);
    height += captionHeight + Math.max(...row.map((cell) => cell.thumbnail?.height ?? thumbSize / 2)) + gap;
  }
  height = Math.ceil(height);
  const shown = cells.slice(0, tops.length * columns);
  const at = (i: number): { x: number; y: number } => ({
    x: gap + (i % columns) * (thumbSize + gap),
    y: tops[Math.floor(i / columns)] as number,
  });
  const texts = shown.map((cell, i) => captionSvg(cell, at(i), thumbSize)).join('');
  const places = shown.flatMap(({ thumbnail }, i) => {
    if (!thumbnail) return [];
    const { x, y } = at(i);
    const left = x + Math.floor((thumbSize - thumbnail.width) / 2);
    return [{ thumbnail, left, top: y + captionHeight }];
  });
  const frames = grid.framed ? places.map(frameSvg).join('') : '';
  const heading = headings
    .map((line, n) => `<text x="${gap}" y="${18 + 17 * n}" font-weight="bold">${escapeHtml(line)}</text>`)
    .join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">${heading}${texts}${frames}</svg>`;
  const photos = places.map(({ thumbnail, left, top }) => ({ input: thumbnail.jpeg, left, top }));
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite([...photos, { input: Buffer.from(svg), left: 0, top: 0 }])
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** Just outside of the photo. */
function frameSvg(place: { thumbnail: Thumbnail; left: number; top: number }): string {
  const { width, height } = place.thumbnail;
  return `<rect x="${place.left - 0.5}" y="${place.top - 0.5}" width="${width + 1}" height="${height + 1}" fill="none" stroke="${frameColour}"/>`;
}

function captionSvg(cell: GridCell, { x, y }: { x: number; y: number }, width: number): string {
  const center = x + width / 2;
  return linesOf(cell, width)
    .map(
      (line, n) =>
        `<text x="${center}" y="${y + (n + 1) * lineHeight - 3}" text-anchor="middle" fill="${escapeHtml(plainColour(cell.color ?? '#222'))}">${escapeHtml(line)}</text>`,
    )
    .join('');
}

/** The lines of a title, broken where they would run into the next photo: a loss at the end is the point of it. */
function linesOf(cell: GridCell, width: number): string[] {
  const fits = Math.max(4, Math.floor(width / 6.6));
  return cell.title ? cell.title.split('\n').flatMap((line) => broken(line, fits)) : [];
}

/** Between words, as late as possible; within a word that fits on no line. */
function broken(line: string, fits: number): string[] {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1) as string;
    const longer = last === '' ? word : `${last} ${word}`;
    if (columnsOf(longer) <= fits) lines[lines.length - 1] = longer;
    else lines.push(...pieces(word, fits));
  }
  return lines[0] === '' && lines.length > 1 ? lines.slice(1) : lines;
}

function pieces(word: string, fits: number): string[] {
  const found = [''];
  for (const letter of word) {
    if (columnsOf(`${found.at(-1)}${letter}`) > fits) found.push('');
    found[found.length - 1] += letter;
  }
  return found;
}

/** Width of a text in narrow letters; those of East Asia and emoji take two. */
function columnsOf(text: string): number {
  return Array.from(text, (letter) => ((letter.codePointAt(0) as number) >= 0x1100 ? 2 : 1)).reduce(
    (a, b) => a + b,
    0,
  );
}

/** A picture knows no theme: of a colour of Jupyter's it takes what stands for it elsewhere. */
function plainColour(colour: string): string {
  return /^var\([^,]*,(.*)\)$/.exec(colour)?.[1]?.trim() ?? colour;
}
