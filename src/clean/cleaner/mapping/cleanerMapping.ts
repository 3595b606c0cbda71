import { InvalidArgumentError } from '../../../core/index.js';
import type { FeatureBody } from '../../map/features/featureBody.js';
import type { Likeness } from '../../map/features/mappedFeatures.js';
import type { SharedFeatures } from '../../map/features/sharedFeatures.js';
import {
  type ColouredPhoto,
  type MapColours,
  mapColours,
  shownColours,
  valuesOf,
} from '../../map/mapColours.js';
import { type MapPhoto, PhotoMap } from '../../map/photoMap.js';
import type { CleanerSession } from '../cleanerSession.js';
import type { CleanerListing, ListOrder } from '../listing/cleanerListing.js';
import { problemsOf } from '../listing/listPhotos.js';
import type { ColourKey, MapState } from '../mapProtocol.js';
import type { ImageCleanerState } from '../protocol.js';

/** An open cleaner's map: it knows the decisions, and the list is sorted by what it finds. */
export class CleanerMapping {
  readonly map: PhotoMap;
  /** Whose neighbours the list is ranked by. */
  #near: NonNullable<ListOrder['filter']['near']> | undefined;
  readonly #leftOut = new Set<string>();

  constructor(
    readonly session: CleanerSession,
    readonly listing: CleanerListing,
    body: () => FeatureBody,
    features: SharedFeatures,
    private readonly tell: (attributes: Partial<ImageCleanerState>) => void,
  ) {
    this.map = new PhotoMap({
      root: session.root,
      body,
      features,
      photos: () => session.items.map((_, index) => this.#mapPhoto(index)),
      tell: (state) => this.#tellState(state),
      leftOut: (reasons) => void this.#noteLeftOut(reasons),
    });
  }

  /** Finds what a list in this order is ranked by. @throws InvalidArgumentError where that needs a map */
  async prepare({ sort, filter }: Partial<ListOrder>): Promise<void> {
    if (sort === 'outlier') this.listing.rank('outlier', ranksOf(await this.map.distances()));
    if (sort === 'leak' || filter?.leaks) this.listing.rank('leak', await this.#leakRanks());
    if (filter?.near) this.#rankNear(filter.near);
    else if (filter) this.listing.rank('nearest', undefined);
  }

  /** The photos that resemble one most. @throws InvalidArgumentError for one that is not there */
  nearest(index: number, count: number): Likeness[] {
    if (!this.session.photo(index)) throw new InvalidArgumentError('index', index, 'a photo of this cleaner');
    return this.map.nearest(index, count);
  }

  /** Photos by how far they lie from their class, the farthest first. @param label of that class alone */
  async outliers(label?: string): Promise<{ readonly index: number; readonly score: number }[]> {
    const scores = await this.map.distances();
    const { photos } = this.session.state;
    return photos
      .flatMap(({ gone, label: own, newLabel }, index) => {
        const score = scores[index] as number;
        const isAsked = !gone && (label === undefined || (newLabel ?? own) === label);
        return isAsked && !Number.isNaN(score) ? [{ index, score }] : [];
      })
      .sort((a, b) => b.score - a.score || a.index - b.index);
  }

  /** Pairs across the splits of which both photos are there. */
  async leaks() {
    const { photos } = this.session.state;
    return (await this.map.leaks()).filter(
      ({ train, valid }) => !photos[train]?.gone && !photos[valid]?.gone,
    );
  }

  /** A colour for each photo, by number. */
  async colours(by: ColourKey): Promise<MapColours> {
    if (by === 'shown') return shownColours(this.#photos(), this.listing.positions);
    if (by === 'outlier') return valuesOf(await this.map.distances());
    return mapColours(by, this.#photos(), this.listing.classNames);
  }

  async #leakRanks(): Promise<Map<number, number>> {
    const ranks = new Map<number, number>();
    for (const { train, valid } of await this.leaks())
      for (const index of [train, valid]) if (!ranks.has(index)) ranks.set(index, ranks.size);
    return ranks;
  }

  #rankNear({ index, count }: NonNullable<ListOrder['filter']['near']>): void {
    if (this.#near?.index === index && this.#near.count === count && this.listing.ranks('nearest')) return;
    const numbers = [index, ...this.nearest(index, count).map((one) => one.index)];
    this.listing.rank('nearest', new Map(numbers.map((number, place) => [number, place])));
    this.#near = { index, count };
  }

  #photos(): ColouredPhoto[] {
    return this.session.items.map((item, index) => {
      const photo = this.session.state.photos[index] ?? { path: '', label: undefined };
      const { label, newLabel, mark, tags = [], gone = false } = photo;
      return {
        label: newLabel ?? label,
        prediction: item.prediction,
        loss: item.loss,
        split: item.split,
        problems: problemsOf({ item, photo }),
        tags,
        mark: mark === 'delete' || newLabel === undefined ? mark : 'relabelled',
        gone,
      };
    });
  }

  #mapPhoto(index: number): MapPhoto {
    const item = this.session.items[index];
    const photo = this.session.state.photos[index];
    return {
      path: photo?.path ?? '',
      sha256: item?.sha256,
      label: photo?.newLabel ?? photo?.label,
      split: item?.split,
      group: photo?.notDuplicate ? undefined : item?.group,
      gone: photo?.gone ?? false,
    };
  }

  #tellState(map: MapState): void {
    const { items } = this.session;
    // They are computed when somebody sorts by them.
    if (this.map.hasFeatures && !this.listing.ranks('outlier')) this.listing.rank('outlier', new Map());
    const hasBoth = (['train', 'valid'] as const).every((part) => items.some(({ split }) => split === part));
    if (this.map.hasFeatures && hasBoth && !this.listing.ranks('leak')) this.listing.rank('leak', new Map());
    this.tell({ map, sortKeys: this.listing.sortKeys });
  }

  async #noteLeftOut(reasons: ReadonlyMap<string, string>): Promise<void> {
    const news = new Map([...reasons].filter(([path]) => !this.#leftOut.has(path)));
    for (const path of news.keys()) this.#leftOut.add(path);
    // A cleaner that was closed meanwhile notes nothing.
    if (news.size > 0) await this.session.leftOut(news).catch(() => undefined);
  }
}

function ranksOf(values: Float32Array): Map<number, number> {
  return new Map([...values.entries()].filter(([, value]) => !Number.isNaN(value)));
}
