import { randomUUID } from 'node:crypto';
import { notebookPorts } from './currentPorts.js';
import type { MimeBundle } from './mimeBundle.js';
import type { NotebookPorts } from './notebookPorts.js';
import { escapeHtml } from './tags.js';

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

/**
 * A bar that shows how far a long task is, with the time that is left: `using`-able, or call `finish`.
 * @example
 * ```ts
 * import { ProgressBar } from 'tsvision';
 * using bar = new ProgressBar('photos', 3);
 * for (const photo of ['a', 'b', 'c']) bar.advance(1, photo);
 * ```
 */
export class ProgressBar {
  readonly #live = new LiveDisplay();
  readonly #started = performance.now();
  #done = 0;
  #note = '';
  #ended = false;

  /**
   * @param label what is being done, e.g. `download`
   * @param total how many steps there are
   */
  constructor(
    /** Stands before the bar. */
    readonly label: string,
    /** Steps to do. */
    readonly total: number,
  ) {}

  /** Counts `steps` more, with an optional note (a loss, a file name). */
  advance(steps = 1, note?: string): void {
    this.set(this.#done + steps, note);
  }

  /** Sets the number of steps done. */
  set(done: number, note?: string): void {
    this.#done = Math.min(done, this.total);
    if (note !== undefined) this.#note = note;
    this.#live.update(() => this.#render());
  }

  /** Shows the last state; no time is left, also where not all steps were done. */
  finish(note?: string): void {
    if (note !== undefined) this.#note = note;
    this.#ended = true;
    this.#live.finish(() => this.#render());
  }

  /** Ends the work before all steps are done, and says why: "stopped after 72 of 100: the loss rose". */
  stop(reason: string): void {
    if (this.#done < this.total) this.finish(`stopped after ${this.#done} of ${this.total}: ${reason}`);
    else this.finish();
  }

  [Symbol.dispose](): void {
    if (!this.#ended) this.finish();
  }

  #render(): MimeBundle {
    const { total } = this;
    const seconds = (performance.now() - this.#started) / 1000;
    const share = total > 0 ? this.#done / total : 1;
    const left =
      this.#done > 0 && share < 1 && !this.#ended ? ` < ${clock((seconds / share) * (1 - share))}` : '';
    const counts = `${this.#done}/${total} [${clock(seconds)}${left}]${this.#note && ` ${this.#note}`}`;
    const filled = Math.round(share * 20);
    return {
      'text/html':
        `<div><span>${escapeHtml(this.label)}</span> <progress value="${this.#done}" max="${total}" ` +
        `style="width:18em;vertical-align:middle"></progress> <span>${escapeHtml(counts)}</span></div>`,
      'text/plain': `${this.label} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${counts}`,
    };
  }
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60);
  return minutes < 60
    ? `${two(minutes)}:${two(s % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
}
