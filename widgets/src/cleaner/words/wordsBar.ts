import { element } from '../element.js';
import type { ImageCleanerState, WordsState } from '../kernel/kernelChannel.js';
import { ReadingLine } from './readingLine.js';
import { SearchBox } from './searchBox.js';
import { type Chips, WordChips } from './wordChips.js';
import css from './words.raw.css';

/** What the bar asks for. */
export interface WordsCommands {
  search(query: string): Promise<void>;
  /** Begins to read the words, or stops it. */
  read(isWanted: boolean): void;
  /** What stands out among these photos, or among those that are shown. */
  chips(indices: readonly number[] | undefined): Promise<Chips>;
  /** Photos that are selected: of one it is not asked what stands out. */
  selected(): readonly number[];
  /** The grid is to have the focus. */
  leave(): void;
}

/** How long nothing has changed before chips are asked for, in milliseconds. */
const pause = 250;

/** Search, and ImageNet's words as chips: between the toolbar and the photos. */
export class WordsBar {
  readonly node: HTMLElement;
  readonly #box: SearchBox;
  readonly #line: ReadingLine;
  readonly #chips: WordChips;
  #timer = 0;
  #asked = 0;
  #shown = '';
  #state: WordsState | undefined;

  constructor(private readonly commands: WordsCommands) {
    this.#box = new SearchBox(
      (query) => commands.search(query),
      () => commands.leave(),
    );
    this.#line = new ReadingLine((isWanted) => commands.read(isWanted));
    this.#chips = new WordChips((word, isRefused) => this.#box.toggle(word, isRefused));
    this.node = element(
      'div',
      { class: 'tsv-words', role: 'search', 'aria-label': 'Search and words' },
      element('style', {}, css),
      this.#box.node,
      this.#line.node,
      this.#chips.node,
    );
  }

  /** Shows what the kernel says, and asks what stands out where the list or the selection is another one. */
  update({ words, query, counts, listVersion }: ImageCleanerState): void {
    // A notebook that was saved by an older version knows no words.
    this.node.hidden = !words;
    if (!words) return;
    this.#state = words;
    this.#box.update(query, counts.shown);
    this.#line.update(words);
    this.#chips.node.hidden = words.stage !== 'ready';
    if (words.stage !== 'ready') return;
    this.#chips.mark(query);
    const shown = JSON.stringify([listVersion, this.#chosen()]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(query), pause);
  }

  /** The search box gets the focus. */
  focus(): void {
    if (this.#state) this.#box.focus();
  }

  dispose(): void {
    window.clearTimeout(this.#timer);
    this.#box.dispose();
  }

  #chosen(): readonly number[] | undefined {
    const selected = this.commands.selected();
    return selected.length > 1 ? selected : undefined;
  }

  async #ask(query: string): Promise<void> {
    const asked = ++this.#asked;
    const chosen = this.#chosen();
    const chips = await this.commands.chips(chosen).catch(() => undefined);
    // A later question is on its way.
    if (!chips || asked !== this.#asked) return;
    this.#chips.show(chips, chosen !== undefined);
    this.#chips.mark(query);
  }
}
