import type { CliCommand } from '../cliCommand.js';
import { auditCommand } from './audit.js';
import { doctorCommand } from './doctor.js';
import { installCommand } from './install.js';
import { kernelSubcommand } from './kernel.js';
import { lspCommand } from './lsp.js';
import { predictCommand } from './predict.js';
import { runCommand } from './run.js';
import { serveCommand } from './serve.js';
import { setupCommand } from './setup.js';
import { trainCommand } from './train.js';

/** Every subcommand, in the order of `tsvision --help`. */
export const commands: readonly CliCommand[] = [
  setupCommand,
  doctorCommand,
  installCommand,
  runCommand,
  trainCommand,
  predictCommand,
  serveCommand,
  auditCommand,
  kernelSubcommand,
  lspCommand,
];
