import { TsvisionError } from './tsvisionError.js';

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
