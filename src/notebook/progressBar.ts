import { LiveDisplay } from './liveDisplay.js';
import type { MimeBundle } from './mimeBundle.js';
import { escapeHtml } from './tags.js';

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

  /** Shows the last state. */
  finish(note?: string): void {
    if (note !== undefined) this.#note = note;
    this.#live.finish(() => this.#render());
  }

  [Symbol.dispose](): void {
    this.finish();
  }

  #render(): MimeBundle {
    const { total } = this;
    const seconds = (performance.now() - this.#started) / 1000;
    const share = total > 0 ? this.#done / total : 1;
    const left = this.#done > 0 && share < 1 ? ` < ${clock((seconds / share) * (1 - share))}` : '';
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
