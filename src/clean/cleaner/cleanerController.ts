import { InvalidArgumentError } from '../../core/index.js';
import type { ModelComparison } from '../../interpret/index.js';
import { errorLine } from '../errorLine.js';
import type { FeatureBody } from '../map/features/featureBody.js';
import { SharedFeatures } from '../map/features/sharedFeatures.js';
import type { ApplyMode, CleanerSession } from './cleanerSession.js';
import {
  type Decision,
  type PhotoReference,
  photoNumbers,
  relabelling,
  type SelectHow,
  type Step,
  tagging,
} from './decisions/cleanerState.js';
import type { CleanerListing, ListOrder } from './listing/cleanerListing.js';
import { CleanerWords } from './listing/cleanerWords.js';
import { withRivals } from './listing/rivalModels.js';
import { ThumbnailCache } from './listing/thumbnailCache.js';
import { CleanerMapping } from './mapping/cleanerMapping.js';
import type { CleanerPhoto, ImageCleanerState } from './protocol.js';
import type { WordsState } from './wordsProtocol.js';

/** Photos that a message about changes describes; of more, the list gets a new version and is asked for as seen. */
const mostDescribed = 1000;

/**
 * All that can be done with an open cleaner, whoever asks: a cell by the widget's methods, or the browser by messages.
 * It owns the session and the list, and tells the widget's attributes once for each thing done.
 */
export class CleanerController {
  readonly thumbnails = new ThumbnailCache();
  readonly mapping: CleanerMapping;
  readonly words: CleanerWords;
  /** How the list was sorted before it showed what is near to a photo. */
  #sortedBefore: Pick<ListOrder, 'sort' | 'descending'> | undefined;

  /**
   * @param body by which photos are laid out on the map
   * @param tell sets attributes of the widget
   */
  constructor(
    readonly session: CleanerSession,
    readonly listing: CleanerListing,
    body: () => FeatureBody,
    private readonly tell: (attributes: Partial<ImageCleanerState>) => void,
  ) {
    const features = new SharedFeatures();
    this.mapping = new CleanerMapping(session, listing, body, features, tell);
    this.words = new CleanerWords(session, {
      features,
      search: listing.words,
      tell: (words) => this.#wordsTold(words),
    });
    this.tell({ words: this.words.state });
    this.#tellAll('');
  }

  /** Decides something about photos. @returns what changed, if anything did */
  async decide(
    verb: string,
    photos: readonly PhotoReference[],
    decision: Decision,
    reason?: string,
  ): Promise<Step | undefined> {
    const { session } = this;
    const step = await session.decide(verb, photoNumbers(session.state.photos, photos), decision, reason);
    return this.#done(step);
  }

  /** Gives photos another class, which may be a new one. */
  relabel(photos: readonly PhotoReference[], label: string, reason?: string): Promise<Step | undefined> {
    if (label === '') throw new InvalidArgumentError('label', label, 'the name of a class');
    this.listing.addClass(label);
    return this.decide('relabel', photos, relabelling(label), reason);
  }

  /** Gives photos a tag, or takes it away. */
  tag(photos: readonly PhotoReference[], tag: string, on: boolean): Promise<Step | undefined> {
    const name = tag.trim();
    if (name === '' || name.length > 100 || /\p{Cc}/u.test(name))
      throw new InvalidArgumentError('tag', tag, 'a word of 1 to 100 characters on one line');
    return this.decide(on ? 'tag' : 'untag', photos, tagging(name, on));
  }

  /**
   * Selects photos.
   * @param options.show the list then holds the selection alone, or no longer. @default as it is
   * @param options.fleeting no step that undo takes back
   */
  async select(
    photos: readonly PhotoReference[],
    how: SelectHow = 'replace',
    {
      show,
      fleeting = false,
    }: { readonly show?: boolean | undefined; readonly fleeting?: boolean | undefined } = {},
  ): Promise<Step | undefined> {
    const { session, listing } = this;
    const step = await session.select(photoNumbers(session.state.photos, photos), how, fleeting);
    const { selected: wasShown, ...others } = listing.order.filter;
    const isShown = show ?? wasShown ?? false;
    if (isShown || wasShown) {
      const isAny = isShown && session.state.selection.length > 0;
      listing.refresh({ filter: isAny ? { ...others, selected: true } : others });
    }
    this.#tellAll();
    return step;
  }

