/** Busy seconds after which a measurement counts half: longer than a batch, shorter than a time limit. */
const halfLife = 2;
/** Photos that make a measurement: the very first take longer than all others. */
const enough = 16;
/** Share of the time limit that the line may need; the rest is for what a rate does not foresee. */
const usedShare = 0.9;

/** What a {@link ServicePace} keeps to. */
export interface PaceLimits {
  /** How long one photo may take, waiting included, in ms. */
  readonly timeout: number;
  /** Most photos in line, however quick it is. */
  readonly maxQueue: number;
  /** Most photos in line before the first measurement. */
  readonly unmeasured: number;
  /** Photos that may always wait, however slow it is. @default 1 */
  readonly least?: number;
}

/**
 * How many photos a second are answered, as measured in the last busy seconds, and so how many may wait: as many as are
 * answered within the time limit. Whoever would wait in vain is told at once when to come back.
 */
export class ServicePace {
  #seen = 0;
  #photos = 0;
  #seconds = 0;

  constructor(private readonly limits: PaceLimits) {}

  /** So many photos took so long, in ms, while others waited or nobody did; idle time does not belong to it. */
  measured(photos: number, milliseconds: number): void {
    const seconds = milliseconds / 1000;
    // Both sums forget alike, so that their ratio is a moving average in which each second counts the same.
    const kept = 2 ** (-seconds / halfLife);
    this.#seen += photos;
    this.#photos = this.#photos * kept + photos;
    this.#seconds = this.#seconds * kept + seconds;
  }

  /** Photos a second; `undefined` before enough were measured. */
  get rate(): number | undefined {
    return this.#seen < enough ? undefined : this.#photos / this.#seconds;
  }

  /** Most photos that may wait now. */
  get longest(): number {
    const { timeout, maxQueue, unmeasured, least = 1 } = this.limits;
    const { rate } = this;
    const answered = rate === undefined ? unmeasured : Math.floor(usedShare * (timeout / 1000) * rate);
    return Math.min(Math.max(answered, least), maxQueue);
  }

  /**
   * Whether more may join those in line. Where nobody waits all may, or a slow moment would shut the door for good.
   * @param coming photos that come together. @default 1
   */
  admits(inLine: number, coming = 1): boolean {
    return inLine === 0 ? coming <= this.limits.maxQueue : inLine + coming <= this.longest;
  }

  /** Seconds until those in line will have been answered, for `Retry-After`: whole, at least 1. */
  retryAfter(inLine: number): number {
    return Math.max(1, Math.ceil(inLine / (this.rate ?? Number.POSITIVE_INFINITY)));
  }
}
