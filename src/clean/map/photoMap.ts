import { InvalidArgumentError } from '../../core/index.js';
import type { LeakPair, MapLayout, MapState } from '../cleaner/mapProtocol.js';
import { errorLine } from '../errorLine.js';
import type { FeatureBody } from './features/featureBody.js';
import { type Likeness, MappedFeatures, withinUnit } from './features/mappedFeatures.js';
import type { FeaturePhoto, PhotoFeatures } from './features/photoFeatures.js';
import type { SharedFeatures } from './features/sharedFeatures.js';
import type { Points } from './layout/nearestRows.js';
import { fewestForUmap } from './layout/umapLayout.js';
import { findLeaks } from './leaks.js';
import { runMapJob } from './mapThread.js';

/** A photo of the set that is mapped, as it stands now. */
export interface MapPhoto extends FeaturePhoto {
  readonly label: string | undefined;
  readonly split: 'train' | 'valid' | undefined;
  /** Photos of one number are copies of each other, by an audit. */
  readonly group: number | undefined;
  /** In the trash. */
  readonly gone: boolean;
}

/** What a map is made of. */
export interface MapSource {
  /** Folder of the set. */
  readonly root: string;
  /** All photos, by number. */
  photos(): readonly MapPhoto[];
  body(): FeatureBody;
  /** What else needs features of these photos takes them from here, too. */
  readonly features: SharedFeatures;
  /** Hears how far the map is. */
  tell(state: MapState): void;
  /** Hears of photos that are not on it, and why. */
  leftOut(reasons: ReadonlyMap<string, string>): void;
}

/** Layouts are equal for equal photos. */
const seed = 42;
/** Progress is told so often, in ms. */
const interval = 150;

/** What has been computed, as long as body and photos are the same. */
interface Made {
  readonly identity: string;
  readonly features: MappedFeatures;
  /** Made when somebody needs them. */
  points?: Points;
  readonly positions: Map<MapLayout, Float32Array>;
}

/**
 * The map of a set of photos: features, their principal components, UMAP, and what can be asked of features once they
 * are there. It is made when it is first asked for, tells how far it is, and can be stopped.
 */
