import { basename } from 'node:path';
import { InvalidArgumentError, isTsvisionError, type TsvisionError } from '../../core/index.js';
import { inParallel, type LabelledItem } from '../../data/index.js';
import { jupyterDisplay, type MimeBundle, notebookPorts } from '../../notebook/index.js';
import {
  type CleanerPlan,
  type CleanerRequest,
  type CleanerResponse,
  DomWidget,
  type ImageCleanerState,
} from '../../widgets/index.js';
import { type CleanedItem, cleanedItems } from './cleanedItem.js';
import { type ApplyMode, CleanerSession } from './cleanerSession.js';
import { type CleanerSource, cleanerData } from './cleanerSource.js';
import type { Step } from './decisions/cleanerState.js';
import { type Decision, denyingDuplicate, marking, relabelling } from './decisions/decisions.js';
import { type CleanerArguments, cleanerOptions, type ImageCleanerOptions } from './imageCleanerOptions.js';
import { type PhotoReference, photoNumbers } from './photoReference.js';
import { answerRequest } from './view/answerRequest.js';
import { CleanerView, type ListOrder } from './view/cleanerView.js';
import { imageCleanerSpec } from './view/imageCleanerSpec.js';
import { staticGrid } from './view/staticGrid.js';
import { ThumbnailCache } from './view/thumbnailCache.js';

/** Photos that a message about changes describes at most. */
const mostNotified = 1000;

/**
 * A grid of photos in which one finds and mends what is wrong with a data set (fastai: `ImageCleaner`): delete,
 * relabel, keep, tell duplicates apart, with undo of everything. Marks live in this kernel and in a journal beside
 * the data, so that they survive the page, the kernel and a crash; apply moves files, never deletes one, and can be
 * undone. Where no view can load, the same is done by the methods.
 *
 * @example
 * const cleaner = new ImageCleaner(learn);
 * cleaner; // the view
 * await cleaner.delete([3, 'black/00000012.jpg']);
 * await cleaner.apply();
 */
export class ImageCleaner extends DomWidget<ImageCleanerState> {
  /** Settles when photos, marks and predictions are there; the methods wait for it. */
  readonly ready: Promise<void>;
  readonly #thumbnails = new ThumbnailCache();
  #view: CleanerView | undefined;

