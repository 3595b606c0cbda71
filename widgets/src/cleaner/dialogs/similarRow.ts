import { element } from '../element.js';
import { percent } from '../grid/describePhoto.js';
import type { CleanerPhoto, ImageCleanerState, KernelChannel } from '../kernel/kernelChannel.js';
import { PhotoStrip } from './photoStrip.js';
import type { StripThumbnails } from './stripThumbnails.js';

/** How many photos like one are shown. */
const count = 12;

interface Similar {
  readonly photo: CleanerPhoto;
  readonly position: number | undefined;
  readonly similarity: number;
}

/** Photos like the one that is shown large, the nearest first; hidden as long as there are no features. */
export class SimilarRow {
  readonly node: HTMLElement;
  readonly #strip: PhotoStrip;
  #index = -1;
  #similar: readonly Similar[] = [];

  /** @param go shows another photo large */
  constructor(
    private readonly channel: KernelChannel,
    private readonly thumbnails: StripThumbnails,
    go: (position: number) => void,
  ) {
    this.#strip = new PhotoStrip('More like this', go);
    const title = 'Nearest first. Dimmed: not in the list that the grid shows. S shows them all in the grid';
    this.node = element(
      'div',
      { class: 'tsv-similar', hidden: true },
      element('span', { class: 'tsv-strip-title', title }, 'More like this'),
      this.#strip.node,
    );
  }

  /** Photos whose pictures the row needs. */
  get wanted(): number[] {
    return this.#similar.map(({ photo }) => photo.index);
  }

  /** Asks what is like a photo. @returns whether there is something new to show */
  async ask(index: number, { map }: ImageCleanerState): Promise<boolean> {
    this.#index = index;
    const hasFeatures = map !== undefined && map.layouts.length > 0;
    const similar = hasFeatures ? await this.#find(index).catch(() => []) : [];
    // Another photo is shown meanwhile.
    if (this.#index !== index) return false;
    this.#similar = similar;
    this.node.hidden = similar.length === 0;
    return true;
  }

  /** Shows the row, as far as it is here. @param current place of the photo that is shown large */
  show(index: number, current: number, { classNames, counts }: ImageCleanerState): void {
    if (this.#index !== index) this.node.classList.add('tsv-stale');
    else this.node.classList.remove('tsv-stale');
    const photos = this.#similar.map(({ photo, position, similarity }) => ({
      photo,
      position,
      url: this.thumbnails.urlOf(photo.index),
      note: `${percent(similarity)} alike${position === undefined ? ', not in the list' : ''}`,
    }));
    this.#strip.show({ photos, current, total: counts.shown, classes: classNames });
  }

  async #find(index: number): Promise<Similar[]> {
    const { content } = await this.channel.ask({ request: 'neighbours', index, count }, 'neighbours');
    const { indices, similarities } = content;
    const described = (await this.channel.ask({ request: 'describe', indices }, 'described')).content;
    return described.photos.map((photo, i) => {
      const position = described.positions[i] ?? -1;
      return { photo, position: position < 0 ? undefined : position, similarity: similarities[i] ?? 0 };
    });
  }
}