export class PhotoMap {
  #state: MapState = {
    stage: 'off',
    done: 0,
    total: 0,
    layouts: [],
    version: 0,
    body: '',
    without: 0,
    message: '',
  };
  #made: Made | undefined;
  #running: { readonly work: Promise<void>; readonly stop: AbortController } | undefined;
  #told = 0;
  #shelf: PhotoFeatures['shelf'] | undefined;
  #distances: { readonly classes: Int32Array; readonly values: Promise<Float32Array> } | undefined;
  #leaks: { readonly of: Made; readonly pairs: Promise<LeakPair[]> } | undefined;

  constructor(private readonly source: MapSource) {}

  get state(): MapState {
    return this.#state;
  }

  /** Whether features are there, so that neighbours, outliers and leaks can be asked for. */
  get hasFeatures(): boolean {
    return this.#made !== undefined;
  }

  /**
   * Makes the map, or goes on with it; what is ready and still true is not made again.
   * @throws the reason of an abort, and what kept it from being made
   */
  start(signal?: AbortSignal): Promise<void> {
    if (!this.#running) {
      const stop = new AbortController();
      const work = this.#make(stop.signal).finally(() => {
        this.#running = undefined;
      });
      this.#running = { work, stop };
    }
    const { work, stop } = this.#running;
    if (signal?.aborted) stop.abort(signal.reason);
    signal?.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
    return work;
  }

  /** Stops it; settles when it has stopped. Features that are there are kept. */
  async stop(): Promise<void> {
    this.#running?.stop.abort();
    await this.#running?.work.catch(() => undefined);
  }

  /** x and y of each photo, by number; NaN where it has no place. `undefined`: there is no such layout yet. */
  positions(layout: MapLayout): Float32Array | undefined {
    return this.#made?.positions.get(layout);
  }

  /** The photos that resemble one most: “more like this”. @throws InvalidArgumentError without features */
  nearest(photo: number, count: number): Likeness[] {
    return this.#need().features.nearest(photo, count);
  }

  /** How far each photo lies from its class, by number: {@link classDistances}; NaN where that cannot be said. */
  async distances(): Promise<Float32Array> {
    const made = this.#need();
    const { features } = made;
    const photos = this.source.photos();
    const numbers = new Map<string, number>();
    const classes = features.photos.map((photo) => {
      const { label, gone } = photos[photo] as MapPhoto;
      if (label === undefined || gone) return -1;
      if (!numbers.has(label)) numbers.set(label, numbers.size);
      return numbers.get(label) as number;
    });
    if (!this.#distances || String(this.#distances.classes) !== String(classes)) {
      const values = this.#points(made)
        .then((points) => runMapJob({ kind: 'distances', points, classes }))
        .then((rows) => features.byPhoto(rows as Float32Array, 1));
      this.#distances = { classes, values };
    }
    return this.#distances.values;
  }

  /** Pairs of photos that look the same across the splits, the surest first. */
  leaks(): Promise<LeakPair[]> {
    const made = this.#need();
    if (this.#leaks?.of !== made) {
      const pairs = this.#points(made).then((points) =>
        findLeaks(made.features, points, this.source.photos()),
      );
      this.#leaks = { of: made, pairs };
    }
    return this.#leaks.pairs;
  }

  async #points(made: Made, signal?: AbortSignal): Promise<Points> {
    made.points ??= await made.features.points(signal);
    return made.points;
  }

  #need(): Made {
    if (this.#made) return this.#made;
    throw new InvalidArgumentError(
      'map',
      this.#state.stage,
      'made, or at least its features computed',
      'Start it first: `await cleaner.map.start()`, or the button “Map”.',
    );
  }

  async #make(signal: AbortSignal): Promise<void> {
    try {
      const body = this.source.body();
      const identity = await body.identity();
      if (this.#state.stage === 'ready' && this.#made?.identity === identity) return;
      if (this.#made?.identity !== identity) this.#forget(body.name);
      this.#made ??= await this.#features(body, identity, signal);
      await this.#umap(this.#made, signal);
      this.#tell({ stage: 'ready', done: 1, total: 1 });
    } catch (error) {
      const stage = signal.aborted ? 'stopped' : 'failed';
      this.#tell({ stage, message: signal.aborted ? 'stopped; what is computed is kept' : errorLine(error) });
      throw error;
    }
  }

  #forget(body: string): void {
    this.#made = undefined;
    this.#distances = undefined;
    this.#tell({ body, layouts: [], without: 0, message: '', version: this.#state.version + 1 });
  }

  async #features(body: FeatureBody, identity: string, signal: AbortSignal): Promise<Made> {
    const all = this.source.photos();
    const photos = all.filter(({ gone }) => !gone);
    const numbers = all.flatMap(({ gone }, index) => (gone ? [] : [index]));
    this.#tell({ stage: 'features', done: 0, total: photos.length, body: body.name });
    const found = await this.source.features.of(photos, {
      root: this.source.root,
      body,
      signal,
      onProgress: (done, total) => this.#progress('features', done, total),
    });
    const { unreadable, count } = found;
    this.#shelf = found.shelf;
    if (unreadable.size > 0) this.source.leftOut(unreadable);
    if (count === 0)
      throw new InvalidArgumentError('photos', photos.length, 'photos of which at least one can be read');
    const named = { ...found, photos: found.photos.map((place) => numbers[place] as number) };
    const features = new MappedFeatures(named, all.length);
    this.#tell({ stage: 'pca', done: 0, total: 1, without: unreadable.size, message: without(unreadable) });
    const plane = await features.plane(signal);
    const positions = new Map([['pca', features.byPhoto(withinUnit(plane), 2)] as const]);
    this.#made = { identity, features, positions };
    this.#tell({ layouts: ['pca'], version: this.#state.version + 1 });
    return this.#made;
  }

  async #umap(made: Made, signal: AbortSignal): Promise<void> {
    const { features, positions } = made;
    if (features.matrix.count < fewestForUmap || positions.has('umap')) return;
    this.#tell({ stage: 'umap', done: 0, total: 100 });
    const key = `umap-1-${seed}-${features.key}`;
    const kept = await this.#shelf?.readLayout(key);
    const isWhole = kept?.length === 2 * features.matrix.count;
    const rows = isWhole ? kept : await this.#compute(made, signal);
    if (!isWhole) await this.#shelf?.writeLayout(key, rows);
    positions.set('umap', features.byPhoto(rows, 2));
    this.#tell({ layouts: ['pca', 'umap'], version: this.#state.version + 1 });
  }

  async #compute(made: Made, signal: AbortSignal): Promise<Float32Array> {
    const { photos } = made.features;
    const points = await this.#points(made, signal);
    const plane = made.positions.get('pca') as Float32Array;
    const start = new Float32Array(2 * photos.length);
    for (const [row, photo] of photos.entries()) start.set(plane.subarray(2 * photo, 2 * photo + 2), 2 * row);
    const tell = (share: number): void => this.#progress('umap', Math.round(100 * share), 100);
    const found = await runMapJob({ kind: 'umap', points, start, seed }, { signal, tell });
    return withinUnit(found as Float32Array);
  }

  #progress(stage: MapState['stage'], done: number, total: number): void {
    if (Date.now() - this.#told < interval && done < total) return;
    this.#tell({ stage, done, total });
  }

  #tell(changes: Partial<MapState>): void {
    this.#told = Date.now();
    this.#state = { ...this.#state, ...changes };
    this.source.tell(this.#state);
  }
}

function without(unreadable: ReadonlyMap<string, string>): string {
  const [first] = unreadable;
  if (!first) return '';
  const name = first[0].split(/[\\/]/).slice(-2).join('/');
  const more = unreadable.size > 1 ? ` and ${unreadable.size - 1} more` : '';
  return `not on the map: ${name} (${first[1]})${more}`;
}
