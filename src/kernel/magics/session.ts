import { InvalidArgumentError } from '../../core/index.js';
import type { TypecheckMode } from '../language/checker/checkerProtocol.js';
import type { Magic } from './magic.js';

/** `%who`: the notebook's variables with their types. */
export const who: Magic = {
  name: 'who',
  summary: 'the variables of the notebook and their types',
  async line(context, args) {
    const wanted = args.trim();
    const names = (await context.names()).filter(({ type }) => wanted === '' || type.includes(wanted));
    if (names.length === 0) {
      context.write('stdout', 'There are no variables yet.\n');
      return;
    }
    const width = Math.max(...names.map(({ name }) => name.length));
    const shorten = (type: string): string => (type.length > 80 ? `${type.slice(0, 79)}…` : type);
    const lines = names.map(({ name, type }) => `${name.padEnd(width)}  ${shorten(type)}`);
    context.write('stdout', `${lines.join('\n')}\n`);
  },
};

/** `%reset`: forget all variables. Modules stay loaded. */
export const reset: Magic = {
  name: 'reset',
  summary: 'forget all variables of the notebook',
  line: (context) => context.reset(),
};

/** `%exit`, or `exit` or `quit` as all of a cell: a console ends. Notebooks take no notice. */
export const exit: Magic = {
  name: 'exit',
  summary: 'end a console (jupyter console, Qt console) and its kernel',
  line: (context) => context.askExit(),
};

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

/** `%lsmagic`: what there is. */
export const lsmagic: Magic = {
  name: 'lsmagic',
  summary: 'this list',
  line(context) {
    const line = (marks: string, { name, summary }: Magic): string =>
      `  ${(marks + name).padEnd(14)} ${summary}`;
    const lines = context.magics.filter((m) => m.line || m.expand).map((m) => line('%', m));
    const cells = context.magics.filter((m) => m.cell).map((m) => line('%%', m));
    const rest = [
      `  ${'!command'.padEnd(14)} run a shell command; {expressions} are filled in`,
      `  ${'x = !command'.padEnd(14)} its output as an array of lines`,
      `  ${'name?'.padEnd(14)} documentation (name?? also the source)`,
    ];
    const all = ['For a line:', ...lines, '', 'For a whole cell:', ...cells, '', 'Also:', ...rest];
    context.write('stdout', `${all.join('\n')}\n`);
  },
};
