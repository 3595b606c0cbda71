import { basename } from 'node:path';
import { InvalidArgumentError } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { jupyterDisplay, type MimeBundle, notebookPorts } from '../../notebook/index.js';
import { DomWidget } from '../../widgets/index.js';
import { CleanerController, messageOf, refusal } from './cleanerController.js';
import type { CleanedItem } from './cleanerItem.js';
import { type ApplyMode, CleanerSession } from './cleanerSession.js';
import { type CleanerSource, cleanerData } from './cleanerSource.js';
import { denyingDuplicate, marking, type PhotoReference, type Step } from './decisions/cleanerState.js';
import { type CleanerArguments, cleanerOptions, type ImageCleanerOptions } from './imageCleanerOptions.js';
import { imageCleanerSpec } from './imageCleanerSpec.js';
import { CleanerListing } from './listing/cleanerListing.js';
import { staticGrid } from './listing/staticGrid.js';
import type { CleanerPlan, ImageCleanerState } from './protocol.js';

/**
 * A grid of photos in which one finds and mends what is wrong with a data set (fastai: `ImageCleaner`): delete,
 * relabel, keep, tell duplicates apart, with undo of everything. Marks live in this kernel and in a journal beside
 * the data, so that they survive the page, the kernel and a crash; apply moves files, never deletes one, and can be
 * undone. Where no view can load, the same is done by the methods.
 * @example
 * ```ts
 * import { ImageCleaner } from 'tsvision';
 * const cleaner = new ImageCleaner(photos); // as the last line of a cell: the widget
 * await cleaner.delete([3, 'black/00000001.jpg']);
 * await cleaner.apply(); // to the trash; `undoTrash` brings them back
 * ```
 */
export class ImageCleaner extends DomWidget<ImageCleanerState> {
  /** Settles when photos, marks and predictions are there; the methods wait for it. */
  readonly ready: Promise<void>;
  #controller: CleanerController | undefined;

  /**
   * Of a source (a learner, a folder, a dataset, or photos with what is known of them: {@link DatasetFormatter}) and
   * options; or, as in fastai, of `(ds, idxs, path, options)`.
   */
  constructor(...given: CleanerArguments) {
    const { source, options } = cleanerOptions(given);
    const { mode = 'move', height = 520, thumbSize = 140 } = options;
    super(imageCleanerSpec, { applyMode: mode, height, thumbSize });
    this.on('message', ({ content }) => this.#answer(content));
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
    return this.#count((controller) => controller.decide('delete', photos, marking('delete'), reason));
  }

  /** Marks photos as looked at and good. */
  keep(photos: readonly PhotoReference[], reason?: string): Promise<number> {
    return this.#count((controller) => controller.decide('keep', photos, marking('keep'), reason));
  }

  /** Takes marks away. */
  unmark(photos: readonly PhotoReference[]): Promise<number> {
    return this.#count((controller) => controller.decide('unmark', photos, marking(undefined)));
  }

  /** Gives photos another class, which may be a new one. */
  relabel(photos: readonly PhotoReference[], label: string, reason?: string): Promise<number> {
    return this.#count((controller) => controller.relabel(photos, label, reason));
  }

  /** Says that photos are no duplicates of the others of their group; this is remembered. */
  notDuplicate(photos: readonly PhotoReference[]): Promise<number> {
    return this.#count((controller) => controller.decide('not a duplicate:', photos, denyingDuplicate));
  }

  /** What {@link apply} would do, in exact numbers. */
  async plan(): Promise<CleanerPlan> {
    await this.ready;
    return this.controller.listing.plan();
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
    const { mode = this.controller.listing.mode, version } = options;
    const step = await this.controller.apply(mode, version);
    return mode === 'csv' ? this.cleanedItems().length : (step?.changes.length ?? 0);
  }

  /** Takes the last step back, an apply too. @returns what was taken back, in words */
  async undo(): Promise<string | undefined> {
    return (await this.#byCode((controller) => controller.travel('undo')))?.words;
  }

  /** Does again what was taken back. */
  async redo(): Promise<string | undefined> {
    return (await this.#byCode((controller) => controller.travel('redo')))?.words;
  }

  /** Takes photos that somebody else has removed out of the list. @returns how many */
  async dropVanished(): Promise<number> {
    await this.ready;
    return this.controller.dropVanished();
  }

  /** Every photo as it stands, those in the trash left out. */
  items(): CleanedItem[] {
    return this.controller.session.photos;
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
    void this.#controller?.session.close();
    super.close();
  }

  /** @internal What the methods and the browser's requests work on. */
  get controller(): CleanerController {
    if (!this.#controller)
      throw new InvalidArgumentError('cleaner', 'opening', 'ready', 'Await `cleaner.ready` first.');
    return this.#controller;
  }

  override toString(): string {
    if (!this.#controller) return 'ImageCleaner(opening …)';
    const { total, delete: deleted, relabel, keep } = this.get('counts');
    const { root } = this.#controller.session;
    return `ImageCleaner(${total} photos in ${basename(root)}: ${deleted} to delete, ${relabel} relabelled, ${keep} kept)`;
  }

  async #open(source: CleanerSource, options: ImageCleanerOptions, mode: ApplyMode): Promise<void> {
    try {
      const { root, items, classes, table } = await cleanerData(source, options);
      const session = await CleanerSession.open(root, items, table);
      const listing = new CleanerListing(session, classes, mode);
      if (options.idxs) listing.refresh({ sort: 'order', descending: false });
      if (options.duplicates) listing.showDuplicates();
      this.set({ busy: false });
      this.#controller = new CleanerController(session, listing, (attributes) => this.set(attributes));
    } catch (error) {
      this.set({ status: messageOf(error), busy: false });
      throw error;
    }
  }

  /** What code has done, the browser hears unasked; of its own requests it gets the answer alone. */
  async #byCode(
    work: (controller: CleanerController) => Promise<Step | undefined>,
  ): Promise<Step | undefined> {
    await this.ready;
    const step = await work(this.controller);
    const photos = this.controller.describe(step);
    if (photos.length > 0) this.send({ notice: 'changed', photos });
    return step;
  }

  async #count(work: (controller: CleanerController) => Promise<Step | undefined>): Promise<number> {
    return (await this.#byCode(work))?.changes.length ?? 0;
  }

  async #answer(content: unknown): Promise<void> {
    const { response, buffers } = await this.ready.then(
      () => this.controller.answer(content),
      (error) => refusal(content, messageOf(error)),
    );
    this.send({ ...response }, buffers);
  }

  /** The view, and for places where none can load a grid that stands still. */
  override async [jupyterDisplay](): Promise<MimeBundle> {
    const bundle = await super[jupyterDisplay]();
    await this.ready;
    return {
      ...bundle,
      'text/html': await staticGrid(this.controller),
      'text/plain': this.toString(),
    };
  }
}
