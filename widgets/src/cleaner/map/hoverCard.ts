import { element } from '../element.js';
import type { KernelChannel } from '../kernel/kernelChannel.js';
import { Thumbnails } from '../kernel/thumbnails.js';

const side = 132;
const gap = 14;

/** The photo under the mouse, beside it: picture and words. */
export class HoverCard {
  readonly node: HTMLElement;
  readonly #picture = element('img', { alt: '' });
  readonly #words = element('span');
  readonly #thumbnails: Thumbnails;
  #photo: number | undefined;

  constructor(channel: KernelChannel) {
    const pixels = Math.round(side * Math.min(2, window.devicePixelRatio));
    this.#thumbnails = new Thumbnails(channel, pixels, () => this.#show());
    this.node = element('div', { class: 'tsv-hover', hidden: true }, this.#picture, this.#words);
  }

  /**
   * @param photo its number; none hides the card
   * @param x where the mouse is, in the element that holds the card
   */
  at(photo: number | undefined, x: number, y: number, words: string): void {
    const { node } = this;
    node.hidden = photo === undefined;
    this.#photo = photo;
    if (photo === undefined) return;
    this.#words.textContent = words;
    this.#thumbnails.want([photo]);
    this.#show();
    const room = node.parentElement;
    // Where there is more room, so that it never covers what the mouse is at.
    const right = x < (room?.clientWidth ?? 0) / 2;
    const below = y < (room?.clientHeight ?? 0) / 2;
    node.style.transform = `translate(${x + (right ? gap : -gap)}px, ${y + (below ? gap : -gap)}px) translate(${right ? 0 : -100}%, ${below ? 0 : -100}%)`;
  }

  dispose(): void {
    this.#thumbnails.dispose();
  }

  #show(): void {
    const url = this.#photo === undefined ? undefined : this.#thumbnails.urlOf(this.#photo);
    this.#picture.hidden = !url;
    if (url) this.#picture.src = url;
    else this.#picture.removeAttribute('src');
  }
}
