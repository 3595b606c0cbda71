import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import readline from 'node:readline';
import promises from 'node:readline/promises';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { InputUnavailableError } from '../errors.js';
import type { UserInput } from '../userInput.js';

/** The releases of Node whose standard input this was written for. */
export const writtenFor = { package: 'node', majors: [20, 22, 24] } as const;

/** What the two kinds of `createInterface` make, and may be given. */
type Lines = readline.Interface & { question: unknown };
type Options = readline.ReadLineOptions;
type Create = (first: Options | NodeJS.ReadableStream, ...rest: unknown[]) => Lines;

/**
 * Lets `readline`, `process.stdin` and `readFileSync(0)` ask the user through the front end, or say that they cannot:
 * the kernel's own standard input is nobody's keyboard.
 */
export function offerStandardInput(input: UserInput): void {
  let stdin = new AskedLines(input);
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    enumerable: true,
    get: () => {
      if (stdin.destroyed) stdin = new AskedLines(input);
      return stdin;
    },
  });
  for (const [module, inPromise] of [
    [readline, false],
    [promises, true],
  ] as const)
    replaceCreate(module as unknown as { createInterface: Create }, input, inPromise);
  for (const name of ['readFileSync', 'readSync'] as const) refuse(name);
  syncBuiltinESMExports();
}

/** Standard input as a stream: each line is asked for when somebody reads it. */
class AskedLines extends Readable {
  readonly fd = 0;
  readonly isTTY = false;

  constructor(private readonly asker: UserInput) {
    super({ encoding: 'utf8' });
  }

  override _read(): void {
    this.asker.ask('').then(
      (line) => this.push(`${line}\n`),
      (error: Error) => this.destroy(error),
    );
  }
}

function replaceCreate(module: { createInterface: Create }, input: UserInput, inPromise: boolean): void {
  const create = module.createInterface;
  module.createInterface = (first, ...rest) => {
    const isStream = typeof (first as Partial<NodeJS.ReadableStream>).on === 'function';
    const options = (isStream ? { input: first, output: rest[0], completer: rest[1] } : first) as Options;
    if (options.input !== process.stdin) return create(first, ...rest);
    // A stream that asks by itself would ask as soon as the interface is there.
    const silent = new Readable({ read: () => {} });
    return asking(create({ ...options, input: silent, terminal: false }), silent, input, inPromise);
  };
}

/** `question` asks by the front end's own box; who listens to lines is asked for one after the other. */
function asking(lines: Lines, silent: Readable, input: UserInput, inPromise: boolean): Lines {
  lines.question = inPromise
    ? (query: string) => input.ask(query)
    : (query: string, ...rest: unknown[]) => {
        // An error that came later would leave a cell waiting for an answer for ever.
        input.requireAsker();
        const answered = rest.at(-1) as (answer: string) => void;
        input.ask(query).then(answered, (error) => lines.emit('error', error));
      };
  let reading: AbortController | undefined;
  const stop = (): void => reading?.abort();
  const askOn = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      silent.push(`${await input.ask(lines.getPrompt(), { signal })}\n`);
      // Who has read enough stops in this turn.
      await turn();
    }
  };
  lines.once('close', stop);
  lines.on('removeListener', (event) => {
    if (event === 'line' && lines.listenerCount('line') === 0) stop();
  });
  lines.on('newListener', (event) => {
    if (event !== 'line' || lines.listenerCount('line') > 0) return;
    reading = new AbortController();
    const { signal } = reading;
    const failed = (error: unknown): void => void (signal.aborted || lines.emit('error', error));
    void turn()
      .then(() => askOn(signal))
      .catch(failed);
  });
  return lines;
}

/** Reading descriptor 0 at once gave an empty text, or never came back. */
function refuse(name: 'readFileSync' | 'readSync'): void {
  const read = fs[name] as (...parameters: unknown[]) => unknown;
  (fs as Record<string, unknown>)[name] = (...parameters: unknown[]) => {
    const [file] = parameters;
    if (file === 0 || file === '/dev/stdin') throw new InputUnavailableError(`${name}(${String(file)})`);
    return read(...parameters);
  };
}
