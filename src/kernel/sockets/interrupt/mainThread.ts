import type { MessagePort } from 'node:worker_threads';
import type { IncomingMessage } from '../../protocol/jupyterMessage.js';
import { claimSlot, claims, type SharedSlots, sharedSlots, type ToMain } from '../threadMessages.js';
import { terminateMainThread } from './terminateMainThread.js';

/** How long the main thread may take to notice an interrupt before what it computes is terminated, in ms. */
const patience = 100;
/** Time between two terminations, and after an attempt at a moment that did not suit, in ms. */
const retry = 250;
const soon = 7;

/** A message that the main thread has yet to take. */
type Tracked = Extract<ToMain, { sequence: number }>;

/** The main thread, seen from the socket thread: hands it messages, and stops it when it computes for ever. */
export class MainThread {
  readonly #port: MessagePort;
  readonly #shared: SharedSlots;
  #sequence = 0;
  #interrupts = 0;
  #untaken: Tracked[] = [];
  #watch: NodeJS.Timeout | undefined;

  constructor(port: MessagePort, shared: SharedSlots) {
    this.#port = port;
    this.#shared = shared;
  }

  post(message: ToMain): void {
    this.#port.postMessage(message);
  }

  /** @returns the message's number */
  deliver(message: IncomingMessage): number {
    const sequence = this.#next();
    Atomics.store(this.#shared, claimSlot(sequence), claims.open);
    this.#track({ kind: 'message', sequence, message });
    return sequence;
  }

  /** Takes a message back; `false` when the main thread has taken it. */
  withdraw(sequence: number): boolean {
    const slot = claimSlot(sequence);
    return Atomics.compareExchange(this.#shared, slot, claims.open, claims.sockets) === claims.open;
  }

  /**
   * Tells the main thread to interrupt. A thread that runs JavaScript without a pause cannot hear it: then V8
   * terminates what runs (a loop, a timer callback, code after an `await`), and the event loop, with every
   * variable, lives on.
   */
  interrupt(): void {
    this.#interrupts += 1;
    this.#track({ kind: 'interrupt', sequence: this.#next(), count: this.#interrupts });
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#enforce(), patience);
  }

  #enforce(): void {
    const heard = Atomics.load(this.#shared, sharedSlots.interrupt) >= this.#interrupts;
    if (heard) {
      this.#resend();
      return;
    }
    const terminated = this.terminate();
    // A termination that hit the very moment in which the interrupt was taken leaves it unheard.
    if (terminated) setTimeout(() => this.#resend(), retry / 5);
    this.#watch = setTimeout(() => this.#enforce(), terminated ? retry : soon);
  }

  /** Terminates the JavaScript that the main thread runs now; `false` when it had better be tried again. */
  terminate(): boolean {
    return terminateMainThread(this.#shared);
  }

  /** A termination can hit the very moment in which a message was being taken: such a message goes again. */
  #resend(): void {
    for (const message of this.#prune()) this.#port.postMessage(message);
  }

  #track(message: Tracked): void {
    this.#prune();
    this.#untaken.push(message);
    this.#port.postMessage(message);
  }

  #prune(): readonly Tracked[] {
    const taken = Atomics.load(this.#shared, sharedSlots.received);
    this.#untaken = this.#untaken.filter((message) => message.sequence > taken);
    return this.#untaken;
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}
