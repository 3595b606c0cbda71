import { TsvisionError } from './tsvisionError.js';

/** Code asked the user for input where there is nobody to ask. */
export class InputUnavailableError extends TsvisionError {
  override readonly name = 'InputUnavailableError' as const;

  constructor() {
    super('This front end takes no input, so prompt(), confirm() and input() cannot ask.', {
      remedy:
        'Run the cell in JupyterLab, Notebook, VS Code or jupyter console, or put the value in the code.',
    });
  }
}
