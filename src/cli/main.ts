#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { isTsvisionError, packageRoot } from '../core/index.js';
import { painted } from './colours.js';
import { commands } from './commands/index.js';
import { withParameterPairs } from './run/parameters.js';

const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('tsvision')
  .description('TypeScript notebooks for computer vision: kernel, training, cleaning, serving')
  .version(version)
  // Of a terminal: commander takes the colours out elsewhere, and where NO_COLOR is set.
  .configureHelp({
    styleTitle: (text) => painted('bold', text),
    styleCommandText: (text) => painted('cyan', text),
    styleSubcommandText: (text) => painted('cyan', text),
    styleOptionText: (text) => painted('green', text),
    styleArgumentText: (text) => painted('yellow', text),
  })
  .showHelpAfterError();
for (const add of commands) add(program);

try {
  await program.parseAsync(process.argv[2] === 'run' ? withParameterPairs(process.argv) : process.argv);
} catch (error) {
  // An error on purpose says what to do; anything else is a bug, whose stack we need.
  process.stderr.write(`${isTsvisionError(error) ? error.message : (error as Error)?.stack}\n`);
  process.exitCode = 1;
}
