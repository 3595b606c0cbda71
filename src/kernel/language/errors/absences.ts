import type { ErrorReport } from '../cellEvaluator.js';
import type { TypeOrigin } from '../insight/typeOrigin.js';

/** Asks where the last expression of a text is declared. */
type AskOrigin = (text: string) => Promise<TypeOrigin | undefined>;

/** Messages of errors about what is not there, and what it would be called in TypeScript. */
const absences: readonly (readonly [message: RegExp, text: (first: string, second: string) => string])[] = [
  // `module` and `exports` are there, but only in files.
  [/^(?!(?:module|exports) )([\p{ID_Start}$_][\p{ID_Continue}$]*) is not defined$/u, (name) => name],
  [/^(?:__scope__\.)?([\w$]+(?:\.[\w$]+)+) is not a (?:function|constructor)$/, (member) => member],
  [/^No such built-in module: (node:[\w/]+)$/, (module) => `import * as it from '${module}'; it`],
  [
    /^The module '([^']+)' has no export named '([\w$]+)'\.$/,
    (module, name) => `import { ${name} as it } from '${module}'; it`,
  ],
];

/**
 * Why code that was checked as right fails: the types that this package brings know more than an older Node has. The
 * error alone tells for certain, since a cell may bring what Node lacks; so it is told with it, not before.
 */
export class Absences {
  readonly #notes = new WeakMap<object, string>();

  /** Finds out whether an error is of something that the types promise; {@link report} then says so. */
  async explain(error: unknown, ask: AskOrigin): Promise<void> {
    const message = messageOf(error);
    if (!(error instanceof Error) || message === undefined) return;
    for (const [pattern, textOf] of absences) {
      const [, first, second = ''] = pattern.exec(message) ?? [];
      if (first === undefined) continue;
      const origin = await ask(textOf(first, second)).catch(() => undefined);
      if (origin) this.#notes.set(error, note(second === '' ? first : second, origin));
      return;
    }
  }

  /** The report of an error with what is known beside it, below its message. */
  report(error: unknown, report: ErrorReport): ErrorReport {
    const known = typeof error === 'object' && error !== null ? this.#notes.get(error) : undefined;
    if (known === undefined) return report;
    const [first = '', ...rest] = report.traceback;
    return { ...report, traceback: [first, known, ...rest] };
  }
}

/** What is thrown may be anything: its message may be no text, and reading it may throw. */
function messageOf(error: unknown): string | undefined {
  try {
    const { message } = error as Error;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

function note(name: string, { file, since }: TypeOrigin): string {
  const lacks = `→ Node ${process.version}, which runs this notebook, has no ${name}`;
  if (/^lib\.(?:dom|webworker)/.test(file))
    return `${lacks}: its types (${file}) are a browser’s. Import what stands in for it from a package, such as jsdom.`;
  const known =
    since === undefined ? `its types (${file}) are of a newer one` : `there is one since Node ${since}`;
  return `${lacks}: ${known}. Start the kernel with a newer Node, or import it from a package.`;
}
