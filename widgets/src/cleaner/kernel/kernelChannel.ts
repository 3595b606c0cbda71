import {
  type CleanerPage,
  type CleanerPhoto,
  type CleanerRequest,
  type CleanerResponse,
  cleanerNotice,
  cleanerResponse,
  whatIsWrong,
} from '../../../../src/clean/cleaner/protocol.js';

export type {
  CleanerFilter,
  CleanerPage,
  CleanerPhoto,
  CleanerPlan,
  ImageCleanerState,
  SortKey,
} from '../../../../src/clean/cleaner/protocol.js';
export { imageCleanerModel, pageSize } from '../../../../src/clean/cleaner/protocol.js';
export type { WordChip, WordsState } from '../../../../src/clean/cleaner/wordsProtocol.js';

/** A request without the id, which the channel gives it. */
export type Ask = CleanerRequest extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never;

/** An answer of the kernel with the bytes that came along. */
export interface Answer<R extends CleanerResponse = CleanerResponse> {
  readonly content: R;
  readonly buffers: readonly DataView[];
}

interface Waiting {
  arrived(answer: Answer): void;
  failed(error: Error): void;
}

/** What a view does with what the kernel says, besides the answers that somebody waits for. */
export interface ChannelEvents {
  /**
   * Photos changed: this view asked for it, or another one, or code in a cell did it.
   * @param first how the list begins, where it is another one now
   */
  changed(photos: readonly CleanerPhoto[], first?: CleanerPage): void;
  /** A message cannot be understood, or the kernel could not understand one. */
  failed(message: string): void;
}

/** All that the browser knows of the kernel: asks it, parses what it says, and brings each answer to who asked. */
export class KernelChannel {
  readonly #waiting = new Map<number, Waiting>();
  /** Views of one model hear each other's answers: each counts from a place of its own. */
  #lastId = Math.floor(Math.random() * 2 ** 48);

  /** @param send sends a custom message */
  constructor(
    private readonly send: (content: object) => void,
    private readonly events: ChannelEvents,
  ) {}

  /** @throws Error with the kernel's words when it cannot do it */
  async ask<K extends CleanerResponse['response']>(
    request: Ask,
    expected: K,
  ): Promise<Answer<Extract<CleanerResponse, { response: K }>>> {
    const id = ++this.#lastId;
    const answer = new Promise<Answer>((arrived, failed) => this.#waiting.set(id, { arrived, failed }));
    this.send({ ...request, id });
    const { content, buffers } = await answer;
    if (content.response === 'error') throw new Error(content.message);
    if (content.response !== expected) throw new Error(`the kernel answered ${content.response}`);
    return { content: content as Extract<CleanerResponse, { response: K }>, buffers };
  }

  /** A custom message that arrived, whatever it holds. */
  receive(message: unknown, buffers: readonly DataView[]): void {
    const notice = cleanerNotice.safeParse(message);
    const response = cleanerResponse.safeParse(message);
    if (notice.success) this.events.changed(notice.data.photos);
    else if (response.success) this.#answered({ content: response.data, buffers });
    else this.#notUnderstood(message, whatIsWrong(response.error));
  }

  #notUnderstood(message: unknown, why: string): void {
    const error = `the kernel's message cannot be read (${why}); reload the page`;
    const waiting = this.#take((message as { id?: unknown } | null | undefined)?.id);
    if (waiting) waiting.failed(new Error(error));
    else this.events.failed(error);
  }

  #answered(answer: Answer): void {
    const { content } = answer;
    if (content.response === 'changed') this.events.changed(content.photos, content.first);
    if (content.response === 'error' && content.id === null) this.events.failed(content.message);
    this.#take(content.id)?.arrived(answer);
  }

  #take(id: unknown): Waiting | undefined {
    const waiting = this.#waiting.get(id as number);
    this.#waiting.delete(id as number);
    return waiting;
  }
}
