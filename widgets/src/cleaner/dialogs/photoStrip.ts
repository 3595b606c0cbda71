import { element } from '../element.js';
import { describePhoto } from '../grid/describePhoto.js';
import type { CleanerPhoto } from '../kernel/kernelChannel.js';

/** A small photo of a strip. */
export interface StripPhoto {
  /** Absent: not here yet. */
  readonly photo: CleanerPhoto | undefined;
  /** Of its picture; `''` when it cannot be decoded, `undefined` when it is not here yet. */
  readonly url: string | undefined;
  /** Place in the list; absent: it is not in the list. */
  readonly position: number | undefined;
  /** What a screen reader hears besides. */
  readonly note?: string;
}

/** What a strip shows. */
export interface StripContent {
  readonly photos: readonly StripPhoto[];
  /** Place in the list of the photo that is shown large. */
  readonly current: number;
  /** Photos of the whole list. */
  readonly total: number;
  readonly classes: readonly string[];
}

/** A row of small photos, of which one is shown large; a click goes to another. */
export class PhotoStrip {
  readonly node: HTMLElement;
  #shown = '';

  /**
   * @param label what the row is
   * @param go gets the place in the list of a photo that was clicked
   */
  constructor(label: string, go: (position: number) => void) {
    this.node = element('div', {
      class: 'tsv-strip',
      role: 'listbox',
      'aria-label': label,
      'aria-orientation': 'horizontal',
      onclick: (event: MouseEvent) => {
        const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-position]');
        if (cell) go(Number(cell.dataset.position));
      },
    });
  }

  /** Shows these photos; does nothing when they are shown so already. */
  show(content: StripContent): void {
    const shown = JSON.stringify(content);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.node.replaceChildren(...content.photos.map((one) => cellOf(one, content)));
    const current = this.node.querySelector<HTMLElement>('[aria-selected="true"]');
    if (current)
      this.node.scrollLeft = current.offsetLeft - (this.node.clientWidth - current.offsetWidth) / 2;
  }
}

function cellOf(
  { photo, url, position, note }: StripPhoto,
  { current, total, classes }: StripContent,
): HTMLElement {
  const isCurrent = position === current;
  const said = [photo ? describePhoto(photo, classes) : 'loading', note ?? []].flat().join(', ');
  const kind = [
    'tsv-strip-photo',
    photo?.mark === 'delete' ? 'tsv-delete' : [],
    photo?.mark === 'keep' ? 'tsv-keep' : [],
  ];
  return element(
    'div',
    {
      class: kind.flat().join(' '),
      role: 'option',
      'aria-selected': String(isCurrent),
      'aria-current': isCurrent && 'true',
      'aria-posinset': position === undefined ? undefined : position + 1,
      'aria-setsize': position === undefined ? undefined : total,
      'aria-disabled': position === undefined && photo !== undefined && 'true',
      'data-position': position,
      'aria-label': said,
      title: said,
    },
    ...(url ? [element('img', { src: url, alt: '', draggable: 'false' })] : []),
    ...(url === '' ? [element('span', { class: 'tsv-missing' }, '?')] : []),
  );
}
