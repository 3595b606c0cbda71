import { DOMWidgetView } from '@jupyter-widgets/base';
import css from './cleaner.raw.css';
import { CleanerActions } from './cleanerActions.js';
import { element } from './element.js';
import { PhotoCursor } from './grid/photoCursor.js';
import { type GridSource, PhotoGrid } from './grid/photoGrid.js';
import { cleanerState } from './kernel/cleanerState.js';
import { type ImageCleanerState, KernelChannel } from './kernel/kernelChannel.js';
import { PhotoList } from './kernel/photoList.js';
import { Thumbnails } from './kernel/thumbnails.js';
import { actionOf } from './toolbar/shortcuts.js';
import { Toolbar } from './toolbar/toolbar.js';

/** The photos of a data set in a grid, to be marked, relabelled and applied, by mouse or by keyboard alone. */
export class ImageCleanerView extends DOMWidgetView {
  #state!: ImageCleanerState;
  #channel!: KernelChannel;
  #list!: PhotoList;
  #cursor!: PhotoCursor;
  #thumbnails!: Thumbnails;
  #grid!: PhotoGrid;
  #actions!: CleanerActions;
  #toolbar!: Toolbar;
  readonly #counts = element('span', { class: 'tsv-counts' });
  readonly #status = element('span', { class: 'tsv-status', role: 'status', 'aria-live': 'polite' });

  override render(): void {
    super.render();
    this.#state = cleanerState(this.model);
    this.#makeParts();
    this.#grid.node.addEventListener('keydown', (event) => this.#actions.pressed(event));
    window.addEventListener('keydown', this.#guardKeys, true);
    this.el.classList.add('tsv-cleaner');
    this.el.append(
      element('style', {}, css),
      this.#toolbar.node,
      this.#grid.node,
      element('div', { class: 'tsv-foot' }, this.#counts, this.#status),
    );
    this.listenTo(this.model, 'msg:custom', (content: unknown, buffers: DataView[]) =>
      this.#channel.receive(content, buffers),
    );
    this.listenTo(this.model, 'change', () => this.#stateChanged());
    this.#stateChanged();
  }

  override remove(): void {
    window.removeEventListener('keydown', this.#guardKeys, true);
    this.#actions.dispose();
    this.#grid.dispose();
    this.#thumbnails.dispose();
    super.remove();
  }

  #makeParts(): void {
    const { thumbSize, height } = this.#state;
    this.#channel = new KernelChannel((content) => this.send(content), {
      changed: (photos) => this.#actions.showChanged(photos),
      failed: (message) => {
        this.#status.textContent = message;
      },
    });
    this.#list = new PhotoList(this.#channel, () => this.#actions.showChanged([]));
    this.#cursor = new PhotoCursor(this.#channel, this.#list, () => this.#grid);
    const pixels = Math.round(thumbSize * Math.min(2, window.devicePixelRatio));
    this.#thumbnails = new Thumbnails(this.#channel, pixels, () => this.#grid.refresh());
    this.#grid = new PhotoGrid(`tsv-${this.cid}`, this.#source(), thumbSize, height);
    this.#actions = new CleanerActions({
      host: this.el,
      state: this.#state,
      channel: this.#channel,
      list: this.#list,
      grid: this.#grid,
      cursor: this.#cursor,
      thumbnails: this.#thumbnails,
      say: (text) => {
        this.#status.textContent = text;
      },
      selected: () => this.#selected(),
    });
    this.#toolbar = new Toolbar({
      act: (action) => void this.#actions.act(action),
      sort: (sort, descending) => void this.#actions.arrange({ request: 'sort', sort, descending }),
      filter: (filter) => void this.#actions.arrange({ request: 'filter', filter }),
      apply: () => void this.#actions.apply(),
      leave: () => this.#grid.node.focus(),
    });
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
    this.#cursor.go(this.#cursor.position);
    this.#toolbar.update(this.#state);
    this.#status.textContent = status;
    this.#selected();
  }

  #selected(): void {
    const { total, shown, delete: deleted, relabel, keep } = this.#state.counts;
    const { size } = this.#cursor.selection;
    const parts = [shown === total ? `${total} photos` : `${shown} of ${total} photos`];
    if (size > 0) parts.push(`${size} selected`);
    parts.push(`${deleted} to delete`, `${relabel} relabelled`, `${keep} kept`);
    this.#counts.textContent = parts.join(' · ');
    this.#grid.refresh();
  }

  #source(): GridSource {
    const list = this.#list;
    const cursor = this.#cursor;
    return {
      get length() {
        return list.length;
      },
      cellAt: (position) => {
        const photo = list.at(position);
        return {
          photo,
          url: photo && this.#thumbnails.urlOf(photo.index),
          selected: photo !== undefined && cursor.selection.has(photo.index),
          current: position === cursor.position,
          classes: this.#state.classNames,
        };
      },
      visible: (start, end) => {
        list.need(start, end - 1);
        const wanted: number[] = [];
        for (let position = start; position < end; position++) {
          const photo = list.at(position);
          if (photo) wanted.push(photo.index);
        }
        this.#thumbnails.want(wanted);
      },
      pressed: (position, event) => void cursor.click(position, event).then(() => this.#selected()),
      opened: (position) => {
        cursor.go(position);
        void this.#actions.act({ do: 'zoom' });
      },
    };
  }
}
