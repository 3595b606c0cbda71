import { element } from '../element.js';
import { describePhoto } from '../grid/describePhoto.js';
import type { CleanerPhoto, KernelChannel } from '../kernel/kernelChannel.js';
import { jpegUrl } from '../kernel/thumbnails.js';
import { CleanerDialog } from './cleanerDialog.js';

/** One photo large; the keys of the grid go on working on it. */
export class ZoomView {
  readonly #dialog: CleanerDialog;
  readonly #picture = element('img', { alt: '' });
  readonly #words = element('p', { 'aria-live': 'polite' });
  #index = -1;
  #url = '';

  /**
   * @param pressed gets the keys
   * @param closed called when the user closes it
   */
  constructor(
    host: HTMLElement,
    private readonly channel: KernelChannel,
    pressed: (event: KeyboardEvent) => void,
    closed: () => void,
  ) {
    const close = element(
      'button',
      { class: 'tsv-close', 'aria-label': 'Close', onclick: () => this.close() },
      '✕',
    );
    this.#dialog = new CleanerDialog(host, 'Photo', this.#picture, this.#words, close);
    this.#dialog.node.classList.add('tsv-zoom');
    this.#dialog.node.addEventListener('keydown', pressed);
    this.#dialog.node.addEventListener('close', () => {
      URL.revokeObjectURL(this.#url);
      closed();
    });
  }

  /** Shows this photo, at the small picture's address until the large one is here. */
  async show(photo: CleanerPhoto, small: string | undefined, classes: readonly string[]): Promise<void> {
    this.#words.textContent = describePhoto(photo, classes);
    this.#dialog.node.classList.toggle('tsv-delete', photo.mark === 'delete');
    if (photo.index === this.#index) return;
    this.#index = photo.index;
    this.#picture.alt = photo.name;
    if (small) this.#picture.src = small;
    const size = Math.round(
      Math.max(window.innerWidth, window.innerHeight) * Math.min(2, window.devicePixelRatio),
    );
    try {
      const { buffers } = await this.channel.ask({ request: 'zoom', index: photo.index, size }, 'zoom');
      if (this.#index !== photo.index || !buffers[0]) return;
      URL.revokeObjectURL(this.#url);
      this.#url = jpegUrl(buffers[0]);
      this.#picture.src = this.#url;
    } catch (error) {
      this.#words.textContent = (error as Error).message;
    }
  }

  close(): void {
    this.#dialog.close();
  }
}
