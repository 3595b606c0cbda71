import { StreamAllowance } from '../../core/index.js';
import type { StreamChunk } from '../sockets/threadMessages.js';

/** Of so many cells it is remembered how much they have printed. */
const remembered = 100;

/** Longest time that a line of output waits for company, in ms. */
const longestWait = 20;
/** Text that is sent at once, in UTF-16 units. */
const fullBatch = 1 << 18;

/**
 * Joins small pieces of output into fewer `stream` messages, because Jupyter's server drops the output of a
 * kernel that sends more than 1,000 messages a second. It lives on the socket thread: output of a cell that never
 * yields still goes out on time. What a cell prints without end is cut.
 */
export class StreamBatcher {
  readonly #emit: (chunk: StreamChunk) => void;
  /** By the message that prints. */
  readonly #allowances = new Map<string, StreamAllowance>();
  #pending: StreamChunk | undefined;
  #texts: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(emit: (chunk: StreamChunk) => void) {
    this.#emit = emit;
  }

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#pending === undefined;
  }

  add(chunk: StreamChunk): void {
    const text = this.#allowance(chunk.parent).take(chunk.text);
    if (text === '') return;
    const { name, parent } = this.#pending ?? chunk;
    if (name !== chunk.name || parent !== chunk.parent) this.flush();
    this.#pending ??= chunk;
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length >= fullBatch) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), longestWait);
  }

  /** Sends what is waiting: called before any other message, so that the order stays. */
  flush(): void {
    if (!this.#pending) return;
    const chunk = { ...this.#pending, text: this.#texts.join('') };
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = undefined;
    this.#texts = [];
    this.#length = 0;
    this.#emit(chunk);
  }

  /** The output of this message is empty (again). */
  begin(parent: string): void {
    this.#allowances.delete(parent);
  }

  #allowance(parent: string): StreamAllowance {
    const known = this.#allowances.get(parent);
    if (known) return known;
    const allowance = new StreamAllowance();
    this.#allowances.set(parent, allowance);
    const oldest = this.#allowances.keys().next().value;
    if (this.#allowances.size > remembered && oldest !== undefined) this.#allowances.delete(oldest);
    return allowance;
  }
}
