import type { CleanerPhoto, KernelChannel } from '../kernel/kernelChannel.js';
import type { PhotoList } from '../kernel/photoList.js';
import type { PhotoGrid } from './photoGrid.js';

/** The photo at which the user is, and those that are selected: as file managers do it. */
export class PhotoCursor {
  readonly selection = new Selection();
  /** Place in the list. */
  position = 0;
  /** Where a Shift range begins. */
  #anchor = 0;
  /** Whether the selection was put together by Space: it stays while the cursor moves on to its next photo. */
  #collecting = false;

  /** @param grid is made after this, for it shows where the cursor is */
  constructor(
    private readonly channel: KernelChannel,
    private readonly list: PhotoList,
    private readonly grid: () => PhotoGrid,
  ) {}

  /** The photo here, if it has arrived. */
  get photo(): CleanerPhoto | undefined {
    return this.list.at(this.position);
  }

  /** Waits until the photo here has arrived, where there is one; of a list that came meanwhile, the one there. */
  async arrived(): Promise<void> {
    while (!this.photo && (await this.list.fetch(this.position)));
  }

  /** Goes to a place that exists. */
  go(position: number): void {
    this.position = Math.max(0, Math.min(this.list.length - 1, position));
  }

  /** Goes to a place as a key does, the selection with it. */
  visit(position: number): void {
    this.go(position);
    this.#follow();
    this.grid().reveal(this.position);
  }

  /** What an action is about: the selected photos, or the one here. */
  get targets(): number[] {
    if (this.selection.size > 0) return this.selection.indices;
    return this.photo ? [this.photo.index] : [];
  }

  async click(position: number, { shiftKey, ctrlKey, metaKey }: MouseEvent): Promise<void> {
    this.position = position;
    this.#collecting = false;
    if (shiftKey) await this.#selectRange(this.#anchor, position);
    else if (this.photo) {
      if (ctrlKey || metaKey) this.selection.toggle(this.photo.index);
      else this.selection.replace([this.photo.index]);
      this.#anchor = position;
    }
    this.grid().reveal(position);
  }

  /** @param extend selects on the way */
  async move(by: string, extend: boolean): Promise<void> {
    const { columns, pageLength } = this.grid();
    const steps: Record<string, number> = {
      left: -1,
      right: 1,
      up: -columns,
      down: columns,
      pageUp: -pageLength,
      pageDown: pageLength,
      first: -Number.MAX_SAFE_INTEGER,
      last: Number.MAX_SAFE_INTEGER,
    };
    this.go(this.position + (steps[by] ?? 0));
    if (extend) await this.#selectRange(this.#anchor, this.position);
    else this.#follow();
    this.grid().reveal(this.position);
  }

  /** A selection goes along with the cursor: else the next key would act on the photo that the user has left. */
  #follow(): void {
    this.#anchor = this.position;
    if (this.selection.size === 0 || this.#collecting) return;
    if (this.photo) this.selection.replace([this.photo.index]);
    // Not here yet: then an action is about the photo at the cursor, when it is.
    else this.selection.clear();
  }

  /** Selects the photo here, or not any more. */
  toggle(): void {
    if (this.photo) this.selection.toggle(this.photo.index);
    this.#anchor = this.position;
    this.#collecting = true;
  }

  async selectAll(): Promise<void> {
    if (this.list.length > 0) await this.#selectRange(0, this.list.length - 1);
  }

  async #selectRange(from: number, to: number): Promise<void> {
    this.#collecting = false;
    const start = Math.min(from, to);
    const count = Math.abs(to - from) + 1;
    const { content } = await this.channel.ask({ request: 'range', start, count }, 'range');
    this.selection.replace(content.indices);
  }
}

/** Which photos are selected, by number, as file managers do it. */
export class Selection {
  readonly #indices = new Set<number>();

  get size(): number {
    return this.#indices.size;
  }

  /** Numbers of the selected photos. */
  get indices(): number[] {
    return [...this.#indices];
  }

  has(index: number): boolean {
    return this.#indices.has(index);
  }

  /** Only these. */
  replace(indices: Iterable<number>): void {
    this.#indices.clear();
    for (const index of indices) this.#indices.add(index);
  }

  toggle(index: number): void {
    if (!this.#indices.delete(index)) this.#indices.add(index);
  }

  clear(): void {
    this.#indices.clear();
  }
}
