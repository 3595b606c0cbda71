import type { LabelledItem } from '../../data/index.js';
import { type CompareOptions, compare, type ModelComparison } from '../../interpret/index.js';
import { notebookPorts } from '../../notebook/index.js';
import type { Learner } from '../../train/index.js';
import { auditImages } from '../auditImages.js';
import type { AuditReport } from '../auditReport.js';
import { type ExportDatasetOptions, type ExportedDataset, writeExport } from '../export/index.js';
import { type SaveReportOptions, saveReport } from '../report/index.js';
import type { CleanerController } from './cleanerController.js';
import type { CleanedItem } from './cleanerItem.js';
import type { ApplyMode } from './cleanerSession.js';
import { CleanerWidget } from './cleanerWidget.js';
import {
  denyingDuplicate,
  marking,
  type PhotoReference,
  photoNumbers,
  type Step,
} from './decisions/cleanerState.js';
import { decidedPhotos } from './decisions/decidedPhotos.js';
import type { CleanerArguments } from './imageCleanerOptions.js';
import { CleanerMap } from './mapping/cleanerMap.js';
import { PhotoSelection } from './mapping/photoSelection.js';
import type { CleanerPlan } from './protocol.js';
import type { PhotoWordName } from './wordsProtocol.js';

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
export class ImageCleaner extends CleanerWidget {
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

  /** Gives photos a tag: a word of yours, by which you find them again ({@link tagged}). @returns how many changed */
  tag(photos: readonly PhotoReference[], tag: string): Promise<number> {
    return this.#count((controller) => controller.tag(photos, tag, true));
  }

  /** Takes a tag away. */
  untag(photos: readonly PhotoReference[], tag: string): Promise<number> {
    return this.#count((controller) => controller.tag(photos, tag, false));
  }

  /** Selects photos, as on the map, instead of those selected before; {@link undo} goes back. */
  async select(photos: readonly PhotoReference[]): Promise<number> {
    await this.byCode((controller) => controller.select(photos));
    return this.selected.length;
  }

  /** The photos that are selected on the map, as they stand. */
  get selected(): PhotoSelection {
    const { session } = this.controller;
    return new PhotoSelection(Array.from(session.state.selection, (index) => session.photo(index)));
  }

  /** The photos with a tag, as they stand. */
  tagged(tag: string): PhotoSelection {
    return new PhotoSelection(this.items().filter(({ tags }) => tags.includes(tag)));
  }

  /** The map of the photos: made when it is asked for, with neighbours, outliers and pairs across the splits. */
  get map(): CleanerMap {
    return new CleanerMap(() => this.controller, this.ready);
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
    return (await this.byCode((controller) => controller.travel('undo')))?.words;
  }

  /** Does again what was taken back. */
  async redo(): Promise<string | undefined> {
    return (await this.byCode((controller) => controller.travel('redo')))?.words;
  }

  /** Takes photos that somebody else has removed out of the list. @returns how many */
  async dropVanished(): Promise<number> {
    await this.ready;
    return this.controller.dropVanished();
  }

  /**
   * Reads what is on the photos, in ImageNet's words, by EfficientNet-Lite0: chips, search and the zoomed view have
   * them then. Features are kept on disk by the content of the photos, and are those that the map goes by.
   * @param options.signal stops it. @default the notebook's Stop
   * @throws WeightsNotFoundError when the network is not on this machine
   */
  async readWords({ signal = notebookPorts().interruptSignal() } = {}): Promise<void> {
    await this.ready;
    const { words } = this.controller;
    const stop = (): void => words.stop();
    signal.addEventListener('abort', stop);
    try {
      signal.throwIfAborted();
      await words.start();
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /**
   * Shows only the photos that a query finds, the best match first: words of ImageNet (after {@link readWords}), names
   * of classes, tags, parts of file names. `teddy "comic book" -class:black` needs all of these and not the last; a
   * quoted text is whole words; `word:`, `class:`, `tag:`, `file:` say where. An empty query shows all again.
   * @returns the photos found, in this order
   */
  async search(query: string): Promise<CleanedItem[]> {
    await this.ready;
    this.controller.search(query);
    const items = new Map(this.items().map((item) => [item.index, item]));
    return this.controller.listing.positions.flatMap((index) => items.get(index) ?? []);
  }

  /** ImageNet's words of a photo, the most probable first; none before {@link readWords}. Probabilities are 0 to 1. */
  wordsOf(photo: PhotoReference): readonly PhotoWordName[] {
    const { session, words } = this.controller;
    return photoNumbers(session.state.photos, [photo]).flatMap((index) => words.of(index));
  }

  /**
   * Asks two models about every photo, and shows those about which they differ, the furthest apart first; who is right
   * goes by the classes as decided. Of photos that a model has learned from it is right by memory:
   * {@link ModelComparison.learned} counts them, and `compare(learnA, learnB)` looks at the validation photos alone.
   * @throws {NoCommonClassesError} {@link NothingToCompareError}
   */
  async compare(
    learnA: Learner,
    learnB: Learner,
    options: Pick<CompareOptions, 'names' | 'signal'> = {},
  ): Promise<ModelComparison> {
    await this.ready;
    const photos = this.items();
    const versus = await compare(learnA, learnB, { ...options, items: photos });
    this.controller.showComparison(
      versus,
      photos.map(({ index }) => index),
    );
    return versus;
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

  /**
   * Takes the photos that stay out of the notebook, with their classes as decided: CSV, COCO JSON, or a folder for Hugging
   * Face's `imagefolder`. Nothing in the data set changes. See {@link exportDataset}.
   * @throws {ExportExistsError} {@link DiskFullError} {@link FileWriteError}
   */
  async export(path: string, options: ExportDatasetOptions = {}): Promise<ExportedDataset> {
    await this.ready;
    const { session, listing } = this.controller;
    const { root, items, state } = session;
    const set = { root, items: decidedPhotos(items, state.photos), classes: listing.classNames };
    return writeExport({ ...set, csv: () => session.csv() }, path, options);
  }

  /**
   * Writes the problems, the decisions and, where they are given, the doubtful labels of the photos as they stand as one
   * HTML page: see {@link saveReport}. @param options.audit a report of these photos. @default one is made
   * @returns the file's path
   */
  async saveReport(
    path: string,
    { audit, ...options }: SaveReportOptions & { readonly audit?: AuditReport } = {},
  ): Promise<string> {
    await this.ready;
    const { root, state, items } = this.controller.session;
    // With their classes on the disk: what has been decided stands beside them.
    const photos = state.photos.flatMap(({ path: file, label, gone }, i) =>
      gone ? [] : [{ path: file, label, split: items[i]?.split }],
    );
    const report = audit ?? (await auditImages(photos));
    return saveReport(report, path, { root, ...options });
  }

  async #count(work: (controller: CleanerController) => Promise<Step | undefined>): Promise<number> {
    return (await this.byCode(work))?.changes.length ?? 0;
  }
}
