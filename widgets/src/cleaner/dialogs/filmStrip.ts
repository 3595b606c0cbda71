import type { CleanerPhoto } from '../kernel/kernelChannel.js';
import { PhotoStrip } from './photoStrip.js';
import type { StripThumbnails } from './stripThumbnails.js';

/** The list that the strip is cut from. */
export interface StripList {
  readonly length: number;
  at(position: number): CleanerPhoto | undefined;
  need(start: number, end: number): void;
}

/** Photos on either side of the one that is shown large. */
const around = 12;

/** The neighbours of a photo in the order of the list. */
export class FilmStrip {
  readonly #strip: PhotoStrip;

  /** @param go shows another photo large */
  constructor(
    private readonly list: StripList,
    private readonly thumbnails: StripThumbnails,
    go: (position: number) => void,
  ) {
    this.#strip = new PhotoStrip('Photos before and after, in the order of the grid', go);
  }

  get node(): HTMLElement {
    return this.#strip.node;
  }

  /** Photos whose pictures the strip needs around this place, the nearest first. */
  wanted(position: number): number[] {
    const places = placesAround(position, this.list.length);
    return places
      .sort((a, b) => Math.abs(a - position) - Math.abs(b - position))
      .flatMap((place) => this.list.at(place)?.index ?? []);
  }

  show(position: number, classes: readonly string[]): void {
    const { list, thumbnails } = this;
    const places = placesAround(position, list.length);
    list.need(places[0] ?? 0, places.at(-1) ?? 0);
    const photos = places.map((place) => {
      const photo = list.at(place);
      return { photo, url: photo && thumbnails.urlOf(photo.index), position: place };
    });
    this.#strip.show({ photos, current: position, total: list.length, classes });
  }
}

/** Places of a list around one of them: as many at its ends as in its middle. */
export function placesAround(position: number, length: number): number[] {
  const count = Math.min(length, 2 * around + 1);
  const first = Math.max(0, Math.min(position - around, length - count));
  return Array.from({ length: count }, (_, i) => first + i);
}
