import { element } from '../element.js';
import { percent } from '../grid/describePhoto.js';
import type { ImageCleanerState, KernelChannel } from '../kernel/kernelChannel.js';

/** As many of a photo's words are shown. */
const most = 5;

/** ImageNet's words of the photo that is shown large. */
export class ZoomWords {
  readonly node: HTMLElement;
  #index = -1;

  /** @param search finds the other photos that have a word */
  constructor(
    private readonly channel: KernelChannel,
    private readonly search: (word: string) => void,
  ) {
    this.node = element('div', {
      class: 'tsv-word-group tsv-zoom-words',
      role: 'group',
      'aria-label': 'Words of this photo',
      hidden: true,
      // Enter and Space are the button's here, not the photo's.
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
      },
    });
  }

  /** Asks what is on a photo, and shows it. */
  async ask(index: number, { words }: ImageCleanerState): Promise<void> {
    this.#index = index;
    if (words?.stage !== 'ready') {
      this.node.hidden = true;
      return;
    }
    const answer = await this.channel.ask({ request: 'words', index }, 'words').catch(() => undefined);
    if (!answer || this.#index !== index) return;
    const found = answer.content.words.slice(0, most);
    this.node.hidden = found.length === 0;
    this.node.replaceChildren(
      ...found.map(({ word, probability }) =>
        element(
          'button',
          {
            class: 'tsv-word-chip',
            title: `Find all photos with ${word}`,
            'aria-label': `${word}, ${percent(probability)}: find all`,
            onclick: () => this.search(word),
          },
          word,
          element('small', {}, percent(probability)),
        ),
      ),
    );
  }
}
