import { DOMWidgetView } from '@jupyter-widgets/base';
import css from './cleaner.raw.css';
import { CleanerActions } from './cleanerActions.js';
import { CleanerLists } from './cleanerLists.js';
import { element } from './element.js';
import { PhotoCursor } from './grid/photoCursor.js';
import { type GridSource, PhotoGrid } from './grid/photoGrid.js';
import { PhotoMenu } from './grid/photoMenu.js';
import { cleanerState } from './kernel/cleanerState.js';
import { type ImageCleanerState, KernelChannel } from './kernel/kernelChannel.js';
import { PhotoList } from './kernel/photoList.js';
import { Thumbnails } from './kernel/thumbnails.js';
import { MapDock } from './map/mapDock.js';
import { Narrowing } from './toolbar/narrowing.js';
import { type Action, actionOf } from './toolbar/shortcuts.js';
import { Toolbar } from './toolbar/toolbar.js';
import { Turns } from './turns.js';
import { WordsBar } from './words/wordsBar.js';

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
  #lists!: CleanerLists;
  #dock!: MapDock;
  #wordsBar!: WordsBar;
  readonly #turns = new Turns((message) => this.#say(message));
  readonly #narrowing = new Narrowing((by) => void this.#lists.widen(by));
  /** What the kernel said last: what the view says itself stays until the kernel says something else. */
  #said = '';
  /** A photo that is to be zoomed when it is here. */
  #awaited: number | undefined;
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
      this.#wordsBar.node,
      this.#narrowing.node,
      element('div', { class: 'tsv-main' }, this.#dock.node, this.#grid.node),
      element('div', { class: 'tsv-foot' }, this.#counts, this.#status),
    );
    this.listenTo(this.model, 'msg:custom', (content: unknown, buffers: DataView[]) =>
      this.#channel.receive(content, buffers),
    );
    this.listenTo(this.model, 'change', () => this.#stateChanged());
    this.#stateChanged();
    this.#dock.restore();
  }

  override remove(): void {
    window.removeEventListener('keydown', this.#guardKeys, true);
    this.#actions.dispose();
    this.#wordsBar.dispose();
    this.#dock.dispose();
    this.#grid.dispose();
    this.#thumbnails.dispose();
    super.remove();
  }

  #makeParts(): void {
    const { thumbSize, height } = this.#state;
    this.#channel = new KernelChannel((content) => this.send(content), {
      changed: (photos, first) => {
        if (first) this.#list.take(first);
        this.#actions.showChanged(photos);
      },
      failed: (message) => this.#say(message),
    });
    this.#list = new PhotoList(this.#channel, () => {
      this.#actions.showChanged([]);
      if (this.#awaited !== undefined) this.#open(this.#awaited);
    });
    this.#cursor = new PhotoCursor(this.#channel, this.#list, () => this.#grid);
    const pixels = Math.round(thumbSize * Math.min(2, window.devicePixelRatio));
    this.#thumbnails = new Thumbnails(this.#channel, pixels, () => this.#grid.refresh());
    this.#grid = new PhotoGrid(`tsv-${this.cid}`, this.#source(), thumbSize, height);
    this.#dock = this.#makeDock();
    this.#makeActions();
    this.#wordsBar = this.#makeWordsBar();
    const { act } = this;
    this.#toolbar = new Toolbar({
      act,
      sort: (sort, descending) => void this.#lists.arrange({ request: 'sort', sort, descending }),
      filter: (filter) => void this.#lists.arrange({ request: 'filter', filter }),
      apply: () => void this.#actions.apply(),
      leave: () => this.#grid.node.focus(),
    });
  }

  #makeActions(): void {
    const shared = {
      state: this.#state,
      channel: this.#channel,
      grid: this.#grid,
      cursor: this.#cursor,
      dock: this.#dock,
      turns: this.#turns,
    };
    this.#lists = new CleanerLists({
      ...shared,
      say: (text) => this.#say(text),
      listed: () => {
        this.#actions.showZoomed();
        this.#selected();
      },
    });
    this.#actions = new CleanerActions({
      ...shared,
      host: this.el,
      list: this.#list,
      lists: this.#lists,
      thumbnails: this.#thumbnails,
      search: () => this.#wordsBar.focus(),
      selected: () => this.#selected(),
    });
  }

  #makeWordsBar(): WordsBar {
    const channel = this.#channel;
    return new WordsBar({
      search: (query) => this.#lists.arrange({ request: 'search', query }),
      read: (isWanted) => {
        const asked = channel.ask({ request: isWanted ? 'startWords' : 'stopWords' }, 'changed');
        asked.catch((error: Error) => this.#say(error.message));
      },
      chips: async (indices) =>
        (await channel.ask({ request: 'chips', ...(indices && { indices }) }, 'chips')).content,
      selected: () => this.#cursor.selection.indices,
      leave: () => this.#grid.node.focus(),
    });
  }

  #makeDock(): MapDock {
    return new MapDock(
      {
        id: `tsv-${this.cid}`,
        state: this.#state,
        channel: this.#channel,
        choose: (photos, how, all) => this.#lists.choose(photos, how, all),
        showOutliers: () => void this.#lists.showOutliers(),
        showLeaks: () => void this.#lists.showLeaks(),
        open: (photo) => this.#open(photo),
        current: () => this.#cursor.photo?.index,
        pressed: (event) => this.#actions.pressed(event),
        say: (text) => this.#say(text),
      },
      () => {
        this.#toolbar.showMap(this.#dock.isOpen);
        if (!this.#dock.isOpen) this.#grid.node.focus({ preventScroll: true });
      },
    );
  }

  readonly act = (action: Action): void => void this.#actions.act(action);

  #say(text: string): void {
    this.#status.textContent = text;
  }

  /** Zooms a photo of the map, which the click before has brought into the grid, or is bringing. */
  #open(photo: number): void {
    const position = this.#list.positionOf(photo);
    this.#awaited = position === undefined ? photo : undefined;
    if (position === undefined) return;
    this.#cursor.go(position);
    this.act({ do: 'zoom' });
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
    this.#narrowing.update(this.#state);
    this.#grid.pairs = this.#state.filter.leaks === true;
    this.#dock.update();
    if (status !== this.#said) this.#say(status);
    this.#said = status;
    this.#selected();
  }

  #selected(): void {
    const { total, shown, delete: deleted, relabel, keep } = this.#state.counts;
    const { size } = this.#cursor.selection;
    const parts = [shown === total ? `${total} photos` : `${shown} of ${total} photos`];
    if (size > 0) parts.push(`${size} selected`);
    parts.push(`${deleted} to delete`, `${relabel} relabelled`, `${keep} kept`);
    this.#counts.textContent = parts.join(' · ');
    this.#wordsBar.update(this.#state);
    this.#grid.refresh();
    this.#dock.showCurrent();
  }

  /** What is not selected is selected first: a menu is about what one sees it at. */
  #showMenu(position: number, x: number, y: number): void {
    const photo = this.#list.at(position);
    if (!photo) return;
    this.#cursor.go(position);
    if (!this.#cursor.selection.has(photo.index)) this.#cursor.selection.replace([photo.index]);
    this.#selected();
    new PhotoMenu(this.el, this.act, () => this.#grid.node.focus()).show(x, y);
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
      pressed: (position, event) => {
        const clicked = cursor.click(position, event).then(() => this.#selected());
        // At once, for the list may be another one soon; but a key that follows waits for the range.
        void this.#turns.take(() => clicked);
      },
      opened: (position) => {
        cursor.go(position);
        this.act({ do: 'zoom' });
      },
      menu: (position, x, y) => this.#showMenu(position, x, y),
    };
  }
}
