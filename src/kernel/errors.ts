import { installedByPip } from '../core/commandLine.js';
import { TsvisionError, UserCodeError } from '../core/errors.js';
import type { Fault } from '../core/userCode.js';

/** A cell that the compiler refuses; nothing of it has run. */
export class CellSyntaxError extends TsvisionError {
  override readonly name: 'SyntaxError' | 'TypeScriptError';
  /** The problems as they are shown: line, caret, message. */
  readonly report: readonly string[];

  constructor(name: 'SyntaxError' | 'TypeScriptError', message: string, report: readonly string[]) {
    super(message);
    this.name = name;
    this.report = report;
  }
}

/** The file that tells a kernel which sockets to open cannot be used. */
export class ConnectionFileError extends TsvisionError {
  override readonly name = 'ConnectionFileError' as const;
  /** The connection file. */
  readonly path: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`The connection file ${path} cannot be used: ${reason}.`, {
      remedy: 'Jupyter writes this file; start the kernel through Jupyter or `tsvision run`.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.path = path;
  }
}

/** `TSVISION_CONVERTER=tslab` asks for a converter that is not installed. */
export class ConverterMissingError extends TsvisionError {
  override readonly name = 'ConverterMissingError' as const;

  constructor(cause: unknown) {
    super('TSVISION_CONVERTER asks for tslab’s converter, which is not installed.', {
      remedy: installedByPip()
        ? 'Unset TSVISION_CONVERTER: what pip installs has no tslab.'
        : 'Install it beside tsvision: npm install tslab@1.0.22; or unset TSVISION_CONVERTER.',
      cause,
    });
  }
}

/** A magic that threw. What code of the cell throws inside of one (`%%time`, `%%capture`) comes as it is. */
export class MagicError extends UserCodeError {
  override readonly name = 'MagicError' as const;

  constructor(
    /** With its marks: `%load`, `%%bash`. */
    readonly magic: string,
    fault: Fault,
  ) {
    super(`magic “${magic}”`, fault, `${magic.replace(/^%+/, '%')}? says what it takes.`);
  }
}

/** A script of `%%bash` or `%%sh` that ended with another code than 0. */
export class ScriptError extends TsvisionError {
  override readonly name = 'ScriptError' as const;

  constructor(
    /** Its exit code. */
    readonly code: number,
  ) {
    super(`The script ended with exit code ${code}.`);
  }
}

/** A notebook cell tried to end the process that all cells share. */
export class ExitRefusedError extends TsvisionError {
  override readonly name = 'ExitRefusedError' as const;
  /** The function of `process` that was called. */
  readonly via: 'exit' | 'abort' | 'kill';
  /** The exit code that was given. */
  readonly code: number | undefined;

  constructor(via: 'exit' | 'abort' | 'kill', code?: number) {
    super(`process.${via}() would end the kernel and lose every variable, so nothing was done.`, {
      remedy: 'Throw an error to end a cell; restart or shut down the kernel from the front end.',
    });
    this.via = via;
    this.code = code;
  }
}

/** Code asked the user for input where there is nobody to ask, or in a way that a notebook has not. */
export class InputUnavailableError extends TsvisionError {
  override readonly name = 'InputUnavailableError' as const;

  /** @param way what was tried that no front end can do; without it, the front end takes no input at all */
  constructor(way?: string) {
    const problem = way
      ? `${way} has nothing to read: a notebook has no standard input.`
      : 'This front end takes no input, so prompt(), confirm() and input() cannot ask.';
    super(problem, {
      remedy: way
        ? "Ask for a line by `await input('…')`, or by `prompt('…')`, which does not need `await`."
        : 'Run the cell in JupyterLab, Notebook, VS Code or jupyter console, or put the value in the code.',
    });
  }
}

/** The kernel's process ended while it was needed. */
export class KernelDiedError extends TsvisionError {
  override readonly name = 'KernelDiedError' as const;
  /** What the process wrote to its standard error last. */
  readonly log: string;

  constructor(what: string, log: string) {
    super(`${what}${log === '' ? '' : `\n${log}`}`, {
      remedy:
        'If a cell needs much memory, give it less data; `tsvision doctor` says whether the engine runs.',
    });
    this.log = log;
  }
}

/** A `%name` or `%%name` that does not exist. */
export class UnknownMagicError extends TsvisionError {
  override readonly name = 'UnknownMagicError' as const;
  /** As written, with its percent signs. */
  readonly magic: string;
  /** The nearest one that exists. */
  readonly suggestion: string | undefined;

  constructor(magic: string, suggestion: string | undefined) {
    super(`There is no magic ${magic}.`, {
      remedy: `${suggestion === undefined ? '' : `Did you mean ${suggestion}? `}%lsmagic lists them all.`,
    });
    this.magic = magic;
    this.suggestion = suggestion;
  }
}
