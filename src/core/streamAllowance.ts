/** Most characters and lines of printed text that one cell shows, where nothing else is set. */
const usual = { characters: 16 * 2 ** 20, lines: 100_000, line: 2 ** 20 };

/**
 * How much text one cell may still print. An endless loop of prints would otherwise fill the page until no browser can
 * show it, and the file until nothing opens it. What a line's `\r` overwrites does not count: a progress bar may run
 * for days.
 */
export class StreamAllowance {
  #characters: number;
  #lines: number;
  /** Longest line: a page takes seconds for a longer one, and a server drops the output after it. */
  readonly #longest: number;
  /** Characters of the line that is being written: what is overwritten is given back. */
  #open = 0;
  /** Those of them that are left out. */
  #omitted = 0;
  #cut = false;

  /** @param megabytes of text, `TSVISION_OUTPUT_LIMIT`; 0 means without a limit. @default 16, in at most 100,000 lines */
  constructor(megabytes: number | undefined = setting()) {
    const isSet = megabytes !== undefined;
    const none = Number.POSITIVE_INFINITY;
    this.#characters = isSet ? megabytes * 2 ** 20 || none : usual.characters;
    this.#lines = isSet ? none : usual.lines;
    this.#longest = isSet ? none : usual.line;
  }

  /** The part of the text that is shown; a note at its end where the cut is, nothing after that. */
  take(text: string): string {
    if (this.#cut) return '';
    const shown: string[] = [];
    for (const whole of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      const line = this.#shortened(whole);
      this.#count(line);
      shown.push(this.#characters < 0 || this.#lines < 0 ? this.#cutAt(line) : line);
      if (this.#cut) break;
    }
    return shown.join('');
  }

  /** A piece of a line without what makes the line too long; where that ends, it is told how long it was. */
  #shortened(line: string): string {
    if (this.#open + line.length <= this.#longest && this.#omitted === 0) return line;
    const body = line.replace(/\r?\n$/, '');
    const afresh = body.lastIndexOf('\r') + 1;
    if (afresh > 0) {
      // What comes before is overwritten anyway.
      this.#characters += this.#open;
      this.#open = this.#omitted = 0;
      return `\r${this.#shortened(line.slice(afresh))}`;
    }
    const room = Math.max(0, this.#longest - this.#open);
    const isFirst = this.#omitted === 0;
    if (body.length <= room && isFirst) return line;
    this.#omitted += body.length - room;
    const ending = line.length > body.length ? ` [${lineNote(this.#longest + this.#omitted)}]\n` : '';
    if (ending !== '') this.#omitted = 0;
    return `${body.slice(0, room)}${isFirst ? '…' : ''}${ending}`;
  }

  #count(line: string): void {
    const body = line.replace(/\r?\n$/, '');
    const overwritten = body.lastIndexOf('\r') + 1;
    if (overwritten > 0) {
      this.#characters += this.#open;
      this.#open = 0;
    }
    this.#characters -= line.length - overwritten;
    this.#open += body.length - overwritten;
    if (line.length === body.length) return;
    this.#lines -= 1;
    this.#open = 0;
  }

  #cutAt(line: string): string {
    this.#cut = true;
    const rest = this.#characters < 0 ? Math.max(0, line.length + this.#characters) : 0;
    return `${line.slice(0, rest)}\n${note}`;
  }
}

function lineNote(length: number): string {
  return `cut: this line has ${length.toLocaleString('en')} characters; write it to a file, or set TSVISION_OUTPUT_LIMIT`;
}

const note =
  '[The rest of what this cell prints is left out: so much text would make the page unusable. The cell runs on. ' +
  'Write it to a file, or set TSVISION_OUTPUT_LIMIT (megabytes; 0: no limit) before Jupyter starts.]\n';

function setting(): number | undefined {
  const given = process.env.TSVISION_OUTPUT_LIMIT;
  const megabytes = Number(given);
  return given === undefined || given === '' || !(megabytes >= 0) ? undefined : megabytes;
}
