import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError, shownPath } from '../../core/index.js';
import { ScriptError } from '../errors.js';
import { npmInstall } from '../packages/npmCommand.js';
import { projectOf } from '../packages/packagePlaces.js';
import type { Magic, MagicContext } from './magic.js';
import { runCommand } from './runCommand.js';

/**
 * `%npm install NAME…`: into the project that the notebook lies in, as in a terminal, or to what was installed for the
 * notebook where there is none. What it does besides (`%npm ls`) is said of the same folder.
 */
export const npm: Magic = {
  name: 'npm',
  summary: 'install packages for the notebook: %npm install NAME…; also %npm ls and the like',
  async line(context, args) {
    const [, command = '', words = ''] = /^\s*(\S+)\s*(.*)$/s.exec(args) ?? [];
    if (command === '')
      throw new InvalidArgumentError('%npm', args, 'a command of npm, such as install NAME');
    if (!/^(i|install|add)$/.test(command)) return runNpm(context, args);
    const options = {
      signal: context.signal,
      write: (stream: 'stdout' | 'stderr', text: string) => context.write(stream, text),
    };
    const project = projectOf(context.cwd);
    if (project === undefined) await context.packages.install(words, options);
    else await npmInstall(project, words, options);
    const place =
      project === undefined
        ? 'for the notebooks of this folder'
        : `in ${shownPath(join(project, 'node_modules'))}`;
    context.write('stdout', `Installed ${words || 'what package.json names'} ${place}.\n`);
  },
};

async function runNpm(context: MagicContext, args: string): Promise<void> {
  const { cwd, packages, signal } = context;
  const installed = existsSync(packages.folder) ? packages.folder : cwd;
  const code = await runCommand(`npm ${args}`, {
    cwd: projectOf(cwd) ?? installed,
    signal,
    onOutput: (stream, text) => context.write(stream, text),
  });
  if (code !== 0) throw new ScriptError(code);
}
