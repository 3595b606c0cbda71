import { showApplyDialog } from './dialogs/applyDialog.js';
import { showShortcuts } from './dialogs/shortcutDialog.js';
import { ZoomView } from './dialogs/zoomView.js';
import type { PhotoCursor } from './grid/photoCursor.js';
import type { PhotoGrid } from './grid/photoGrid.js';
import type { Ask, CleanerPhoto, ImageCleanerState, KernelChannel } from './kernel/kernelChannel.js';
import type { PhotoList } from './kernel/photoList.js';
import type { Thumbnails } from './kernel/thumbnails.js';
import { type Action, actionOf } from './toolbar/shortcuts.js';

/** The parts of a view on which its actions work. */
export interface CleanerParts {
  readonly host: HTMLElement;
  readonly state: ImageCleanerState;
  readonly channel: KernelChannel;
  readonly list: PhotoList;
  readonly grid: PhotoGrid;
  readonly cursor: PhotoCursor;
  readonly thumbnails: Thumbnails;
  /** Shows a line for the user. */
  say(text: string): void;
  /** The selection has changed. */
  selected(): void;
}

/**
 * What keys and buttons do, one after the other: a mark waits for the range that was selected just before it, and no
 * key is lost while the kernel is at work. What the kernel cannot do stands in the status line.
 */
export class CleanerActions {
  #zoom: ZoomView | undefined;
  #turn: Promise<void> = Promise.resolve();

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
    return this.#inTurn(() => this.#do(action));
  }

  /** Sorts, filters or applies: the list is another one afterwards. */
  arrange(request: Ask): Promise<void> {
    const { channel, cursor, grid, selected } = this.parts;
    return this.#inTurn(async () => {
      await channel.ask(request, 'changed');
      cursor.selection.clear();
      cursor.go(0);
      grid.node.scrollTop = 0;
      grid.refresh();
      this.showZoomed();
      selected();
    });
  }

  /** Asks for exact counts, shows them, and applies when they are confirmed. */
  apply(): Promise<void> {
    const { channel, host, state } = this.parts;
    return this.#inTurn(async () => {
      const { plan } = (await channel.ask({ request: 'plan' }, 'plan')).content;
      const confirmed = (): void => void this.arrange({ request: 'apply', version: plan.version });
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
    const { cursor, thumbnails, state } = this.parts;
    const { photo } = cursor;
    if (photo) void this.#zoom?.show(photo, thumbnails.urlOf(photo.index), state.classNames);
  }

  dispose(): void {
    this.#zoom?.close();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work).catch((error: Error) => this.parts.say(error.message));
    this.#turn = turn;
    return turn;
  }

  async #do(action: Action): Promise<void> {
    const { cursor, host, state, selected } = this.parts;
    switch (action.do) {
      case 'move':
        await cursor.move(action.by, action.extend);
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
        return this.#change({ request: action.do });
      case 'delete':
      case 'keep':
        return this.#mark(action.do);
      case 'relabel':
        return this.#change({ request: 'relabel', indices: this.#targets(), label: action.label });
      case 'notDuplicate':
      case 'keepOnly':
        return this.#change({ request: action.do, indices: this.#targets() });
    }
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
    const isMarked = indices.every((index) => {
      const position = list.positionOf(index);
      return position !== undefined && list.at(position)?.mark === mark;
    });
    return this.#change({ request: 'mark', indices, mark: isMarked ? null : mark });
  }

  async #change(request: Ask): Promise<void> {
    if ('indices' in request && request.indices.length === 0) return;
    // The channel shows what changed, in this view as in the others.
    await this.parts.channel.ask(request, 'changed');
  }

  #toggleZoom(): void {
    const { cursor, host, channel, grid } = this.parts;
    if (this.#zoom) {
      this.#zoom.close();
      return;
    }
    if (!cursor.photo) return;
    const closed = (): void => {
      this.#zoom = undefined;
      grid.node.focus();
    };
    this.#zoom = new ZoomView(host, channel, (event) => this.pressed(event), closed);
    this.showZoomed();
  }
}
