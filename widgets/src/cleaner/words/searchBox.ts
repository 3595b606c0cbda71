import { element } from '../element.js';
import { hasChip, toggled } from './chipQuery.js';

/** How long nobody has typed before it is searched, in milliseconds. */
const pause = 200;

const help =
  'Words of ImageNet, classes, tags, parts of file names. Several: all of them. -word: not that. "comic book": whole words. word: class: tag: file: say where.';

/** The box in which photos are searched for. */
export class SearchBox {
  readonly node: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #found = element('span', { class: 'tsv-found', role: 'status', 'aria-live': 'polite' });
  #timer = 0;
  /** As the kernel knows it, or as it has just been asked. */
  #query = '';

  constructor(
    private readonly search: (query: string) => Promise<void>,
    leave: () => void,
  ) {
    this.#input = element('input', {
      type: 'search',
      class: 'tsv-query',
      'aria-label': 'Search photos',
      'aria-description': help,
      placeholder: 'Search: teddy "comic book" -black file:0012',
      title: help,
      maxlength: 200,
      spellcheck: 'false',
      autocomplete: 'off',
      oninput: () => this.#later(),
      onblur: () => this.#now(),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Enter') this.#now();
        else if (event.key === 'ArrowDown') this.#leave(leave);
        else if (event.key === 'Escape') this.#clear(leave);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    });
    this.node = element('label', { class: 'tsv-search' }, this.#input, this.#found);
  }

  /** Shows what is searched for and how much was found, unless somebody is typing. */
  update(query: string, shown: number): void {
    const isTyping = this.#timer !== 0;
    if (!isTyping && query !== this.#query) this.#input.value = query;
    if (!isTyping) this.#query = query;
    const found = query.trim() === '' ? '' : `${shown} ${shown === 1 ? 'photo' : 'photos'} found`;
    // A screen reader says it each time it is set.
    if (this.#found.textContent !== found) this.#found.textContent = found;
  }

  /** Searches for a word as well, or no longer. @param isRefused for photos without it */
  toggle(word: string, isRefused: boolean): void {
    this.#input.value = toggled(this.#input.value, word, isRefused);
    this.#now();
  }

  /** Whether it is searched for this word. */
  has(word: string): boolean {
    return hasChip(this.#input.value, word);
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  dispose(): void {
    window.clearTimeout(this.#timer);
  }

  /** What was typed is asked first: the keys that follow are for the photos that it finds. */
  #leave(leave: () => void): void {
    this.#now();
    leave();
  }

  /** Empty already: there is nothing more to do here. */
  #clear(leave: () => void): void {
    if (this.#input.value === '') leave();
    this.#input.value = '';
    this.#now();
  }

  #later(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#now(), pause);
  }

  #now(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const query = this.#input.value;
    if (query === this.#query) return;
    this.#query = query;
    void this.search(query);
  }
}
