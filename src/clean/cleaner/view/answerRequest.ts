import type { CleanerPhoto, CleanerRequest, CleanerResponse } from '../../../widgets/index.js';
import type { ImageCleaner } from '../imageCleaner.js';

type Body<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

/** What goes back to the view. */
export interface Answer {
  readonly response: Body<CleanerResponse>;
  readonly buffers?: readonly Uint8Array[];
}

/** Makes small JPEGs of files. */
export type MakeThumbnails = (paths: readonly string[], size: number) => Promise<Uint8Array[]>;

/** A page, or a request for thumbnails, is never larger than this, whatever a page asks. */
const mostPhotos = 2000;
const mostPixels = 4096;
const mostDescribed = 1000;

/** Does what the view asks, by the same methods that a cell calls. */
export async function answerRequest(
  cleaner: ImageCleaner,
  request: CleanerRequest,
  thumbnails: MakeThumbnails,
): Promise<Answer> {
  const { view } = cleaner;
  switch (request.request) {
    case 'page': {
      const { start } = request;
      const shown = view.positions.slice(start, start + Math.min(request.count, mostPhotos));
      const photos = shown.map((index) => view.describe(index));
      return { response: { response: 'page', listVersion: cleaner.get('listVersion'), start, photos } };
    }
    case 'range': {
      const { start, count } = request;
      return { response: { response: 'range', start, indices: view.positions.slice(start, start + count) } };
    }
    case 'thumbnails': {
      const indices = request.indices.slice(0, mostPhotos);
      const buffers = await thumbnails(pathsOf(cleaner, indices), Math.min(request.size, mostPixels));
      return { response: { response: 'thumbnails', indices }, buffers };
    }
    case 'zoom': {
      const { index, size } = request;
      const buffers = await thumbnails(pathsOf(cleaner, [index]), Math.min(size, mostPixels));
      return { response: { response: 'zoom', index }, buffers };
    }
    case 'plan':
      return { response: { response: 'plan', plan: await cleaner.plan() } };
    default:
      return { response: { response: 'changed', photos: await change(cleaner, request) } };
  }
}

/** Requests that change something. @returns the photos that they were about */
async function change(cleaner: ImageCleaner, request: CleanerRequest): Promise<CleanerPhoto[]> {
  const { view } = cleaner;
  const touched = 'indices' in request ? request.indices : [];
  let indices: readonly number[] = touched;
  switch (request.request) {
    case 'mark':
      if (request.mark === null) await cleaner.unmark(touched);
      else if (request.mark === 'delete') await cleaner.delete(touched);
      else await cleaner.keep(touched);
      break;
    case 'relabel':
      await cleaner.relabel(touched, view.classNames[request.label] ?? '');
      break;
    case 'notDuplicate':
      await cleaner.notDuplicate(touched);
      break;
    case 'keepOnly':
      indices = view.othersOfGroups(touched);
      await cleaner.delete(indices, 'duplicate');
      break;
    case 'undo':
      await cleaner.undo();
      break;
    case 'redo':
      await cleaner.redo();
      break;
    case 'apply':
      await cleaner.apply({ version: request.version });
      break;
    case 'sort':
      cleaner.arrange({ sort: request.sort, descending: request.descending });
      break;
    case 'filter':
      cleaner.arrange({ filter: request.filter });
  }
  // Beyond that the list has a new version, of which the view asks for what it shows.
  return indices.length > mostDescribed ? [] : indices.map((index) => view.describe(index));
}

function pathsOf(cleaner: ImageCleaner, indices: readonly number[]): string[] {
  return indices.map((index) => cleaner.view.session.state.photos[index]?.path ?? '');
}
