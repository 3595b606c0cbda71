import { element } from '../element.js';
import type { Action } from '../toolbar/shortcuts.js';

const entries: readonly (readonly [text: string, key: string, action: Action])[] = [
  ['More like this', 'S', { do: 'similar' }],
  ['Tag …', 'T', { do: 'tag' }],
  ['Zoom', 'Enter', { do: 'zoom' }],
  ['Delete', 'X', { do: 'delete' }],
  ['Keep', 'K', { do: 'keep' }],
];

/** The menu of a photo: what can be done with it, and the keys that do it too. */
export class PhotoMenu {
  readonly node: HTMLElement;

  /**
   * @param act does what is chosen
   * @param closed the menu is gone, by whatever way
   */
  constructor(
    host: HTMLElement,
    private readonly act: (action: Action) => void,
    closed: () => void,
  ) {
    this.node = element(
      'div',
      {
        class: 'tsv-menu',
        role: 'menu',
        popover: 'auto',
        'aria-label': 'Photo',
        onkeydown: (event: KeyboardEvent) => this.#key(event),
      },
      ...entries.map(([text, key, action]) =>
        element(
          'button',
          { role: 'menuitem', onclick: () => this.#choose(action) },
          text,
          element('kbd', {}, key),
        ),
      ),
    );
    // The browser closes it by Escape and by a click anywhere else.
    this.node.addEventListener('toggle', (event) => {
      if ((event as ToggleEvent).newState !== 'closed') return;
      this.node.remove();
      closed();
    });
    host.append(this.node);
  }

  /** @param x in pixels of the window, as `y` */
  show(x: number, y: number): void {
    const { node } = this;
    node.showPopover();
    node.style.left = `${Math.max(0, Math.min(x, window.innerWidth - node.offsetWidth - 4))}px`;
    node.style.top = `${Math.max(0, Math.min(y, window.innerHeight - node.offsetHeight - 4))}px`;
    this.#focus(0);
  }

  #choose(action: Action): void {
    this.node.hidePopover();
    this.act(action);
  }

  #focus(at: number): void {
    const items = this.node.querySelectorAll('button');
    items[(at + items.length) % items.length]?.focus();
  }

  #key(event: KeyboardEvent): void {
    event.stopPropagation();
    const at = [...this.node.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
    const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const next = to[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.#focus(next);
    }
    if (event.key === 'Tab') event.preventDefault();
  }
}
