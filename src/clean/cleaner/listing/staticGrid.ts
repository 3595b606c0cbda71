import { escapeHtml } from '../../../notebook/index.js';
import type { CleanerListing } from './cleanerListing.js';
import type { ThumbnailCache } from './thumbnailCache.js';

/** The list, and who makes its pictures. */
interface Pictured {
  readonly listing: CleanerListing;
  readonly thumbnails: ThumbnailCache;
}

/** Photos shown where no view can load. */
const shown = 12;

/** The first photos of the list as plain HTML, and how to go on without a listing. */
export async function staticGrid({ listing, thumbnails }: Pictured): Promise<string> {
  const indices = listing.positions.slice(0, shown);
  const figures = await Promise.all(indices.map((index) => figure(listing, thumbnails, index)));
  const left = listing.positions.length - indices.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return (
    `<div style="display:flex;flex-wrap:wrap;gap:8px">${figures.join('')}</div>` +
    `<p>${indices.length} photos${more}. Without the view: <code>await cleaner.delete([0, 3])</code>, ` +
    "<code>await cleaner.relabel([2], 'teddys')</code>, <code>await cleaner.apply()</code>, " +
    '<code>await cleaner.undo()</code>.</p>'
  );
}

async function figure(listing: CleanerListing, thumbnails: ThumbnailCache, index: number): Promise<string> {
  const { name, label, loss, mark, problems } = listing.describe(index);
  const jpeg = await thumbnails.get(listing.session.state.photos[index]?.path ?? '', 140);
  const source = jpeg.length > 0 ? `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}` : '';
  const facts = [
    `${index}: ${listing.classNames[label] ?? '?'}`,
    ...(loss === undefined ? [] : [`loss ${loss.toFixed(2)}`]),
    ...(mark === undefined ? [] : [mark]),
    ...(problems ?? []),
  ];
  return (
    `<figure style="margin:0;width:140px"><img src="${source}" alt="${escapeHtml(name)}" style="max-width:140px">` +
    `<figcaption style="font-size:.8em">${escapeHtml(facts.join(' · '))}</figcaption></figure>`
  );
}
