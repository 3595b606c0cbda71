import { basename } from 'node:path';
import { InvalidArgumentError } from '../../core/index.js';
import { jupyterDisplay, type MimeBundle, notebookPorts } from '../../notebook/index.js';
import { DomWidget } from '../../widgets/index.js';
import { errorLine } from '../errorLine.js';
import { type FeatureBody, learnerBody, pretrainedBody } from '../map/features/featureBody.js';
import { CleanerController } from './cleanerController.js';
import { CleanerSession } from './cleanerSession.js';
import { type CleanerSource, cleanerData } from './cleanerSource.js';
import type { Step } from './decisions/cleanerState.js';
import { type CleanerArguments, cleanerOptions, type ImageCleanerOptions } from './imageCleanerOptions.js';
import { imageCleanerSpec } from './imageCleanerSpec.js';
import { CleanerListing } from './listing/cleanerListing.js';
import { staticGrid } from './listing/staticGrid.js';
import { answerMessage, refusal } from './messages/answerMessage.js';
import type { ImageCleanerState } from './protocol.js';

/** What of an {@link ImageCleaner} is a widget: it opens, answers its view, is shown, and closes. */
export abstract class CleanerWidget extends DomWidget<ImageCleanerState> {
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
    this.ready = this.#open(source, { ...options, mode });
    // A failure stands in the status line, and each method throws it.
    this.ready.catch(() => undefined);
    notebookPorts().hold(this.ready.catch(() => undefined));
  }

  /** Gives the folder free for another process. Marks stay. */
  override close(): void {
    void this.#controller?.mapping.map.stop();
    this.#controller?.words.stop();
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

  /** @internal What code has done, the browser hears unasked; of its own requests it gets the answer alone. */
  protected async byCode(
    work: (controller: CleanerController) => Promise<Step | undefined>,
  ): Promise<Step | undefined> {
    await this.ready;
    const step = await work(this.controller);
    const photos = this.controller.describe(step);
    if (photos.length > 0) this.send({ notice: 'changed', photos });
    return step;
  }

  async #open(
    source: CleanerSource,
    { mode = 'move', idxs, duplicates, ...options }: ImageCleanerOptions,
  ): Promise<void> {
    try {
      const { root, items, classes, table, learner } = await cleanerData(source, { ...options, idxs });
      const session = await CleanerSession.open(root, items, table);
      const listing = new CleanerListing(session, classes, mode);
      if (idxs) listing.refresh({ sort: 'order', descending: false });
      if (duplicates) listing.showDuplicates();
      this.set({ busy: false });
      const body = (): FeatureBody => (learner && learnerBody(learner)) ?? pretrainedBody();
      this.#controller = new CleanerController(session, listing, body, (attributes) => this.set(attributes));
    } catch (error) {
      this.set({ status: errorLine(error), busy: false });
      throw error;
    }
  }

  async #answer(content: unknown): Promise<void> {
    const { response, buffers } = await this.ready.then(
      () => answerMessage(this.controller, content),
      (error) => refusal(content, errorLine(error)),
    );
    this.send({ ...response }, buffers);
  }
}
