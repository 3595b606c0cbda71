import type { CleanerLists } from './cleanerLists.js';
import { showApplyDialog } from './dialogs/applyDialog.js';
import { showShortcuts } from './dialogs/shortcutDialog.js';
import { TagDialog } from './dialogs/tagDialog.js';
import { ZoomView } from './dialogs/zoomView.js';
import type { PhotoCursor } from './grid/photoCursor.js';
import type { PhotoGrid } from './grid/photoGrid.js';
import type { Ask, CleanerPhoto, ImageCleanerState, KernelChannel } from './kernel/kernelChannel.js';
import type { PhotoList } from './kernel/photoList.js';
import type { Thumbnails } from './kernel/thumbnails.js';
import type { MapDock } from './map/mapDock.js';
import { type Action, actionOf } from './toolbar/shortcuts.js';
import type { Turns } from './turns.js';

/** As many photos are looked at for what tags they have. */
const mostLookedAt = 500;

/** Actions about the photo at the cursor: a key that comes before the photo waits for it. */
const aboutPhoto: ReadonlySet<Action['do']> = new Set<Action['do']>([
  'delete',
  'keep',
  'relabel',
  'notDuplicate',
  'keepOnly',
  'select',
  'zoom',
  'similar',
]);

/** The parts of a view on which its actions work. */
export interface CleanerParts {
  readonly host: HTMLElement;
  readonly state: ImageCleanerState;
  readonly channel: KernelChannel;
  readonly list: PhotoList;
  readonly grid: PhotoGrid;
  readonly cursor: PhotoCursor;
  readonly thumbnails: Thumbnails;
  readonly lists: CleanerLists;
  readonly dock: MapDock;
  readonly turns: Turns;
  /** The search box gets the focus. */
  search(): void;
  /** The selection has changed. */
  selected(): void;
}

/** What keys and buttons do, one after the other. What the kernel cannot do stands in the status line. */
export class CleanerActions {
  #zoom: ZoomView | undefined;

  constructor(private readonly parts: CleanerParts) {}

  /** A key in the grid or in the zoomed view. */
  pressed(event: KeyboardEvent): void {
    const action = actionOf(event, this.parts.state.classNames.length);
    if (!action) return;
    // Escape closes the zoomed view by itself.
    if (this.#zoom && action.do === 'clear') return;
    event.preventDefault();
    event.stopPropagation();
    void this.act(action);
  }

  act(action: Action): Promise<void> {
    // Both at once: what is typed next is for the box, and would be done to photos.
    if (action.do === 'search') {
      this.#zoom?.close();
      this.parts.search();
      return Promise.resolve();
    }
    if (action.do === 'tag') return this.#askForTag();
    return this.parts.turns.take(() => this.#do(action));
  }

  /** Asks for exact counts, shows them, and applies when they are confirmed. */
  apply(): Promise<void> {
    const { channel, host, state } = this.parts;
    return this.parts.turns.take(async () => {
      const { plan } = (await channel.ask({ request: 'plan' }, 'plan')).content;
      const confirmed = (): void =>
        void this.parts.lists.arrange({ request: 'apply', version: plan.version });
      showApplyDialog(host, plan, state.classNames, confirmed);
    });
  }

  /** Photos that changed, whoever changed them. */
  showChanged(photos: readonly CleanerPhoto[]): void {
    this.parts.list.update(photos);
    this.parts.grid.refresh();
    this.showZoomed();
  }

  /** Brings the zoomed view to where the cursor is. */
  showZoomed(): void {
    const { photo } = this.parts.cursor;
    if (photo) this.#zoom?.show(photo);
  }

  dispose(): void {
    this.#zoom?.close();
  }

  async #do(action: Action): Promise<void> {
    const { cursor, host, state, selected } = this.parts;
    if (aboutPhoto.has(action.do)) await cursor.arrived();
    switch (action.do) {
      case 'move':
        await cursor.move(action.by, action.extend);
        this.showZoomed();
        return selected();
      case 'go':
        cursor.visit(action.position);
        this.showZoomed();
        return selected();
      case 'select':
        cursor.toggle();
        return selected();
      case 'selectAll':
        await cursor.selectAll();
        return selected();
      case 'clear':
        cursor.selection.clear();
        return selected();
      case 'zoom':
        return this.#toggleZoom();
      case 'help':
        return showShortcuts(host, state.classNames);
      case 'undo':
      case 'redo':
        return this.#step(action.do);
      case 'delete':
      case 'keep':
        return this.#mark(action.do);
      case 'relabel':
        return this.#change({ request: 'relabel', indices: this.#targets(), label: action.label });
      case 'notDuplicate':
      case 'keepOnly':
        return this.#change({ request: action.do, indices: this.#targets() });
      case 'map':
        return this.#zoom || !state.map ? undefined : this.parts.dock.toggle(true);
      case 'similar':
        // Not in turn: it may wait for the features, and the user goes on meanwhile.
        if (cursor.photo && state.map)
          void this.parts.lists.showSimilar(cursor.photo.index, cursor.photo.name);
    }
  }

  /** A step may change which photos are shown: those that were selected may be out of sight then. */
  async #step(request: 'undo' | 'redo'): Promise<void> {
    const { cursor, selected, state } = this.parts;
    const { listVersion } = state;
    await this.#change({ request });
    if (state.listVersion === listVersion) return;
    cursor.selection.clear();
    selected();
  }

