import type { PhotoCursor } from './grid/photoCursor.js';
import type { PhotoGrid } from './grid/photoGrid.js';
import type { Ask, ImageCleanerState, KernelChannel } from './kernel/kernelChannel.js';
import type { MapDock } from './map/mapDock.js';
import type { HowToSelect } from './map/plane/mapGestures.js';
import { type NarrowedBy, widened } from './toolbar/narrowing.js';
import type { Turns } from './turns.js';

/** How many photos like one are shown, and at most how many that are unlike their class: of a small set a tenth. */
const found = 60;

/** On what the list of photos depends. */
export interface ListParts {
  readonly state: ImageCleanerState;
  readonly channel: KernelChannel;
  readonly grid: PhotoGrid;
  readonly cursor: PhotoCursor;
  readonly dock: MapDock;
  readonly turns: Turns;
  say(text: string): void;
  /** The list is another one, and the cursor at its beginning. */
  listed(): void;
}

/** Which photos the grid shows: sorted, filtered, chosen on the map, like one, unlike their class, in both splits. */
export class CleanerLists {
  constructor(private readonly parts: ListParts) {}

  /** Sorts, filters or applies: the list is another one afterwards, and nothing in it is selected. */
  arrange(request: Ask): Promise<void> {
    return this.parts.turns.take(() => this.#arrange(request));
  }

  /**
   * Selects photos by number, and narrows the list to what is selected then; with nothing selected it is whole again.
   * @param all what is selected then
   */
  choose(photos: readonly number[], how: HowToSelect, all: ReadonlySet<number>): Promise<void> {
    const { channel, cursor, state, turns } = this.parts;
    return turns.take(async () => {
      const show = all.size > 0;
      await channel.ask({ request: 'select', indices: photos, how, show }, 'changed');
      cursor.selection.clear();
      this.#toTop();
      if (!show) return;
      // Another filter may hide some of them: what is not shown is not acted on.
      if (state.counts.shown === all.size) cursor.selection.replace(all);
      else await cursor.selectAll();
      this.parts.listed();
    });
  }

  /** The list is no longer narrowed by this. */
  widen(by: NarrowedBy): Promise<void> {
    if (by === 'selected') return this.choose([], 'replace', new Set());
    return this.arrange({ request: 'filter', filter: widened(this.parts.state.filter, by) });
  }

  /** Photos most like one, nearest first. */
  showSimilar(index: number, name: string): Promise<void> {
    return this.#find(async () => {
      await this.#arrange({ request: 'showNear', index, count: found });
      this.parts.say(`The ${this.parts.state.counts.shown} photos most like ${name}`);
    });
  }

  /** Photos farthest from the others of their class; of the class that the filter shows, or of all. */
  showOutliers(): Promise<void> {
    const { channel, state, say } = this.parts;
    return this.#find(async () => {
      const label = state.filter.labels?.[0];
      const ofClass = label === undefined ? {} : { label };
      const count = Math.min(found, Math.max(8, Math.ceil(state.counts.total / 10)));
      const { content } = await channel.ask({ request: 'outliers', count, ...ofClass }, 'outliers');
      const { indices } = content;
      const select = { request: 'select', indices, how: 'replace', show: indices.length > 0 } as const;
      await channel.ask(select, 'changed');
      await this.#arrange({ request: 'sort', sort: 'outlier', descending: true });
      const name = label === undefined ? 'their class' : state.classNames[label];
      say(`${indices.length} photos farthest from ${name}, the farthest first`);
    });
  }

  /** Photos of training and validation that look the same: side by side in the grid, joined by lines on the map. */
  showLeaks(): Promise<void> {
    const { channel, dock, state, say } = this.parts;
    return this.#find(async () => {
      const { pairs, total } = (await channel.ask({ request: 'leaks' }, 'leaks')).content;
      await dock.join(pairs.map(({ train, valid }) => [train, valid]));
      if (total === 0) {
        say('No photo of validation looks like one of training');
        return;
      }
      await this.#arrange({ request: 'filter', filter: { ...state.filter, leaks: true } });
      if (state.sortKeys.includes('leak'))
        await this.#arrange({ request: 'sort', sort: 'leak', descending: false });
      say(`${total} ${total === 1 ? 'pair' : 'pairs'} across training and validation, side by side`);
    });
  }

  /** Needs the features of the photos: opens the map, which computes them, and goes on when they are here. */
  async #find(work: () => Promise<void>): Promise<void> {
    if (await this.parts.dock.mapped()) await this.parts.turns.take(work);
  }

  async #arrange(request: Ask): Promise<void> {
    await this.parts.channel.ask(request, 'changed');
    this.parts.cursor.selection.clear();
    this.#toTop();
  }

  #toTop(): void {
    const { cursor, grid, listed } = this.parts;
    cursor.go(0);
    grid.toTop();
    listed();
  }
}
