/** Time between two words of how far it is, in ms. */
const interval = 200;
/** So many lines of npm's log are kept. */
const keptLines = 40;

/** What npm's own output says of an installation, in one line that is written over. */
export class InstallProgress {
  /** What is installed. */
  readonly title: string;
  readonly #write: (text: string) => void;
  readonly #lines: string[] = [];
  #rest = '';
  #fetched = 0;
  #told = Number.NEGATIVE_INFINITY;
  #width = 0;

  constructor(title: string, write: (text: string) => void) {
    this.title = title;
    this.#write = write;
    this.#tell();
  }

  /** The end of what npm has said, without its requests. */
  get log(): string {
    return this.#lines.join('\n');
  }

  take(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** Takes the line away. */
  end(): void {
    this.#line(this.#rest);
    this.#write(`\r${' '.repeat(this.#width)}\r`);
  }

  /** npm's code (`E404`), or what stands for its exit code. */
  errorCode(exitCode: number): string {
    const said = /^npm (?:error|ERR!) code (\S+)/m.exec(this.log)?.[1];
    return said ?? (exitCode === 127 ? 'ENOENT' : `exit ${exitCode}`);
  }

  #line(line: string): void {
    if (/^npm http (?:fetch|cache)/.test(line)) {
      this.#fetched += 1;
      if (performance.now() - this.#told > interval) this.#tell();
      return;
    }
    if (line.trim() === '') return;
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }

  #tell(): void {
    const text = `Installing ${this.title} … ${this.#fetched > 0 ? `${this.#fetched} files fetched` : ''}`;
    this.#told = performance.now();
    this.#width = Math.max(this.#width, text.length);
    this.#write(`\r${text}`);
  }
}
