import { element } from '../element.js';
import type { WordChip } from '../kernel/kernelChannel.js';
import { hasChip } from './chipQuery.js';

/** What stands out among some photos, as the kernel says it. */
export interface Chips {
  readonly chosen: number;
  readonly rest: number;
  readonly usual: readonly WordChip[];
  readonly odd: readonly WordChip[];
}

/** Words that stand out: pressed, they narrow the list. */
export class WordChips {
  readonly node = element('div', { class: 'tsv-word-groups', hidden: true });
  readonly #buttons = new Map<string, HTMLButtonElement[]>();

  /** @param pressed `isRefused`: with Shift, photos that have the word are left out */
  constructor(private readonly pressed: (word: string, isRefused: boolean) => void) {}

  /** @param isSelection whether they are of selected photos; else of those that are shown */
  show({ usual, odd, chosen, rest }: Chips, isSelection: boolean): void {
    this.#buttons.clear();
    const whose = isSelection
      ? `of the ${chosen} selected`
      : rest === 0
        ? 'of all photos'
        : `of these ${chosen}`;
    this.node.replaceChildren(
      this.#group(rest === 0 ? 'Frequent' : 'Usual', `Usual words ${whose}`, usual, { chosen, rest }),
      this.#group('Odd ones out', `Odd ones out ${whose}`, odd, { chosen, rest }),
    );
  }

  /** Shows which of them the query has. */
  mark(query: string): void {
    for (const [word, buttons] of this.#buttons)
      for (const button of buttons) button.setAttribute('aria-pressed', String(hasChip(query, word)));
  }

  #group(
    title: string,
    label: string,
    chips: readonly WordChip[],
    counts: { readonly chosen: number; readonly rest: number },
  ): HTMLElement {
    return element(
      'div',
      { class: 'tsv-word-group', role: 'group', 'aria-label': label, hidden: chips.length === 0 },
      element('span', { class: 'tsv-word-title', title: `${label}. Photos here : elsewhere` }, title),
      ...chips.map((chip) => this.#chip(chip, counts)),
    );
  }

  #chip(
    { word, count, others, ratio }: WordChip,
    { chosen, rest }: { readonly chosen: number; readonly rest: number },
  ): HTMLElement {
    const elsewhere = rest === 0 ? '' : `, ${others} of the ${rest} others`;
    const times = rest === 0 ? '' : ` (${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times as often)`;
    const said = `${word}: ${count} of ${chosen} photos${elsewhere}${times}`;
    const button = element(
      'button',
      {
        class: 'tsv-word-chip',
        'aria-label': said,
        title: `${said}. Click: only these; with Shift: all but these`,
        onclick: (event: MouseEvent) => this.pressed(word, event.shiftKey),
      },
      word,
      element('small', {}, rest === 0 ? String(count) : `${count} : ${others}`),
    );
    this.#buttons.set(word, [...(this.#buttons.get(word) ?? []), button]);
    return button;
  }
}
