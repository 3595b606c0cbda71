import { InvalidArgumentError, inParallel, isTsvisionError, type TsvisionError } from '../../core/index.js';
import type { ApplyMode, CleanerSession } from './cleanerSession.js';
import {
  type Decision,
  denyingDuplicate,
  marking,
  type PhotoReference,
  photoNumbers,
  relabelling,
  type Step,
} from './decisions/cleanerState.js';
import type { CleanerListing, ListOrder } from './listing/cleanerListing.js';
import { ThumbnailCache } from './listing/thumbnailCache.js';
import {
  type CleanerPhoto,
  type CleanerRequest,
  type CleanerResponse,
  cleanerRequest,
  type ImageCleanerState,
  whatIsWrong,
} from './protocol.js';

/** What goes back to the browser. */
export interface CleanerAnswer {
  readonly response: CleanerResponse;
  readonly buffers?: readonly Uint8Array[];
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type Body = { readonly response: WithoutId<CleanerResponse>; readonly buffers?: readonly Uint8Array[] };

/** A page, or a request for thumbnails, is never larger than this, whatever a browser asks. */
const mostPhotos = 2000;
const mostPixels = 4096;
/** Photos that a message about changes describes; of more, the list gets a new version and is asked for as seen. */
const mostDescribed = 1000;

/**
 * All that can be done with an open cleaner, whoever asks: a cell by the widget's methods, or the browser by messages.
 * It owns the session and the list, and tells the widget's attributes once for each thing done.
 */
export class CleanerController {
  readonly thumbnails = new ThumbnailCache();

  /** @param tell sets attributes of the widget */
  constructor(
    readonly session: CleanerSession,
    readonly listing: CleanerListing,
    private readonly tell: (attributes: Partial<ImageCleanerState>) => void,
  ) {
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

  /** Orders or narrows the list. */
  arrange(order: Partial<ListOrder>): void {
    this.listing.refresh(order);
    this.#tellAll();
  }

  /** The photos of a step, as messages describe them; none where the list has a new version instead. */
  describe(step: Step | undefined): CleanerPhoto[] {
    if (!step || step.changes.length > mostDescribed) return [];
    return step.changes.map(({ index }) => this.listing.describe(index));
  }

  /** Does what a message asks. What cannot be read or done is answered with an error. */
  async answer(content: unknown): Promise<CleanerAnswer> {
    const request = cleanerRequest.safeParse(content);
    if (!request.success)
      return refusal(content, `the request cannot be read (${whatIsWrong(request.error)})`);
    try {
      const { response, buffers } = await this.#do(request.data);
      return { response: { ...response, id: request.data.id }, ...(buffers && { buffers }) };
    } catch (error) {
      return refusal(content, messageOf(error));
    }
  }

  async #do(request: CleanerRequest): Promise<Body> {
    const { listing } = this;
    switch (request.request) {
      case 'page': {
        const { start, count } = request;
        const shown = listing.positions.slice(start, start + Math.min(count, mostPhotos));
        const photos = shown.map((index) => listing.describe(index));
        return { response: { response: 'page', listVersion: listing.version, start, photos } };
      }
      case 'range': {
        const { start, count } = request;
        return {
          response: { response: 'range', start, indices: listing.positions.slice(start, start + count) },
        };
      }
      case 'thumbnails': {
        const indices = request.indices.slice(0, mostPhotos);
        return {
          response: { response: 'thumbnails', indices },
          buffers: await this.#jpegs(indices, request.size),
        };
      }
      case 'zoom': {
        const { index, size } = request;
        return { response: { response: 'zoom', index }, buffers: await this.#jpegs([index], size) };
      }
      case 'plan':
        return { response: { response: 'plan', plan: listing.plan() } };
      default:
        return { response: { response: 'changed', photos: this.describe(await this.#change(request)) } };
    }
  }

  async #change(request: CleanerRequest): Promise<Step | undefined> {
    switch (request.request) {
      case 'mark':
        return this.decide(request.mark ?? 'unmark', request.indices, marking(request.mark ?? undefined));
      case 'relabel':
        return this.relabel(request.indices, this.listing.classNames[request.label] ?? '');
      case 'notDuplicate':
        return this.decide('not a duplicate:', request.indices, denyingDuplicate);
      case 'keepOnly':
        return this.decide(
          'delete',
          this.listing.othersOfGroups(request.indices),
          marking('delete'),
          'duplicate',
        );
      case 'undo':
      case 'redo':
        return this.travel(request.request);
      case 'apply':
        await this.apply(undefined, request.version);
        return undefined;
      case 'sort':
        this.arrange({ sort: request.sort, descending: request.descending });
        return undefined;
      case 'filter':
        this.arrange({ filter: request.filter });
        return undefined;
      default:
        return undefined;
    }
  }

  #done(step: Step | undefined, status?: string): Step | undefined {
    const isOtherList = step?.transaction !== undefined || (step?.changes.length ?? 0) > mostDescribed;
    if (isOtherList) this.listing.refresh();
    this.#tellAll(status);
    return step;
  }

  #tellAll(status?: string): void {
    this.tell({ ...this.listing.attributes(), ...(status === undefined ? {} : { status }) });
  }

  async #busily<T>(work: () => Promise<T>): Promise<T> {
    this.tell({ busy: true });
    try {
      return await work();
    } catch (error) {
      this.tell({ status: messageOf(error) });
      throw error;
    } finally {
      this.tell({ busy: false });
    }
  }

  #jpegs(indices: readonly number[], size: number): Promise<Uint8Array[]> {
    const { photos } = this.session.state;
    return inParallel(indices, 4, (index) =>
      this.thumbnails.get(photos[index]?.path ?? '', Math.min(size, mostPixels)),
    );
  }
}

/** The answer to a message that led to nothing; `id: null` where the message has none. */
export function refusal(content: unknown, message: string): CleanerAnswer {
  const id = typeof content === 'object' && content !== null ? (content as { id?: unknown }).id : undefined;
  return { response: { id: Number.isSafeInteger(id) ? (id as number) : null, response: 'error', message } };
}

/** An error as a line for the user. */
export function messageOf(error: unknown): string {
  return isTsvisionError(error) ? (error as TsvisionError).message : String(error);
}
