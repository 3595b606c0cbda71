import type { Magic, MagicContext } from '../magic.js';
import { runCommand } from '../runCommand.js';

/** `%%bash`: the cell is a shell script. */
export const bash: Magic = {
  name: 'bash',
  summary: 'run the cell as a shell script',
  cell: (context, _args, body) => script(context, body),
};

/** `%%sh`: the same. */
export const sh: Magic = { ...bash, name: 'sh' };

async function script(context: MagicContext, body: string): Promise<void> {
  const { cwd, signal } = context;
  const code = await runCommand(body, {
    cwd,
    signal,
    onOutput: (stream, text) => context.write(stream, text),
  });
  if (code !== 0) throw new Error(`The script ended with exit code ${code}.`);
}
