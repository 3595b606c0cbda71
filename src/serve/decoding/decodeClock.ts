import type { StageLimits } from '../classifier.js';
import type { DecoderProcess } from './decoderProcess.js';

/** Kills a decoder that takes too long over one photo. */
export class DecodeClock {
  readonly #begun = performance.now();
  readonly #used: number | undefined;
  #timer: NodeJS.Timeout;
  #late = false;

  constructor(
    private readonly decoder: DecoderProcess,
    private readonly limits: StageLimits,
  ) {
    this.#used = decoder.processorTime;
    this.#timer = setTimeout(() => this.#look(), limits.decodeTimeout);
  }

  /** Whether it had to be killed. */
  get late(): boolean {
    return this.#late;
  }

  /** The photo is done. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** On a busy machine a decoder that was not given its time may go on. */
  #look(): void {
    const { decodeTimeout, timeout } = this.limits;
    const used = this.decoder.processorTime;
    const left = used === undefined || this.#used === undefined ? 0 : decodeTimeout - (used - this.#used);
    if (left > 0 && performance.now() - this.#begun < timeout) {
      this.#timer = setTimeout(() => this.#look(), Math.max(left, 20));
      return;
    }
    this.#late = true;
    this.decoder.kill();
  }
}
