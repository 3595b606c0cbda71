import { InvalidArgumentError } from '../../core/index.js';
import { ScriptError } from '../errors.js';
import type { Magic, MagicContext } from './magic.js';
import { runCommand } from './runCommand.js';

/** `%%bash`: the cell is a shell script. */
export const bash: Magic = {
  name: 'bash',
  summary: 'run the cell as a shell script',
  cell: (context, _args, body) => runScript(context, body),
};

/** `%%sh`: the same. */
export const sh: Magic = { ...bash, name: 'sh' };

/** `%%script PROGRAM`: the cell is what the program reads. */
export const script: Magic = {
  name: 'script',
  summary: 'give the cell to a program: %%script perl, %%script node --input-type=module',
  cell(context, args, body) {
    if (args.trim() === '') throw new InvalidArgumentError('%%script', '', 'a program, such as perl');
    return runScript(context, args, body);
  },
};

/** `%%python`: the cell is run by `python3`, in a process of its own. */
export const python: Magic = {
  name: 'python',
  summary: 'run the cell with python3',
  cell: (context, args, body) => runScript(context, `python3 -u - ${args}`, body),
};

async function runScript(context: MagicContext, command: string, input?: string): Promise<void> {
  const { cwd, signal } = context;
  const code = await runCommand(command, {
    cwd,
    signal,
    ...(input !== undefined && { input }),
    onOutput: (stream, text) => context.write(stream, text),
  });
  if (code !== 0) throw new ScriptError(code);
}