  /** Which photos are meant may be known only when what was asked before is done; the dialog is there at once. */
  async #askForTag(): Promise<void> {
    const { cursor, host, state, turns } = this.parts;
    if (!state.tagCounts) return;
    let indices: number[] = [];
    const dialog = new TagDialog(host, (tag, on) => {
      void turns.take(() => this.#change({ request: 'tag', indices, tag, on }));
    });
    await turns.take(async () => {
      await cursor.arrived();
      indices = this.#targets();
    });
    dialog.show({ photos: indices.length, counts: state.tagCounts, worn: this.#wornBy(indices) });
  }

  /** Tags that all of these photos have; none when there are too many to look at, or one is not here. */
  #wornBy(indices: readonly number[]): ReadonlySet<string> {
    if (indices.length > mostLookedAt) return new Set();
    const tagsOf = (index: number): readonly string[] => this.parts.list.photoOf(index)?.tags ?? [];
    const [first = [], ...others] = indices.map(tagsOf);
    return new Set(first.filter((tag) => others.every((tags) => tags.includes(tag))));
  }

  /** In the zoomed view an action is about the photo that one sees. */
  #targets(): number[] {
    const { photo, targets } = this.parts.cursor;
    if (!this.#zoom) return targets;
    return photo ? [photo.index] : [];
  }

  /** Marks; when all of them are marked so already, takes the mark away. */
  #mark(mark: 'delete' | 'keep'): Promise<void> {
    const { list } = this.parts;
    const indices = this.#targets();
    const isMarked = indices.every((index) => list.photoOf(index)?.mark === mark);
    return this.#change({ request: 'mark', indices, mark: isMarked ? null : mark });
  }

  async #change(request: Ask): Promise<void> {
    if ('indices' in request && request.indices?.length === 0) return;
    // The channel shows what changed, in this view as in the others.
    await this.parts.channel.ask(request, 'changed');
  }

  #toggleZoom(): void {
    const { cursor, grid, lists } = this.parts;
    if (this.#zoom) {
      this.#zoom.close();
      return;
    }
    if (!cursor.photo) return;
    const closed = (): void => {
      this.#zoom = undefined;
      grid.node.focus();
    };
    this.#zoom = new ZoomView({
      ...this.parts,
      position: () => cursor.position,
      go: (position) => void this.act({ do: 'go', position }),
      search: (word) => void lists.arrange({ request: 'search', query: `word:"${word}"` }),
      pressed: (event) => this.pressed(event),
      closed,
    });
    this.showZoomed();
  }
}
