import { execFileSync } from 'node:child_process';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';

/** Where Jupyter is to find what is installed; for this user when nothing is said. */
export interface InstallPlace {
  /** An environment's folder, such as `.venv`. */
  readonly prefix?: string | undefined;
  /** This user, which is also what nothing means. */
  readonly user?: boolean | undefined;
  /** The active Python environment. */
  readonly sysPrefix?: boolean | undefined;
}

/** Jupyter's data folder of this place. */
export function dataFolderOf({ prefix, user, sysPrefix }: InstallPlace): string {
  const given = [prefix !== undefined, user, sysPrefix].filter(Boolean).length;
  if (given > 1) throw new InvalidArgumentError('options', given, 'one of --user, --sys-prefix and --prefix');
  if (prefix !== undefined) return join(expandPath(prefix), 'share/jupyter');
  return sysPrefix ? join(pythonPrefix(), 'share/jupyter') : jupyterDataFolder();
}

/** Where the active Python keeps its files: the environment's own word, else Python is asked. */
function pythonPrefix(): string {
  const environment = process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX;
  if (environment) return environment;
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' }).trim();
  } catch {
    const remedy = 'Activate an environment, or name it by --prefix.';
    throw new InvalidArgumentError('--sys-prefix', undefined, 'used where there is a python3', remedy);
  }
}

/** Jupyter's data folder of this user, by Jupyter's own rules. */
export function jupyterDataFolder(): string {
  const { JUPYTER_DATA_DIR, APPDATA, XDG_DATA_HOME } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform() === 'darwin') return join(homedir(), 'Library/Jupyter');
  if (platform() === 'win32') return join(APPDATA ?? homedir(), 'jupyter');
  return join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'jupyter');
}