  /**
   * Of a source (a learner, a folder, a dataset, or photos with what is known of them: {@link DatasetFormatter}) and
   * options; or, as in fastai, of `(ds, idxs, path, options)`.
   */
  constructor(...given: CleanerArguments) {
    const { source, options } = cleanerOptions(given);
    const { mode = 'move', height = 520, thumbSize = 140 } = options;
    super(imageCleanerSpec, { applyMode: mode, height, thumbSize });
    this.on('message', ({ content }) => this.#answer(content as unknown as CleanerRequest));
    this.ready = this.#open(source, options, mode);
    // A failure stands in the status line, and each method throws it.
    this.ready.catch(() => undefined);
    notebookPorts().hold(this.ready.catch(() => undefined));
  }

  /** Makes one and waits until it is ready. */
  static async open(...given: CleanerArguments): Promise<ImageCleaner> {
    const cleaner = new ImageCleaner(...given);
    await cleaner.ready;
    return cleaner;
  }

  /** Marks photos for the trash; nothing moves before {@link apply}. @returns how many changed */
  delete(photos: readonly PhotoReference[], reason?: string): Promise<number> {
    return this.#decide('delete', photos, marking('delete'), reason);
  }

  /** Marks photos as looked at and good. */
  keep(photos: readonly PhotoReference[], reason?: string): Promise<number> {
    return this.#decide('keep', photos, marking('keep'), reason);
  }

  /** Takes marks away. */
  unmark(photos: readonly PhotoReference[]): Promise<number> {
    return this.#decide('unmark', photos, marking(undefined));
  }

  /** Gives photos another class, which may be a new one. */
  async relabel(photos: readonly PhotoReference[], label: string, reason?: string): Promise<number> {
    if (label === '') throw new InvalidArgumentError('label', label, 'the name of a class');
    await this.ready;
    this.view.addClass(label);
    return this.#decide('relabel', photos, relabelling(label), reason);
  }

  /** Says that photos are no duplicates of the others of their group; this is remembered. */
  notDuplicate(photos: readonly PhotoReference[]): Promise<number> {
    return this.#decide('not a duplicate:', photos, denyingDuplicate);
  }

  /** What {@link apply} would do, in exact numbers. */
  async plan(): Promise<CleanerPlan> {
    await this.ready;
    return this.view.plan();
  }

  /**
   * Moves deleted photos to the trash and relabelled ones to their class folders, or writes `cleaned.csv`, which
   * `ImageDataBunch.fromCsv` reads with the same split: all or nothing, and {@link undo} takes it back.
   * @param options.version of a {@link plan}: refuses when marks have changed since
   * @returns how many photos were moved or listed
   * @throws FilesVanishedError, FileMoveError, StalePlanError
   */
  async apply(options: { readonly mode?: ApplyMode; readonly version?: number } = {}): Promise<number> {
    await this.ready;
    const { mode = this.view.mode, version } = options;
    const step = await this.#busily(() => this.view.session.apply(mode, version));
    this.view.refresh();
    this.#sync(step ? `${step.words}; undo takes it back` : 'there was nothing to apply');
    return mode === 'csv' ? this.cleanedItems().length : (step?.changes.length ?? 0);
  }

  /** Takes the last step back, an apply too. @returns what was taken back, in words */
  async undo(): Promise<string | undefined> {
    return this.#travel('undo');
  }

  /** Does again what was taken back. */
  async redo(): Promise<string | undefined> {
    return this.#travel('redo');
  }

  /** Takes photos that somebody else has removed out of the list. @returns how many */
  async dropVanished(): Promise<number> {
    await this.ready;
    const count = await this.view.session.dropVanished();
    this.view.refresh();
    this.#sync(`${count} vanished photos left the list`);
    return count;
  }

  /** Every photo as it stands, those in the trash left out. */
  items(): CleanedItem[] {
    return cleanedItems(this.view.session);
  }

  /** Photos that stay, with their classes as decided. */
  cleanedItems(): CleanedItem[] {
    return this.items().filter(({ mark }) => mark !== 'delete');
  }

  /**
   * Photos that stay as lists for a new data bunch: each in the part, training or validation, in which it was, so
   * that the validation result stays comparable. Photos of no part count as training.
   */
  cleanedSplits(): { readonly train: LabelledItem[]; readonly valid: LabelledItem[] } {
    const items = this.cleanedItems();
    const part = (valid: boolean): LabelledItem[] =>
      items.filter(({ split }) => (split === 'valid') === valid).map(({ path, label }) => ({ path, label }));
    return { train: part(false), valid: part(true) };
  }

  /** Gives the folder free for another process. Marks stay. */
  override close(): void {
    void this.#view?.session.close();
    super.close();
  }

  /** @internal What requests are answered from. */
  get view(): CleanerView {
    if (!this.#view)
      throw new InvalidArgumentError('cleaner', 'opening', 'ready', 'Await `cleaner.ready` first.');
    return this.#view;
  }

  override toString(): string {
    if (!this.#view) return 'ImageCleaner(opening …)';
    const { total, delete: deleted, relabel, keep } = this.get('counts');
    const { root } = this.#view.session;
    return `ImageCleaner(${total} photos in ${basename(root)}: ${deleted} to delete, ${relabel} relabelled, ${keep} kept)`;
  }

  /** @internal Orders or narrows what the view shows. */
  arrange(order: Partial<ListOrder>): void {
    this.view.refresh(order);
    this.#sync();
  }

  async #open(source: CleanerSource, options: ImageCleanerOptions, mode: ApplyMode): Promise<void> {
    try {
      const { root, items, classes, table } = await cleanerData(source, options);
      const session = await CleanerSession.open(root, items, table);
      this.#view = new CleanerView(session, classes, mode);
      if (options.idxs) this.#view.refresh({ sort: 'order', descending: false });
      if (options.duplicates) this.#view.showDuplicates();
      this.set({ busy: false });
      this.#sync('');
    } catch (error) {
      this.set({ status: messageOf(error), busy: false });
      throw error;
    }
  }

  async #decide(
    verb: string,
    photos: readonly PhotoReference[],
    decision: Decision,
    reason?: string,
  ): Promise<number> {
    await this.ready;
    const { session } = this.view;
    const indices = photoNumbers(session.state.photos, photos);
    const step = await session.decide(verb, indices, decision, reason);
    this.#sync();
    this.#notify(step);
    return step?.changes.length ?? 0;
  }

  async #travel(direction: 'undo' | 'redo'): Promise<string | undefined> {
    await this.ready;
    const { session } = this.view;
    const isOnDisk = session.state[direction === 'undo' ? 'last' : 'next']?.transaction !== undefined;
    const step = await (isOnDisk ? this.#busily(() => session[direction]()) : session[direction]());
    if (step?.transaction !== undefined) this.view.refresh();
    this.#sync(step ? `${direction}: ${step.words}` : `there is nothing to ${direction}`);
    this.#notify(step);
    return step?.words;
  }

  #notify(step: Step | undefined): void {
    if (!step) return;
    // Thousands of photos are asked for anew, as far as they are seen.
    if (step.changes.length > mostNotified) {
      this.arrange({});
      return;
    }
    const photos = step.changes.map(({ index }) => this.view.describe(index));
    this.send({ notice: 'changed', photos });
  }

  async #busily<T>(work: () => Promise<T>): Promise<T> {
    this.set({ busy: true });
    try {
      return await work();
    } catch (error) {
      this.set({ status: messageOf(error) });
      throw error;
    } finally {
      this.set({ busy: false });
    }
  }

  #sync(status?: string): void {
    this.set({ ...this.view.attributes(), ...(status === undefined ? {} : { status }) });
  }

  async #answer(request: CleanerRequest): Promise<void> {
    const reply = (response: CleanerResponse, buffers: readonly Uint8Array[] = []): void =>
      this.send({ ...response }, buffers);
    try {
      await this.ready;
      const { response, buffers } = await answerRequest(this, request, (paths, size) =>
        inParallel(paths, 4, (path) => this.#thumbnails.get(path, size)),
      );
      reply({ id: request.id, ...response } as CleanerResponse, buffers);
    } catch (error) {
      reply({ id: request.id, response: 'error', message: messageOf(error) });
    }
  }

  /** The view, and for places where none can load a grid that stands still. */
  override async [jupyterDisplay](): Promise<MimeBundle> {
    const bundle = await super[jupyterDisplay]();
    await this.ready;
    return {
      ...bundle,
      'text/html': await staticGrid(this.view, this.#thumbnails),
      'text/plain': this.toString(),
    };
  }
}

function messageOf(error: unknown): string {
  return isTsvisionError(error) ? (error as TsvisionError).message : String(error);
}
