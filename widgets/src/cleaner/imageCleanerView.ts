import { DOMWidgetView } from '@jupyter-widgets/base';
import type {
  CleanerNotice,
  CleanerPhoto,
  CleanerResponse,
  ImageCleanerState,
} from '../../../src/widgets/imageCleanerProtocol.js';
import { showApplyDialog } from './applyDialog.js';
import css from './cleaner.raw.css';
import { cleanerState } from './cleanerState.js';
import { element } from './element.js';
import { type Ask, KernelChannel } from './kernelChannel.js';
import { PhotoGrid } from './photoGrid.js';
import { PhotoList } from './photoList.js';
import { Selection } from './selection.js';
import { showShortcuts } from './shortcutDialog.js';
import { type Action, actionOf } from './shortcuts.js';
import { Thumbnails } from './thumbnails.js';
import { Toolbar } from './toolbar.js';
import { ZoomView } from './zoomView.js';

/** The photos of a data set in a grid, to be marked, relabelled and applied, by mouse or by keyboard alone. */
export class ImageCleanerView extends DOMWidgetView {
  #state!: ImageCleanerState;
  #channel!: KernelChannel;
  #list!: PhotoList;
  #thumbnails!: Thumbnails;
  #grid!: PhotoGrid;
  #toolbar!: Toolbar;
  readonly #selection = new Selection();
  readonly #counts = element('span', { class: 'tsv-counts' });
  readonly #status = element('span', { class: 'tsv-status', role: 'status', 'aria-live': 'polite' });
  #current = 0;
  /** Where a Shift range begins. */
  #anchor = 0;
  #zoom: ZoomView | undefined;
  #turn: Promise<void> = Promise.resolve();

