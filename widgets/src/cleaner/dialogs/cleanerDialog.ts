import { element } from '../element.js';

/** A modal window of the view: focus stays in it, Escape closes it, and focus returns to where it was. */
export class CleanerDialog {
  readonly node: HTMLDialogElement;

  /** @param label what it is, for a screen reader */
  constructor(host: HTMLElement, label: string, ...content: (Node | string)[]) {
    this.node = element('dialog', { class: 'tsv-dialog', 'aria-label': label }, ...content);
    host.append(this.node);
    this.node.addEventListener('close', () => this.node.remove());
    // A click beside the window is on the dialog element itself.
    this.node.addEventListener('click', (event) => event.target === this.node && this.close());
    this.node.showModal();
  }

  close(): void {
    this.node.close();
  }
}
