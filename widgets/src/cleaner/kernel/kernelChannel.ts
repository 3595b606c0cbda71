import type {
  CleanerNotice,
  CleanerRequest,
  CleanerResponse,
} from '../../../../src/widgets/imageCleanerProtocol.js';

/** A request without the id, which the channel gives it. */
export type Ask = CleanerRequest extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never;

/** An answer of the kernel with the bytes that came along. */
export interface Answer {
  readonly content: CleanerResponse;
  readonly buffers: readonly DataView[];
}

/** Asks the kernel, and brings each answer to the one who asked. */
export class KernelChannel {
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  /**
   * @param send sends a custom message
   * @param noticed hears what the kernel says unasked
   */
  constructor(
    private readonly send: (content: object) => void,
    private readonly noticed: (notice: CleanerNotice) => void,
  ) {}

  /** @throws Error with the kernel's words when it cannot do it */
  async ask<K extends CleanerResponse['response']>(
    request: Ask,
    expected: K,
  ): Promise<{ content: Extract<CleanerResponse, { response: K }>; buffers: readonly DataView[] }> {
    const id = ++this.#lastId;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.send({ ...request, id });
    const { content, buffers } = await answer;
    if (content.response === 'error') throw new Error(content.message);
    if (content.response !== expected) throw new Error(`the kernel answered ${content.response}`);
    return { content: content as Extract<CleanerResponse, { response: K }>, buffers };
  }

  /** A custom message that arrived. */
  receive(content: CleanerResponse | CleanerNotice, buffers: readonly DataView[]): void {
    if ('notice' in content) {
      this.noticed(content);
      return;
    }
    this.#waiting.get(content.id)?.({ content, buffers });
    this.#waiting.delete(content.id);
  }
}
