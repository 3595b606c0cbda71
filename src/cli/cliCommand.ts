import type { Command } from 'commander';

/** One `tsvision` subcommand: adds itself to the program. Its module imports heavy parts only when it runs. */
export type CliCommand = (program: Command) => void;