  override render(): void {
    super.render();
    this.#state = cleanerState(this.model);
    this.#channel = new KernelChannel(
      (content) => this.send(content),
      (notice) => this.#changed(notice.photos),
    );
    this.#list = new PhotoList(this.#channel, () => {
      this.#grid.refresh();
      this.#showZoomed();
    });
    const { thumbSize, height } = this.#state;
    const pixels = Math.round(thumbSize * Math.min(2, window.devicePixelRatio));
    this.#thumbnails = new Thumbnails(this.#channel, pixels, () => this.#grid.refresh());
    this.#toolbar = new Toolbar({
      act: (action) => void this.#act(action),
      sort: (sort, descending) => void this.#ask({ request: 'sort', sort, descending }),
      filter: (filter) => void this.#ask({ request: 'filter', filter }),
      apply: () => void this.#apply(),
      leave: () => this.#grid.node.focus(),
    });
    this.#grid = new PhotoGrid(`tsv-${this.cid}`, this.#source(), thumbSize, height);
    this.#grid.node.addEventListener('keydown', (event) => this.#pressed(event));
    window.addEventListener('keydown', this.#guardKeys, true);
    this.el.classList.add('tsv-cleaner');
    this.el.append(
      element('style', {}, css),
      this.#toolbar.node,
      this.#grid.node,
      element('div', { class: 'tsv-foot' }, this.#counts, this.#status),
    );
    this.listenTo(this.model, 'msg:custom', (content: CleanerResponse | CleanerNotice, buffers: DataView[]) =>
      this.#channel.receive(content, buffers),
    );
    this.listenTo(this.model, 'change', () => this.#stateChanged());
    this.#stateChanged();
  }

  override remove(): void {
    window.removeEventListener('keydown', this.#guardKeys, true);
    this.#zoom?.close();
    this.#grid.dispose();
    this.#thumbnails.dispose();
    super.remove();
  }

  /**
   * JupyterLab, which hears keys at the document, would take X for "cut this cell": it leaves alone what happens in
   * an element with this attribute. It must be the element with the focus, for some of its keys are bound to
   * whatever has it. Its own combinations (Ctrl+S) go on working.
   */
  readonly #guardKeys = (event: KeyboardEvent): void => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !this.el.contains(target)) return;
    const combined = event.ctrlKey || event.metaKey;
    const ours = !combined || actionOf(event, this.#state.classNames.length) !== undefined;
    if (ours) target.dataset.lmSuppressShortcuts = 'true';
    else delete target.dataset.lmSuppressShortcuts;
  };

  #stateChanged(): void {
    const { listVersion, counts, status } = this.#state;
    this.#list.reset(listVersion, counts.shown);
    this.#current = Math.max(0, Math.min(this.#current, counts.shown - 1));
    this.#toolbar.update(this.#state);
    this.#status.textContent = status;
    this.#showCounts();
    this.#grid.refresh();
  }

  #showCounts(): void {
    const { total, shown, delete: deleted, relabel, keep } = this.#state.counts;
    const parts = [shown === total ? `${total} photos` : `${shown} of ${total} photos`];
    if (this.#selection.size > 0) parts.push(`${this.#selection.size} selected`);
    parts.push(`${deleted} to delete`, `${relabel} relabelled`, `${keep} kept`);
    this.#counts.textContent = parts.join(' · ');
  }

  #source(): ConstructorParameters<typeof PhotoGrid>[1] {
    const view = this;
    return {
      get length() {
        return view.#list.length;
      },
      cellAt: (position) => {
        const photo = this.#list.at(position);
        return {
          photo,
          url: photo && this.#thumbnails.urlOf(photo.index),
          selected: photo !== undefined && this.#selection.has(photo.index),
          current: position === this.#current,
          classes: this.#state.classNames,
        };
      },
      visible: (start, end) => {
        this.#list.need(start, end - 1);
        const wanted: number[] = [];
        for (let position = start; position < end; position++) {
          const photo = this.#list.at(position);
          if (photo) wanted.push(photo.index);
        }
        this.#thumbnails.want(wanted);
      },
      pressed: (position, event) => void this.#click(position, event),
      opened: (position) => {
        this.#current = position;
        void this.#act({ do: 'zoom' });
      },
    };
  }

  async #click(position: number, event: MouseEvent): Promise<void> {
    this.#current = position;
    const photo = this.#list.at(position);
    if (event.shiftKey) await this.#selectRange(this.#anchor, position);
    else if (photo) {
      if (event.ctrlKey || event.metaKey) this.#selection.toggle(photo.index);
      else this.#selection.replace([photo.index]);
      this.#anchor = position;
    }
    this.#grid.reveal(position);
    this.#selected();
  }

  async #selectRange(from: number, to: number): Promise<void> {
    const start = Math.min(from, to);
    const count = Math.abs(to - from) + 1;
    const { content } = await this.#channel.ask({ request: 'range', start, count }, 'range');
    this.#selection.replace(content.indices);
  }

  #selected(): void {
    this.#showCounts();
    this.#grid.refresh();
  }

  #pressed(event: KeyboardEvent): void {
    const action = actionOf(event, this.#state.classNames.length);
    if (!action) return;
    // Escape closes the zoomed view by itself.
    if (this.#zoom && action.do === 'clear') return;
    event.preventDefault();
    event.stopPropagation();
    void this.#act(action);
  }

  /**
   * Does what a key or a button asks for, one after the other: a mark waits for the range that was selected just
   * before it. What the kernel cannot do stands in the status line.
   */
  #act(action: Action): Promise<void> {
    const turn = this.#turn.then(async () => {
      try {
        await this.#do(action);
      } catch (error) {
        this.#status.textContent = (error as Error).message;
      }
    });
    this.#turn = turn;
    return turn;
  }

  async #do(action: Action): Promise<void> {
    switch (action.do) {
      case 'move':
        return this.#move(action.by, action.extend);
      case 'select': {
        const photo = this.#list.at(this.#current);
        if (photo) this.#selection.toggle(photo.index);
        this.#anchor = this.#current;
        return this.#selected();
      }
      case 'selectAll':
        if (this.#list.length > 0) await this.#selectRange(0, this.#list.length - 1);
        return this.#selected();
      case 'clear':
        this.#selection.clear();
        return this.#selected();
      case 'zoom':
        return this.#toggleZoom();
      case 'help':
        return showShortcuts(this.el, this.#state.classNames);
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

  /** What an action is about: the selected photos, or the current one. */
  #targets(): number[] {
    if (this.#selection.size > 0 && !this.#zoom) return this.#selection.indices;
    const photo = this.#list.at(this.#current);
    return photo ? [photo.index] : [];
  }

  /** Marks; when all of them are marked so already, takes the mark away. */
  #mark(mark: 'delete' | 'keep'): Promise<void> {
    const indices = this.#targets();
    const isMarked = indices.every((index) => {
      const position = this.#list.positionOf(index);
      return position !== undefined && this.#list.at(position)?.mark === mark;
    });
    return this.#change({ request: 'mark', indices, mark: isMarked ? null : mark });
  }

  async #change(request: Ask): Promise<void> {
    if ('indices' in request && request.indices.length === 0) return;
    const { content } = await this.#channel.ask(request, 'changed');
    this.#changed(content.photos);
  }

  #changed(photos: readonly CleanerPhoto[]): void {
    this.#list.update(photos);
    this.#grid.refresh();
    this.#showZoomed();
  }

  async #ask(request: Ask): Promise<void> {
    try {
      const { content } = await this.#channel.ask(request, 'changed');
      this.#selection.clear();
      this.#current = 0;
      this.#grid.node.scrollTop = 0;
      this.#changed(content.photos);
      this.#selected();
    } catch (error) {
      this.#status.textContent = (error as Error).message;
    }
  }

  async #move(by: string, extend: boolean): Promise<void> {
    const { columns, pageLength } = this.#grid;
    const last = this.#list.length - 1;
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
    this.#current = Math.max(0, Math.min(last, this.#current + (steps[by] ?? 0)));
    if (extend) await this.#selectRange(this.#anchor, this.#current);
    else this.#anchor = this.#current;
    this.#grid.reveal(this.#current);
    this.#selected();
    this.#showZoomed();
  }

  #toggleZoom(): void {
    if (this.#zoom) {
      this.#zoom.close();
      return;
    }
    if (!this.#list.at(this.#current)) return;
    this.#zoom = new ZoomView(
      this.el,
      this.#channel,
      (event) => this.#pressed(event),
      () => {
        this.#zoom = undefined;
        this.#grid.node.focus();
      },
    );
    this.#showZoomed();
  }

  #showZoomed(): void {
    const photo = this.#list.at(this.#current);
    if (photo) void this.#zoom?.show(photo, this.#thumbnails.urlOf(photo.index), this.#state.classNames);
  }

  async #apply(): Promise<void> {
    try {
      const { content } = await this.#channel.ask({ request: 'plan' }, 'plan');
      const { plan } = content;
      showApplyDialog(this.el, plan, this.#state.classNames, () => {
        this.#selection.clear();
        void this.#ask({ request: 'apply', version: plan.version });
      });
    } catch (error) {
      this.#status.textContent = (error as Error).message;
    }
  }
}
