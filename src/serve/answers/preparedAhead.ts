import { overloaded } from '../overloaded.js';
import { type PaceLimits, ServicePace } from './servicePace.js';
import type { Preparation, WaitingPhoto } from './waitingPhoto.js';

/** Most that are prepared before their turn, or being prepared: a prepared photo takes many times its file's memory. */
const most = { apart: 16, heavy: 2 };

/**
 * Prepares the first of a line beside the model, so that their turn finds them ready. Those who need it may be as many as are
 * prepared within the time limit at the rate that was measured, and never fewer than before the first measurement: a few
 * photos that are slow on purpose must not shut the door for others.
 */
export class PreparedAhead<Item, Input> {
  readonly #pace: ServicePace;
  #underway = 0;
  /** From when on time counts for the next that is prepared, in ms. */
  #since = 0;

  constructor(
    private readonly preparation: Preparation<Item, Input>,
    limits: PaceLimits,
  ) {
    this.#pace = new ServicePace({ ...limits, least: limits.unmeasured });
  }

  /** @throws RequestError 503 when one more would not be prepared in time */
  admit(line: Iterable<WaitingPhoto<Item, Input>>): void {
    if (!this.#pace.admits(unprepared(line))) throw overloaded();
  }

  /** Seconds until all of a line will have been prepared, at least 1. */
  retryAfter(line: Iterable<WaitingPhoto<Item, Input>>): number {
    return this.#pace.retryAfter(unprepared(line));
  }

  /**
   * Starts the next ones, as many as may be.
   * @param changed called when one is prepared, or has left the line because it cannot be
   */
  start(line: Iterable<WaitingPhoto<Item, Input>>, changed: () => void): void {
    const places = { ...most };
    const next: WaitingPhoto<Item, Input>[] = [];
    for (const waiting of line) {
      if (waiting.where === 'here') continue;
      if (waiting.isStarted) places[waiting.where]--;
      else next.push(waiting);
    }
    for (const waiting of next)
      if (waiting.where !== 'here' && places[waiting.where]-- > 0) void this.#prepare(waiting).then(changed);
  }

  async #prepare(waiting: WaitingPhoto<Item, Input>): Promise<void> {
    waiting.isStarted = true;
    if (this.#underway++ === 0) this.#since = performance.now();
    try {
      waiting.input = await this.preparation.apart(waiting.item, waiting.signal);
      this.#measure();
    } catch (error) {
      waiting.fail(error);
    } finally {
      this.#underway--;
    }
  }

  #measure(): void {
    const now = performance.now();
    this.#pace.measured(1, now - this.#since);
    this.#since = now;
  }
}

function unprepared(line: Iterable<WaitingPhoto<unknown, unknown>>): number {
  let count = 0;
  for (const { where, input } of line) if (where !== 'here' && input === undefined) count++;
  return count;
}
