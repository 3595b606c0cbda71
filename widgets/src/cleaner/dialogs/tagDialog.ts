import { element } from '../element.js';
import { CleanerDialog } from './cleanerDialog.js';

/** Longest tag, in characters, as the kernel takes it. */
const longest = 100;

/** What there is to choose from. */
export interface TagChoice {
  /** How many photos are about to be tagged. */
  readonly photos: number;
  /** Tags that occur, with their photos. */
  readonly counts: Readonly<Record<string, number>>;
  /** Tags that all of these photos have, as far as they are here. */
  readonly worn: ReadonlySet<string>;
}

/** Asks for a tag: one that occurs already, or a new one; and takes one away that all the photos have. */
export class TagDialog {
  readonly #dialog: CleanerDialog;
  readonly #title = element('h3', {}, 'Tag …');
  readonly #input: HTMLInputElement;
  readonly #chips = element('div', { class: 'tsv-chips', role: 'group', 'aria-label': 'Tags' });

  /** @param chosen gets the tag, and whether it is to be there */
  constructor(
    host: HTMLElement,
    private readonly chosen: (tag: string, on: boolean) => void,
  ) {
    this.#input = element('input', {
      type: 'text',
      'aria-label': 'Tag',
      placeholder: 'new tag, or part of one below',
      maxlength: longest,
      oninput: () => this.#narrow(),
      // A notebook keeps Enter from submitting a form.
      onkeydown: (event: KeyboardEvent) => {
        if (event.key === 'Enter' && !event.isComposing) this.#submit(event);
      },
    });
    const submit = (event: Event): void => this.#submit(event);
    const add = element('button', { class: 'tsv-primary', onclick: submit }, 'Tag');
    const line = element('p', { class: 'tsv-tag-line' }, this.#input, add);
    this.#dialog = new CleanerDialog(host, 'Tag', this.#title, line, this.#chips);
    this.#input.focus();
  }

  /** Says which photos it is about; of none there is nothing to ask. */
  show({ photos, counts, worn }: TagChoice): void {
    if (photos === 0) this.#dialog.close();
    this.#title.textContent = `Tag ${photos} ${photos === 1 ? 'photo' : 'photos'}`;
    const sorted = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
    this.#chips.replaceChildren(...sorted.map(([tag, count]) => this.#chip(tag, count, worn.has(tag))));
    this.#narrow();
  }

  #chip(tag: string, count: number, isWorn: boolean): HTMLElement {
    return element(
      'button',
      {
        class: 'tsv-chip',
        'data-tag': tag,
        'aria-pressed': String(isWorn),
        title: isWorn ? `Take ${tag} away` : `Tag ${tag}`,
        onclick: () => this.#finish(tag, !isWorn),
      },
      `${tag} (${count})`,
    );
  }

  #narrow(): void {
    const typed = this.#input.value.trim().toLowerCase();
    for (const chip of this.#chips.querySelectorAll<HTMLElement>('.tsv-chip'))
      chip.hidden = !chip.dataset.tag?.toLowerCase().includes(typed);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const tag = this.#input.value.trim();
    if (tag) this.#finish(tag, true);
  }

  #finish(tag: string, on: boolean): void {
    this.#dialog.close();
    this.chosen(tag, on);
  }
}
