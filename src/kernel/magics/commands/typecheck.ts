import { InvalidArgumentError } from '../../../core/index.js';
import type { TypecheckMode } from '../../language/checker/checkerProtocol.js';
import type { Magic } from '../magic.js';

/** `%typecheck warn` for the notebook from here on, `%%typecheck off` for one cell. */
export const typecheck: Magic = {
  name: 'typecheck',
  summary: 'what a type error does: error (default: the cell does not run), warn, or off',
  async line(context, args) {
    const mode = typecheckMode(args);
    await context.setTypecheck(mode);
  },
  cell: (context, args, body) => context.evaluate(body, typecheckMode(args)),
};

export const typecheckModes: readonly TypecheckMode[] = ['error', 'warn', 'off'];

/** Reads the mode that a user wrote. */
function typecheckMode(word: string): TypecheckMode {
  const mode = typecheckModes.find((each) => each === word.trim());
  if (!mode) throw new InvalidArgumentError('%typecheck', word.trim(), 'error, warn or off');
  return mode;
}
