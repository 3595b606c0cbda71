import { element } from '../element.js';
import type { WordsState } from '../kernel/kernelChannel.js';

/** What there is to say before the words are there: a button, how far it is, or why it cannot be. */
export class ReadingLine {
  readonly node: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #bar = element('progress', { 'aria-label': 'Reading the photos' });
  readonly #text = element('span', { role: 'status', 'aria-live': 'polite' });
  #isReading = false;

  /** @param read begins it, or stops it */
  constructor(read: (isWanted: boolean) => void) {
    const title = 'Names what is on each photo by ImageNet’s 1,000 words; kept for the next time';
    const onclick = (): void => read(!this.#isReading);
    this.#button = element('button', { title, onclick }, beginning);
    this.node = element('div', { class: 'tsv-reading' }, this.#button, this.#bar, this.#text);
  }

  update({ stage, done, total, message }: WordsState): void {
    this.#isReading = stage === 'reading';
    this.node.hidden = stage === 'ready' && message === '';
    this.#button.hidden = stage === 'absent' || stage === 'ready';
    this.#button.textContent = buttonTexts[stage] ?? beginning;
    this.#bar.hidden = !this.#isReading;
    this.#bar.max = Math.max(1, total);
    this.#bar.value = done;
    this.#bar.title = `${done} of ${total} photos`;
    // How far it is would be read out many times; that it began and ended is enough.
    const text = this.#isReading ? `Reading ${total} photos …` : message;
    if (this.#text.textContent !== text) this.#text.textContent = text;
  }
}

const beginning = 'Read what is on the photos';

const buttonTexts: Partial<Record<WordsState['stage'], string>> = {
  reading: 'Stop',
  stopped: 'Go on reading the photos',
  failed: 'Try again',
};
