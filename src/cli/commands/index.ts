import type { CliCommand } from '../cliCommand.js';

/** Every subcommand, in the order of `tsvision --help`. */
export const commands: readonly CliCommand[] = [];
