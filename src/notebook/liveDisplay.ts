import { randomUUID } from 'node:crypto';
import { notebookPorts } from './currentPorts.js';
import type { MimeBundle } from './mimeBundle.js';
import type { NotebookPorts } from './notebookPorts.js';

/**
 * A display that is replaced while work goes on: one display id, and never more messages than the interval
 * allows, because Jupyter drops the output of a cell that floods it. The last state always arrives: `finish`
 * sends it whatever the clock says, so a table survives an interrupt.
 */
export class LiveDisplay {
  readonly #ports: NotebookPorts;
  readonly #displayId = `tsvision-${randomUUID()}`;
  readonly #minInterval: number;
  #shown = false;
  #lastSent = Number.NEGATIVE_INFINITY;
  #pending: (() => MimeBundle) | undefined;

  /** @param minInterval least time between two messages, in ms. @default 100 */
  constructor({ minInterval = 100, ports = notebookPorts() } = {}) {
    this.#minInterval = minInterval;
    this.#ports = ports;
  }

  /** Shows the state, unless the last message is too recent; `render` is called only when it is sent. */
  update(render: () => MimeBundle): void {
    this.#pending = render;
    if (performance.now() - this.#lastSent >= this.#minInterval) this.#send();
  }

  /** Sends the newest state if it has not been sent yet. */
  finish(render?: () => MimeBundle): void {
    if (render) this.#pending = render;
    this.#send();
  }

  #send(): void {
    if (!this.#pending) return;
    this.#ports.publish({ data: this.#pending(), displayId: this.#displayId, update: this.#shown });
    this.#pending = undefined;
    this.#shown = true;
    this.#lastSent = performance.now();
  }
}
