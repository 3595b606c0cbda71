import { element } from '../element.js';
import type { MapGroup, MapGroups } from './mapColours.js';
import type { HowToSelect } from './plane/mapGestures.js';
import type { Shape } from './plane/stamps.js';

/** What the user does in the legend. */
export interface LegendEvents {
  chosen(group: number, how: HowToSelect): void;
  /** A key that is none of the list's own. */
  pressed(event: KeyboardEvent): void;
}

/**
 * The groups of the map with their colours and counts: a list in which one chooses by mouse or keyboard what a lasso
 * chooses on the map.
 */
export class MapLegend {
  readonly node: HTMLElement;
  #groups: MapGroups | undefined;
  #tally: readonly number[] = [];
  #at = 0;
  #shown = '';

  constructor(
    private readonly id: string,
    private readonly events: LegendEvents,
  ) {
    this.node = element('div', {
      class: 'tsv-legend',
      role: 'listbox',
      tabindex: 0,
      'aria-multiselectable': 'true',
      onkeydown: (event: KeyboardEvent) => this.#key(event),
      onclick: (event: MouseEvent) => this.#click(event),
    });
  }

  /**
   * @param title what the groups are
   * @param tally how many of each group are selected
   */
  show(groups: MapGroups, title: string, tally: readonly number[]): void {
    this.#groups = groups;
    this.#tally = tally;
    this.#at = Math.max(0, Math.min(this.#at, groups.groups.length - 1));
    this.node.setAttribute('aria-label', `Photos by ${title}`);
    this.#draw();
  }

  #draw(): void {
    const groups = this.#groups?.groups ?? [];
    const key = JSON.stringify([groups, this.#tally, this.#at]);
    if (key === this.#shown) return;
    this.#shown = key;
    const { scrollTop } = this.node;
    this.node.replaceChildren(...groups.map((group, i) => this.#entry(group, i)));
    this.node.scrollTop = scrollTop;
    const current = this.node.children[this.#at];
    if (current) this.node.setAttribute('aria-activedescendant', current.id);
    else this.node.removeAttribute('aria-activedescendant');
  }

  #entry({ name, count, colour, shape }: MapGroup, i: number): HTMLElement {
    const selected = this.#tally[i] ?? 0;
    const counts = selected > 0 && selected < count ? `${selected} of ${count}` : String(count);
    return element(
      'div',
      {
        id: `${this.id}-${i}`,
        role: 'option',
        class: i === this.#at ? 'tsv-entry tsv-at' : 'tsv-entry',
        'data-group': i,
        'aria-selected': String(selected > 0 && selected === count),
        'aria-label': `${name}, ${count} photos${selected > 0 ? `, ${selected} selected` : ''}`,
        title: `${name}: ${count} photos`,
      },
      swatch(shape, colour),
      element('span', { class: 'tsv-entry-name' }, name),
      element('span', { class: 'tsv-entry-count' }, counts),
    );
  }

  #click(event: MouseEvent): void {
    const entry = (event.target as HTMLElement).closest<HTMLElement>('.tsv-entry');
    if (entry?.dataset.group === undefined) return;
    this.#at = Number(entry.dataset.group);
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    this.#choose(adds);
  }

  /** @param adds to what is selected; a group that is selected already is taken away again */
  #choose(adds: boolean): void {
    const group = this.#groups?.groups[this.#at];
    this.#draw();
    if (!group || group.count === 0) return;
    const isSelected = (this.#tally[this.#at] ?? 0) === group.count;
    this.events.chosen(this.#at, !adds ? 'replace' : isSelected ? 'remove' : 'add');
  }

  #key(event: KeyboardEvent): void {
    const last = (this.#groups?.groups.length ?? 0) - 1;
    const goes: Record<string, number> = {
      ArrowUp: this.#at - 1,
      ArrowLeft: this.#at - 1,
      ArrowDown: this.#at + 1,
      ArrowRight: this.#at + 1,
      Home: 0,
      End: last,
      PageUp: this.#at - 10,
      PageDown: this.#at + 10,
    };
    const to = goes[event.key];
    if (to === undefined && event.key !== 'Enter' && event.key !== ' ') {
      this.events.pressed(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) {
      this.#choose(event.key === ' ');
      return;
    }
    this.#at = Math.max(0, Math.min(last, to));
    this.#draw();
    this.node.children[this.#at]?.scrollIntoView({ block: 'nearest' });
  }
}

const outlines: Readonly<Record<Shape, string>> = {
  disc: 'M8 3a5 5 0 1 0 .01 0z',
  square: 'M3.6 3.6h8.8v8.8h-8.8z',
  triangle: 'M8 2.5l5.7 10h-11.4z',
  cross: 'M6.2 2h3.6v4.2h4.2v3.6h-4.2v4.2h-3.6v-4.2h-4.2v-3.6h4.2z',
  diamond: 'M8 1.8l6.2 6.2-6.2 6.2-6.2-6.2z',
};

/** The sign of a group, as its points look. */
function swatch(shape: Shape, colour: string): Element {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  picture.setAttribute('viewBox', '0 0 16 16');
  picture.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', outlines[shape]);
  path.setAttribute('fill', colour);
  picture.append(path);
  return picture;
}
