/**
 * Where what waits becomes an input of the model: `here`, at once and on this thread when its turn comes; `apart`, beside
 * the model and ahead of its turn; `heavy`, so as well, but few at a time.
 */
export type PreparedWhere = 'here' | 'apart' | 'heavy';

/** How what waits becomes an input of the model. */
export interface Preparation<Item, Input> {
  /** Where it is meant to be prepared. */
  where(item: Item): PreparedWhere;
  /** Prepares it at once; `undefined` when it has to be prepared apart after all. */
  here(item: Item): Input | undefined;
  /** Prepares it beside the model. `signal` ends the wait of one whose turn has not come. */
  apart(item: Item, signal: AbortSignal): Promise<Input>;
}

/** One that stands in line, as those see it who prepare it. */
export interface WaitingPhoto<Item, Input> {
  readonly item: Item;
  readonly signal: AbortSignal;
  where: PreparedWhere;
  /** Whether it is being prepared apart, or has been. */
  isStarted: boolean;
  /** What the model gets, once it is there. */
  input: Input | undefined;
  /** It leaves the line without an answer. */
  readonly fail: (reason: unknown) => void;
}
