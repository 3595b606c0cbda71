import { inParallel } from '../../core/index.js';
import { escapeHtml } from '../../notebook/index.js';
import type { ReportThumbnails } from './thumbnails.js';

/** A photo with what is said of it. */
export interface ReportFigure {
  readonly path: string;
  /** As people read it. */
  readonly name: string;
  /** Lines below the name. */
  readonly lines: readonly ReportLine[];
}

/** A line of a caption, which may be stressed as good or bad. */
export type ReportLine = string | { readonly text: string; readonly kind: 'bad' | 'good' };

/** A column of a table: its title, and what it holds: numbers, or what a narrow page does without. */
export type ReportColumn = readonly [title: string, kind?: 'n' | 'meaning' | 'share'];

/** How many of a list are shown by name, beside those with a picture. */
const mostNames = 200;

/** A table that can be scrolled by keyboard where it is too wide. @param cells safe HTML */
export function reportTable(
  caption: string,
  columns: readonly ReportColumn[],
  cells: readonly (readonly string[])[],
): string {
  const kind = (i: number): string => (columns[i]?.[1] ? ` class="${columns[i]?.[1]}"` : '');
  const head = columns.map(([title], i) => `<th scope="col"${kind(i)}>${escapeHtml(title)}</th>`).join('');
  const rows = cells.map((row) => {
    const [first = '', ...rest] = row;
    return `<tr><th scope="row">${first}</th>${rest.map((cell, i) => `<td${kind(i + 1)}>${cell}</td>`).join('')}</tr>`;
  });
  const label = escapeHtml(caption);
  return (
    `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table><caption>${label}</caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  );
}

/** Pictures of the first photos of a list, the names of some more, and how many there are. @param order of what comes first */
export async function galleryHtml(
  figures: readonly ReportFigure[],
  most: number,
  thumbnails: ReportThumbnails,
  order = '',
): Promise<string> {
  const shown = figures.slice(0, thumbnails.take(Math.min(most, figures.length)));
  const items = await inParallel(
    shown,
    6,
    async (figure) => `<li>${await figureHtml(figure, thumbnails)}</li>`,
  );
  const rest = figures.slice(shown.length);
  const count =
    rest.length > 0 ? `<p class="soft">${shown.length} of ${figures.length} shown${order}.</p>` : '';
  return `${count}${shown.length > 0 ? `<ul class="grid">${items.join('')}</ul>` : ''}${namesHtml(rest)}`;
}

/** A picture with its caption. */
export async function figureHtml(
  { path, name, lines }: ReportFigure,
  thumbnails: ReportThumbnails,
): Promise<string> {
  const source = await thumbnails.get(path);
  const picture = source
    ? `<img src="${source}" alt="Photo ${escapeHtml(name)}" loading="lazy">`
    : '<span class="none">cannot be shown</span>';
  return `<figure>${picture}<figcaption><span class="name"><bdi>${escapeHtml(name)}</bdi></span>${lines.map(lineHtml).join('')}</figcaption></figure>`;
}

function lineHtml(line: ReportLine): string {
  if (typeof line === 'string') return `<span>${escapeHtml(line)}</span>`;
  return `<span class="${line.kind}">${escapeHtml(line.text)}</span>`;
}

function namesHtml(figures: readonly ReportFigure[]): string {
  if (figures.length === 0) return '';
  const named = figures.slice(0, mostNames);
  const left = figures.length - named.length;
  const text = (line: ReportLine): string => (typeof line === 'string' ? line : line.text);
  const items = named.map(
    ({ name, lines }) => `<li>${escapeHtml([name, ...lines.map(text)].join(' · '))}</li>`,
  );
  const more = left > 0 ? `<li>and ${left} more</li>` : '';
  return `<details><summary>${left > 0 ? `${named.length} of the ` : ''}${figures.length} others by name</summary><ul>${items.join('')}${more}</ul></details>`;
}
