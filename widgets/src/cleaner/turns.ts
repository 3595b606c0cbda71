/** Does one thing after the other: a mark waits for the range that was selected just before it, and no key is lost. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** @param say is told why something could not be done */
  constructor(private readonly say: (message: string) => void) {}

  /** Resolves when it is done, or has failed and that was said. */
  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work).catch((error: Error) => this.say(error.message));
    this.#last = turn;
    return turn;
  }
}
