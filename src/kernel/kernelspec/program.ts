#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { isTsvisionError } from '../../core/index.js';
import { installKernelspec } from './installKernelspec.js';
import { dataFolderOf } from './installPlace.js';

// The program of the package `tsvision-kernel`, which is the kernel without the library.
const usage = `Usage: tsvision-kernel install [--user | --sys-prefix | --prefix FOLDER]

Makes Jupyter offer the kernel: for this user (the default), in the active Python environment, or in the environment
in FOLDER, such as .venv.
`;

try {
  const { positionals, values } = readArguments();
  if (values.help || positionals[0] !== 'install' || positionals.length > 1) {
    (values.help ? process.stdout : process.stderr).write(usage);
    process.exitCode = values.help ? 0 : 1;
  } else {
    const { prefix, user, 'sys-prefix': sysPrefix } = values;
    process.stdout.write(`kernel: ${await installKernelspec(dataFolderOf({ prefix, user, sysPrefix }))}\n`);
  }
} catch (error) {
  const isUsual = isTsvisionError(error) || error instanceof TypeError;
  process.stderr.write(`${isUsual ? error.message : (error as Error)?.stack}\n`);
  process.exitCode = 1;
}

function readArguments() {
  const flag = { type: 'boolean' } as const;
  const options = { user: flag, 'sys-prefix': flag, prefix: { type: 'string' }, help: flag } as const;
  return parseArgs({ allowPositionals: true, options });
}
