import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** Jupyter's data folder of this user, by Jupyter's own rules. */
export function jupyterDataFolder(): string {
  const { JUPYTER_DATA_DIR, APPDATA, XDG_DATA_HOME } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform() === 'darwin') return join(homedir(), 'Library/Jupyter');
  if (platform() === 'win32') return join(APPDATA ?? homedir(), 'jupyter');
  return join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'jupyter');
}
