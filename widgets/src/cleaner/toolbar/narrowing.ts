import { element } from '../element.js';
import type { CleanerFilter, ImageCleanerState } from '../kernel/kernelChannel.js';

/** A part of the filter that no control of the toolbar shows. */
export type NarrowedBy = 'selected' | 'near' | 'leaks';

/** Says by what the list is narrowed besides the toolbar's choices, each with a button that ends it. */
export class Narrowing {
  readonly node = element('div', { class: 'tsv-narrowing', role: 'group', 'aria-label': 'Shown are only' });
  #shown = '';

  /** @param end the list is no longer narrowed by this */
  constructor(private readonly end: (part: NarrowedBy) => void) {}

  update({ filter, selected }: ImageCleanerState): void {
    const parts = partsOf(filter, selected ?? 0);
    const key = JSON.stringify(parts);
    if (key === this.#shown) return;
    this.#shown = key;
    this.node.hidden = parts.length === 0;
    this.node.replaceChildren(
      ...parts.map(([part, text]) =>
        element(
          'button',
          {
            class: 'tsv-chip',
            'aria-label': `Show all again, not only ${text}`,
            onclick: () => this.end(part),
          },
          `${text} ✕`,
        ),
      ),
    );
  }
}

/** The filter without one of its parts. */
export function widened(filter: CleanerFilter, part: NarrowedBy): CleanerFilter {
  const { [part]: _, ...rest } = filter;
  return rest;
}

function partsOf({ selected, near, leaks }: CleanerFilter, count: number): (readonly [NarrowedBy, string])[] {
  return [
    ...(selected ? [['selected', `${count} selected on the map`] as const] : []),
    ...(near ? [['near', `a photo and the ${near.count} most like it`] as const] : []),
    ...(leaks ? [['leaks', 'pairs of training and validation'] as const] : []),
  ];
}
