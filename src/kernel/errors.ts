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

const installFaults: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  E404: ['the registry has no such package', 'Check the spelling; `!npm search WORD` looks for one.'],
  ETARGET: [
    'there is no such version',
    'Leave the version out, or ask by `!npm view NAME versions` which there are.',
  ],
  ENOENT: ['there is no npm', 'Install Node.js with npm, and start Jupyter where `npm` can be called.'],
  ENOSPC: ['the disk is full', 'Free some space, then run the cell again.'],
  ERESOLVE: [
    'it does not go together with what is installed',
    'Ask for another version, such as npm:NAME@VERSION.',
  ],
  E401: ['the registry wants a login', 'Log in by `npm login` in a terminal, then run the cell again.'],
  E403: [
    'the registry refuses it',
    'Log in by `npm login` in a terminal, or ask whoever keeps the registry.',
  ],
};

const noNetwork =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|.*CERT.*)$/;

/** npm could not install what a cell imports or `%npm install` names; what was installed before is unchanged. */
export class PackageInstallError extends TsvisionError {
  override readonly name = 'PackageInstallError' as const;

  constructor(
    /** What was to be installed, as npm was told. */
    readonly packages: string,
    /** npm's code, such as `E404` or `ENOTFOUND`. */
    readonly code: string,
    /** The end of what npm said. */
    readonly log: string,
  ) {
    const [what, remedy] = installFaults[code] ?? [
      noNetwork.test(code) ? `the registry cannot be reached (${code})` : `npm ended with ${code}:\n${log}`,
      noNetwork.test(code)
        ? 'Connect to the network (`npm config set proxy` for a proxy) and run the cell again; without one, import what lies in a node_modules beside the notebook.'
        : 'npm’s words above say why; nothing was changed.',
    ];
    super(`Cannot install ${packages}: ${what}.`, { remedy });
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

/** A variable that `%store` was to keep has a part that would not come back as it is. */
export class ValueNotKeptError extends TsvisionError {
  override readonly name = 'ValueNotKeptError' as const;

  constructor(
    /** The variable. */
    readonly variable: string,
    /** The part, such as `model.layers[0]`. */
    readonly path: string,
    /** What it is: `a function`, `a Tensor`. */
    readonly what: string,
  ) {
    super(`${variable} cannot be kept: ${path} is ${what}.`, {
      remedy:
        'Keep what it is made of (numbers, texts, lists, plain objects, Maps, Sets, typed arrays), and make it anew from that.',
    });
  }
}

/** `%store -r` cannot bring a variable back. */
export class StoredValueError extends TsvisionError {
  override readonly name = 'StoredValueError' as const;

  constructor(
    /** The variable. */
    readonly variable: string,
    problem: string,
    cause: unknown,
  ) {
    super(`${variable} ${problem}.`, {
      remedy: '%store lists what is kept; %store NAME keeps a variable.',
      cause,
    });
  }
}

/** A test in a cell took longer than it may. */
export class TestTimeoutError extends TsvisionError {
  override readonly name = 'TestTimeoutError' as const;

  constructor(
    /** The test. */
    readonly test: string,
    /** Its longest time, in ms. */
    readonly timeout: number,
  ) {
    super(`The test “${test}” has not ended within ${timeout} ms.`, {
      remedy: 'Give it a longer `timeout`, or look what it waits for.',
    });
  }
}

/** A test in a cell has made another number of assertions than it planned. */
export class TestPlanError extends TsvisionError {
  override readonly name = 'TestPlanError' as const;

  constructor(
    /** The test. */
    readonly test: string,
    /** What `t.plan` said. */
    readonly planned: number,
    /** What was counted: calls of `t.assert` and `t.test`. */
    readonly counted: number,
  ) {
    super(`The test “${test}” planned ${planned} assertions and made ${counted}.`, {
      remedy: 'Only those of `t.assert` and `t.test` are counted.',
    });
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
