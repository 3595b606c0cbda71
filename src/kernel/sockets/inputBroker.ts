import type { MessagePort } from 'node:worker_threads';
import type { IncomingMessage, OutgoingMessage } from '../protocol/jupyterMessage.js';
import { type InputAnswer, type InputRequest, sharedSlots } from './threadMessages.js';

/** Where the answers go: to a main thread that sleeps, or to its event loop. */
interface AnswerPaths {
  readonly shared: Int32Array;
  readonly sleeping: MessagePort;
  readonly awake: (answer: InputAnswer) => void;
}

/** Asks the front end for lines of input, one request at a time, and brings the answers back. */
export class InputBroker {
  readonly #paths: AnswerPaths;
  readonly #send: (message: OutgoingMessage) => void;
  #waiting: InputRequest[] = [];

  constructor(send: (message: OutgoingMessage) => void, paths: AnswerPaths) {
    this.#send = send;
    this.#paths = paths;
  }

  ask(request: InputRequest): void {
    this.#waiting.push(request);
    if (this.#waiting.length === 1) this.#send(request.message);
  }

  /** An `input_reply` came; one that nobody asked for is ignored. */
  answer(reply: IncomingMessage): void {
    const request = this.#waiting.shift();
    if (!request) return;
    this.#deliver(request, String(reply.content.value ?? ''));
    const next = this.#waiting[0];
    if (next) this.#send(next.message);
  }

  /** Nobody waits for this answer any more. */
  withdraw(id: number): void {
    const index = this.#waiting.findIndex((request) => request.id === id);
    const [given] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (!given) return;
    this.#deliver(given, undefined);
    const next = this.#waiting[0];
    if (index === 0 && next) this.#send(next.message);
  }

  /** The user interrupted: nobody waits for answers any more. */
  cancel(): void {
    const given = this.#waiting;
    this.#waiting = [];
    for (const request of given) this.#deliver(request, undefined);
  }

  #deliver({ id, synchronous }: InputRequest, value: string | undefined): void {
    const { shared, sleeping, awake } = this.#paths;
    if (!synchronous) {
      awake({ id, value });
      return;
    }
    sleeping.postMessage({ id, value } satisfies InputAnswer);
    Atomics.store(shared, sharedSlots.answered, 1);
    Atomics.notify(shared, sharedSlots.answered);
  }
}
