import { element } from '../element.js';
import { type CellState, PhotoCell } from './photoCell.js';

const gap = 8;
const captionHeight = 37;
/** Rows kept ready above and below the screen. */
const spareRows = 1;

/** Where the grid gets its photos and tells what the user does. */
export interface GridSource {
  readonly length: number;
  cellAt(position: number): Pick<CellState, 'photo' | 'url' | 'selected' | 'current' | 'classes'>;
  /** These places are on the screen now. */
  visible(start: number, end: number): void;
  pressed(position: number, event: MouseEvent): void;
  opened(position: number): void;
  /** The menu of a photo is asked for, at this place of the window. */
  menu(position: number, x: number, y: number): void;
}

/** A grid of any number of photos, of which only those on the screen are in the page. */
export class PhotoGrid {
  readonly node: HTMLElement;
  readonly #room = element('div', { class: 'tsv-room' });
  readonly #cells = new Map<number, PhotoCell>();
  readonly #spare: PhotoCell[] = [];
  readonly #resized = new ResizeObserver(() => this.refresh());
  /** An even number of photos in a row, so that pairs stay side by side. */
  pairs = false;
  #made = 0;
  #scheduled = 0;

  constructor(
    private readonly id: string,
    private readonly source: GridSource,
    private readonly thumbSize: number,
    height: number,
  ) {
    this.node = element(
      'div',
      {
        class: 'tsv-grid',
        role: 'listbox',
        tabindex: 0,
        'aria-multiselectable': 'true',
        'aria-label': 'Photos',
        style: `height:${height}px`,
        onscroll: () => this.refresh(),
        onclick: (event: MouseEvent) => this.#at(event, (position) => this.source.pressed(position, event)),
        oncontextmenu: (event: MouseEvent) => this.#menu(event),
        ondblclick: (event: MouseEvent) => this.#at(event, (position) => this.source.opened(position)),
      },
      this.#room,
    );
    this.#resized.observe(this.node);
  }

  /** Photos in a row. */
  get columns(): number {
    return this.#columnsIn(this.node.clientWidth);
  }

  /** Photos on a screen, in whole rows. */
  get pageLength(): number {
    return this.columns * Math.max(1, Math.floor(this.node.clientHeight / this.#rowHeight));
  }

  /** Shows what has changed, at the next frame. */
  refresh(): void {
    if (this.#scheduled) return;
    this.#scheduled = requestAnimationFrame(() => {
      this.#scheduled = 0;
      this.#draw();
    });
  }

  /** Goes to the first photo, and asks for what is there now, not at the next frame. */
  toTop(): void {
    this.node.scrollTop = 0;
    this.#draw();
  }

  /** Scrolls no farther than is needed to see a place, and names it to screen readers. */
  reveal(position: number): void {
    const top = Math.floor(position / this.columns) * this.#rowHeight;
    const { scrollTop, clientHeight } = this.node;
    if (top < scrollTop) this.node.scrollTop = top;
    else if (top + this.#rowHeight + gap > scrollTop + clientHeight)
      this.node.scrollTop = top + this.#rowHeight + gap - clientHeight;
    this.#draw();
    const cell = this.#cells.get(position);
    if (cell) this.node.setAttribute('aria-activedescendant', cell.node.id);
    else this.node.removeAttribute('aria-activedescendant');
  }

  dispose(): void {
    this.#resized.disconnect();
    cancelAnimationFrame(this.#scheduled);
  }

  get #rowHeight(): number {
    return this.thumbSize + captionHeight + gap;
  }

  #columnsIn(width: number): number {
    const columns = Math.max(1, Math.floor((width - gap) / (this.thumbSize + gap)));
    return this.pairs && columns > 1 ? columns - (columns % 2) : columns;
  }

  #draw(): void {
    const { source } = this;
    // Read once, before anything is written: each reading after a change would lay out the whole page anew.
    const { scrollTop, clientHeight, clientWidth } = this.node;
    // Out of sight (another tab, a theme that is being loaded): the resize that brings it back draws it.
    if (clientHeight === 0) return;
    const columns = this.#columnsIn(clientWidth);
    this.#room.style.height = `${Math.ceil(source.length / columns) * this.#rowHeight + gap}px`;
    const firstRow = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - spareRows);
    const lastRow = Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + spareRows;
    const start = firstRow * columns;
    const end = Math.min(source.length, lastRow * columns);
    this.source.visible(start, end);
    for (const [position, cell] of this.#cells)
      if (position < start || position >= end) {
        this.#cells.delete(position);
        this.#spare.push(cell);
      }
    // What the columns leave over is shared out between them.
    const step = (clientWidth - gap) / columns;
    for (let position = start; position < end; position++) this.#place(position, columns, step);
    for (const cell of this.#spare) cell.node.hidden = true;
  }

  #place(position: number, columns: number, step: number): void {
    const cell = this.#cells.get(position) ?? this.#spare.pop() ?? this.#make();
    this.#cells.set(position, cell);
    cell.node.hidden = false;
    const left = gap / 2 + (position % columns) * step + (step - this.thumbSize) / 2;
    const top = gap + Math.floor(position / columns) * this.#rowHeight;
    cell.node.style.transform = `translate(${left}px, ${top}px)`;
    cell.show({ ...this.source.cellAt(position), position, total: this.source.length });
  }

  #make(): PhotoCell {
    const cell = new PhotoCell(`${this.id}-${this.#made++}`);
    cell.node.style.width = `${this.thumbSize}px`;
    cell.node.style.setProperty('--tsv-thumb', `${this.thumbSize}px`);
    this.#room.append(cell.node);
    return cell;
  }

  /** By mouse where it is; by the keyboard's menu key, which has no place, at the photo of the cursor. */
  #menu(event: MouseEvent): void {
    const cell =
      (event.target as HTMLElement).closest<HTMLElement>('.tsv-cell') ??
      this.node.querySelector<HTMLElement>('.tsv-current:not([hidden])');
    if (cell?.dataset.position === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const box = cell.getBoundingClientRect();
    const byMouse = event.target !== this.node;
    const [x, y] = byMouse ? [event.clientX, event.clientY] : [box.left + 12, box.top + 12];
    this.source.menu(Number(cell.dataset.position), x, y);
  }

  #at(event: MouseEvent, use: (position: number) => void): void {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('.tsv-cell');
    if (cell?.dataset.position !== undefined) use(Number(cell.dataset.position));
  }
}
