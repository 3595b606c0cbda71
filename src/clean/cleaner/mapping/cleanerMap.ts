import { notebookPorts } from '../../../notebook/index.js';
import type { CleanerController } from '../cleanerController.js';
import type { CleanedItem } from '../cleanerItem.js';
import { type PhotoReference, photoNumbers } from '../decisions/cleanerState.js';
import type { MapLayout, MapState } from '../mapProtocol.js';

/** A photo that resembles another. */
export interface LikePhoto extends CleanedItem {
  /** Cosine of their features, up to 1. */
  readonly similarity: number;
}

/** A photo by how far it lies from its class. */
export interface OutlyingPhoto extends CleanedItem {
  /** Mean distance to its 5 nearest of its class, divided by the median of the class: 1 is usual. */
  readonly distance: number;
}

/** Two photos that look the same, one to train on and one to validate with. */
export interface LeakedPhotos {
  /** The one of the training part. */
  readonly train: CleanedItem;
  /** The one of the validation part. */
  readonly valid: CleanedItem;
  /** Cosine of their features, up to 1. */
  readonly similarity: number;
  /** Equal files, or found to be copies by the audit. */
  readonly sure: boolean;
}

/**
 * A cleaner's map, for code: what the view shows of it, and what can be asked of the features that it is made of.
 * @example
 * ```ts
 * import { ImageCleaner } from 'tsvision';
 * const cleaner = await ImageCleaner.open(photos);
 * await cleaner.map.start(); // features, PCA, UMAP; later openings find them on the disk
 * const odd = (await cleaner.map.outliers()).slice(0, 2);
 * await cleaner.tag(odd.map(({ index }) => index), 'odd');
 * cleaner.tagged('odd').length; // → 2
 * ```
 */
export class CleanerMap {
  readonly #controller: () => CleanerController;
  readonly #ready: Promise<void>;

  /** @internal */
  constructor(controller: () => CleanerController, ready: Promise<void>) {
    this.#controller = controller;
    this.#ready = ready;
  }

  /** How far it is. */
  get state(): MapState {
    return this.#controller().mapping.map.state;
  }

  /**
   * Makes the map, or goes on with it: features of the learner's body, or of EfficientNet-Lite0 where the cleaner has no
   * learner, then principal components, then UMAP. Features and UMAP are kept by content: a second time they are there.
   * @param options.signal stops it; the features that are there are kept. @default Stop of the cell
   */
  async start({
    signal = notebookPorts().interruptSignal(),
  }: {
    readonly signal?: AbortSignal;
  } = {}): Promise<void> {
    await this.#ready;
    await this.#controller().mapping.map.start(signal);
  }

  /** x and y of each photo by its number, within −1 … 1; NaN where it has no place. `undefined` before it is made. */
  positions(layout: MapLayout): Float32Array | undefined {
    return this.#controller().mapping.map.positions(layout);
  }

  /** “More like this”: the photos that resemble one most. Starts the map where there is none. @param count @default 20 */
  async like(photo: PhotoReference, count = 20): Promise<LikePhoto[]> {
    const { mapping, session } = await this.#started();
    const [index] = photoNumbers(session.state.photos, [photo]) as [number];
    return mapping.map.nearest(index, count).flatMap((one) => {
      const item = session.photo(one.index);
      return item ? [{ ...item, similarity: one.similarity }] : [];
    });
  }

  /** Photos by how far they lie from their class, the farthest first. @param label of that class alone */
  async outliers(label?: string): Promise<OutlyingPhoto[]> {
    const { mapping, session } = await this.#started();
    return (await mapping.outliers(label)).flatMap(({ index, score }) => {
      const item = session.photo(index);
      return item ? [{ ...item, distance: score }] : [];
    });
  }

  /** Photos to train on that are there to validate with, too, the surest pairs first. */
  async leaks(): Promise<LeakedPhotos[]> {
    const { mapping, session } = await this.#started();
    return (await mapping.leaks()).flatMap((pair) => {
      const [train, valid] = [session.photo(pair.train), session.photo(pair.valid)];
      return train && valid ? [{ ...pair, train, valid }] : [];
    });
  }

  async #started(): Promise<CleanerController> {
    await this.#ready;
    const controller = this.#controller();
    if (!controller.mapping.map.hasFeatures) await this.start();
    return controller;
  }
}
