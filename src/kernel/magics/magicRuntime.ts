import { isTsvisionError, nearestName } from '../../core/index.js';
import { MagicError, UnknownMagicError } from '../errors.js';
import { findMagic, magics } from './index.js';
import type { MagicContext } from './magic.js';
import { runCommand } from './runCommand.js';
import { describeTiming, measure, Stopwatch } from './timing.js';

/** Documentation of an expression's value, as MIME types. */
export type Inspect = (expression: string, detail: 0 | 1) => Promise<Record<string, string> | undefined>;

/** What expanded magics call in a cell, as `__magic__`. */
export class MagicRuntime {
  /** A value on its way into a variable. */
  handed: unknown;
  readonly #context: MagicContext;
  readonly #inspect: Inspect;
  readonly #watches: Stopwatch[] = [];

  constructor(context: MagicContext, inspect: Inspect) {
    this.#context = context;
    this.#inspect = inspect;
  }

  /** A line magic. */
  async run(name: string, args: string): Promise<unknown> {
    const magic = findMagic(name, 'line');
    if (!magic?.line) throw unknownMagic(name, 'line');
    return this.#named(`%${name}`, () => magic.line?.(this.#context, args));
  }

  /** A cell magic. */
  async runCell(name: string, args: string, body: string): Promise<unknown> {
    const magic = findMagic(name, 'cell');
    if (!magic?.cell) throw unknownMagic(name, 'cell');
    return this.#named(`%%${name}`, () => magic.cell?.(this.#context, args, body));
  }

  /** `!command`: its output streams to the cell. */
  async system(command: string): Promise<void> {
    const { cwd, signal } = this.#context;
    const onOutput = (stream: 'stdout' | 'stderr', text: string): void => this.#context.write(stream, text);
    await runCommand(command, { cwd, signal, onOutput });
  }

  /** `x = !command`: its output as lines; what it says on stderr is shown. */
  async lines(command: string): Promise<string[] & { readonly text: string }> {
    const { cwd, signal } = this.#context;
    let text = '';
    await runCommand(command, {
      cwd,
      signal,
      onOutput: (stream, part) => {
        if (stream === 'stdout') text += part;
        else this.#context.write(stream, part);
      },
    });
    const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
    return Object.defineProperty(lines, 'text', { value: text }) as string[] & { readonly text: string };
  }

  /** A value as it is filled into a command: lists become words. */
  text(value: unknown): string {
    return Array.isArray(value) ? value.map(String).join(' ') : String(value);
  }

  /** `name?` and `name??`. */
  async help(name: string, detail: 0 | 1): Promise<void> {
    this.#context.page(await this.#documentation(name, detail));
  }

  /** `doc(name)`: the documentation below the cell. */
  async doc(name: string): Promise<void> {
    this.#context.display(await this.#documentation(name, 0));
  }

  start(): void {
    this.#watches.push(new Stopwatch());
  }

  stop<T>(value?: T): T | undefined {
    const report = this.#watches.pop()?.report();
    if (report) this.#context.write('stdout', report);
    return value;
  }

  async timeit(run: () => unknown, options: string): Promise<void> {
    this.#context.write('stdout', describeTiming(await measure(run, options)));
  }

  /** Runs a magic, so that one which throws is named. */
  async #named(magic: string, run: () => unknown): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      if (isTsvisionError(error) || this.#context.isOfCell(error)) throw error;
      throw new MagicError(magic, { threw: error });
    }
  }

  async #documentation(name: string, detail: 0 | 1): Promise<Record<string, string>> {
    const bare = name.replace(/^%+/, '');
    const magic = name.startsWith('%') ? magics.find((each) => each.name === bare) : undefined;
    if (magic) return { 'text/plain': `%${magic.name}: ${magic.summary}` };
    if (name.startsWith('%')) throw unknownMagic(bare, name.startsWith('%%') ? 'cell' : 'line');
    return (await this.#inspect(name, detail)) ?? { 'text/plain': `There is nothing called ${name}.` };
  }
}

function unknownMagic(name: string, kind: 'line' | 'cell'): UnknownMagicError {
  const known = magics.filter((m) => (kind === 'cell' ? m.cell : (m.line ?? m.expand))).map((m) => m.name);
  const marks = kind === 'cell' ? '%%' : '%';
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return new UnknownMagicError(marks + name, marks + nearest);
  // Perhaps it is one of the other kind.
  const other = magics.some((m) => m.name === name) ? (kind === 'cell' ? '%' : '%%') + name : undefined;
  return new UnknownMagicError(marks + name, other);
}
