/** The photos of a data bunch that could not be read; each is reported once, however many epochs meet it. */
export class UnreadablePhotos {
  readonly #reasons = new Map<string, string>();

  /** @param report is called with one line for each new file. @default console.warn */
  constructor(
    /** Takes one line for each new file. */
    readonly report: (line: string) => void = (line) => console.warn(line),
  ) {}

  /** Path → reason. */
  get reasons(): ReadonlyMap<string, string> {
    return this.#reasons;
  }

  /** Notes a file; a second time it is not reported. */
  add(path: string, reason: string): void {
    if (this.#reasons.has(path)) return;
    this.#reasons.set(path, reason);
    this.report(`${path} is left out: ${reason}.`);
  }
}
