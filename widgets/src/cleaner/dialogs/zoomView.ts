import { element } from '../element.js';
import { describePhoto } from '../grid/describePhoto.js';
import type { CleanerPhoto, ImageCleanerState, KernelChannel } from '../kernel/kernelChannel.js';
import { jpegUrl, type Thumbnails } from '../kernel/thumbnails.js';
import { CleanerDialog } from './cleanerDialog.js';
import { FilmStrip, type StripList } from './filmStrip.js';
import { SimilarRow } from './similarRow.js';
import { StripThumbnails } from './stripThumbnails.js';
import { ZoomWords } from './zoomWords.js';

/** What the zoomed view works with. */
export interface ZoomParts {
  readonly host: HTMLElement;
  readonly channel: KernelChannel;
  readonly list: StripList;
  readonly thumbnails: Thumbnails;
  readonly state: ImageCleanerState;
  /** Where the cursor is, in the list. */
  position(): number;
  /** Brings the cursor to a photo of a strip. */
  go(position: number): void;
  /** Finds the photos that have a word. */
  search(word: string): void;
  /** Gets the keys. */
  pressed(event: KeyboardEvent): void;
  /** Called when the user closes it. */
  closed(): void;
}

/** A photo stays this long before it is asked what is on it and like it: arrow keys that are held pass by many. */
const pause = 150;

/** One photo large, its neighbours below; the keys of the grid go on working on it. */
export class ZoomView {
  readonly #dialog: CleanerDialog;
  readonly #picture = element('img', { class: 'tsv-zoom-photo', alt: '' });
  readonly #words = element('p', { 'aria-live': 'polite' });
  /** Why there is no large picture. */
  readonly #fault = element('p', { class: 'tsv-wrong', role: 'status', 'aria-live': 'polite' });
  readonly #thumbnails: StripThumbnails;
  readonly #film: FilmStrip;
  readonly #similar: SimilarRow;
  readonly #tags: ZoomWords;
  #photo: CleanerPhoto | undefined;
  #url = '';
  #timer = 0;
  #asked = '';

  constructor(private readonly parts: ZoomParts) {
    const { host, channel, list, thumbnails, go } = parts;
    this.#thumbnails = new StripThumbnails(channel, thumbnails, () => this.#showStrips());
    this.#film = new FilmStrip(list, this.#thumbnails, go);
    this.#similar = new SimilarRow(channel, this.#thumbnails, go);
    this.#tags = new ZoomWords(channel, (word) => {
      this.close();
      parts.search(word);
    });
    const close = element(
      'button',
      { class: 'tsv-close', 'aria-label': 'Close', onclick: () => this.close() },
      '✕',
    );
    const below = [this.#fault, this.#words, this.#tags.node, this.#film.node, this.#similar.node];
    this.#dialog = new CleanerDialog(host, 'Photo', this.#picture, ...below, close);
    this.#dialog.node.classList.add('tsv-zoom');
    this.#dialog.node.addEventListener('keydown', (event) => parts.pressed(event));
    this.#dialog.node.addEventListener('close', () => this.#closed());
  }

  /** Shows this photo, at the small picture's address until the large one is here. */
  show(photo: CleanerPhoto): void {
    const { state, thumbnails } = this.parts;
    this.#words.textContent = describePhoto(photo, state.classNames);
    this.#dialog.node.classList.toggle('tsv-delete', photo.mark === 'delete');
    const isOther = photo.index !== this.#photo?.index;
    this.#photo = photo;
    this.#showStrips();
    this.#askLater();
    if (!isOther) return;
    this.#picture.alt = photo.name;
    const small = thumbnails.urlOf(photo.index) ?? this.#thumbnails.urlOf(photo.index);
    if (small) this.#picture.src = small;
    this.#picture.hidden = small === '';
    this.#fault.textContent = '';
    void this.#enlarge(photo.index);
  }

  close(): void {
    this.#dialog.close();
  }

  #showStrips(): void {
    const { state, position } = this.parts;
    if (!this.#photo) return;
    this.#thumbnails.want([...this.#film.wanted(position()), ...this.#similar.wanted]);
    this.#film.show(position(), state.classNames);
    this.#similar.show(this.#photo.index, position(), state);
  }

  /** Asks for words and likenesses, again when features or words have come, or when the list is another one. */
  #askLater(): void {
    const { state } = this.parts;
    const index = this.#photo?.index ?? -1;
    const about = JSON.stringify([index, state.words?.stage, state.map?.version, state.listVersion]);
    if (about === this.#asked) return;
    this.#asked = about;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      void this.#tags.ask(index, state);
      void this.#similar.ask(index, state).then((isNew) => isNew && this.#showStrips());
    }, pause);
  }

  async #enlarge(index: number): Promise<void> {
    const { channel } = this.parts;
    const size = Math.round(
      Math.max(window.innerWidth, window.innerHeight) * Math.min(2, window.devicePixelRatio),
    );
    try {
      const { buffers } = await channel.ask({ request: 'zoom', index, size }, 'zoom');
      if (this.#photo?.index !== index) return;
      const [bytes] = buffers;
      // The small picture may be there from before.
      if (!bytes || bytes.byteLength === 0)
        throw new Error('This file cannot be read: it is gone, or no photo.');
      URL.revokeObjectURL(this.#url);
      this.#url = jpegUrl(bytes);
      this.#picture.src = this.#url;
      this.#picture.hidden = false;
    } catch (error) {
      this.#fault.textContent = (error as Error).message;
    }
  }

  #closed(): void {
    window.clearTimeout(this.#timer);
    URL.revokeObjectURL(this.#url);
    this.#photo = undefined;
    this.#thumbnails.dispose();
    this.parts.closed();
  }
}