  /** Narrows the list to a photo and those that resemble it most, the nearest first. */
  async showNear(photo: PhotoReference, count: number): Promise<void> {
    const [index] = photoNumbers(this.session.state.photos, [photo]) as [number];
    await this.arrange({ filter: { near: { index, count } }, sort: 'nearest', descending: false });
  }

  /** Does on the disk what has been decided. @param version of the plan that was confirmed */
  async apply(mode: ApplyMode = this.listing.mode, version?: number): Promise<Step | undefined> {
    const step = await this.#busily(() => this.session.apply(mode, version));
    this.listing.refresh();
    this.#tellAll(step ? `${step.words}; undo takes it back` : 'there was nothing to apply');
    return step;
  }

  /** Takes the last step back, or does it again; on the disk too. */
  async travel(direction: 'undo' | 'redo'): Promise<Step | undefined> {
    const { session } = this;
    const isOnDisk = session.state[direction === 'undo' ? 'last' : 'next']?.transaction !== undefined;
    const step = await (isOnDisk ? this.#busily(() => session[direction]()) : session[direction]());
    return this.#done(step, step ? `${direction}: ${step.words}` : `there is nothing to ${direction}`);
  }

  /** Takes photos that are no longer there out of the list. @returns how many */
  async dropVanished(): Promise<number> {
    const count = await this.session.dropVanished();
    this.listing.refresh();
    this.#tellAll(`${count} vanished photos left the list`);
    return count;
  }

  /** Orders or narrows the list. @throws InvalidArgumentError where that needs a map that is not there */
  async arrange(order: Partial<ListOrder>): Promise<void> {
    await this.mapping.prepare(order);
    const { sort, descending, filter } = this.listing.order;
    const wasNear = filter.near !== undefined;
    if (order.filter?.near && !wasNear) this.#sortedBefore = { sort, descending };
    const isBack = wasNear && order.filter && !order.filter.near && sort === 'nearest';
    this.listing.refresh(isBack ? { ...this.#sortedBefore, ...order } : order);
    this.#tellAll();
  }

  /** Narrows the list to what a query finds. */
  search(query: string): void {
    this.listing.search(query);
    this.#tellAll();
  }

  /** Shows where two models differ. @param numbers of the photos, as they were compared */
  showComparison(versus: ModelComparison, numbers: readonly number[]): void {
    this.session.items = withRivals(this.session.items, versus, numbers);
    this.listing.compare(versus.names);
    this.#tellAll(String(versus));
  }

  /** The photos of a step, as messages describe them; none where the list has a new version instead. */
  describe(step: Step | undefined): CleanerPhoto[] {
    if (!step || step.changes.length > mostDescribed) return [];
    return step.changes.map(({ index }) => this.listing.describe(index));
  }

  #done(step: Step | undefined, status?: string): Step | undefined {
    const { filter } = this.listing.order;
    const isOtherList =
      step?.transaction !== undefined ||
      (step?.changes.length ?? 0) > mostDescribed ||
      (step?.selection !== undefined && filter.selected === true);
    if (isOtherList) this.listing.refresh();
    this.#tellAll(status);
    return step;
  }

  /** What is searched for may be found now. */
  #wordsTold(words: WordsState): void {
    this.tell({ words });
    if (words.stage !== 'ready' || this.listing.query === '') return;
    this.listing.refresh();
    this.#tellAll();
  }

  #tellAll(status?: string): void {
    this.tell({ ...this.listing.attributes(), ...(status === undefined ? {} : { status }) });
  }

  async #busily<T>(work: () => Promise<T>): Promise<T> {
    this.tell({ busy: true });
    try {
      return await work();
    } catch (error) {
      this.tell({ status: errorLine(error) });
      throw error;
    } finally {
      this.tell({ busy: false });
    }
  }
}
