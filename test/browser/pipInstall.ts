import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const pip = join(import.meta.dirname, '../../.venv/bin/pip');

/** Packages of PyPI in a folder of their own. @returns the folder, or `undefined` where no registry is reached */
export async function pipInstall(...packages: string[]): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-pip-'));
  const args = ['install', '--quiet', '--no-deps', '--disable-pip-version-check', '--target', folder];
  return promisify(execFile)(pip, [...args, ...packages]).then(
    () => folder,
    (error: Error) => {
      process.stderr.write(`! pip: ${error.message.slice(0, 300)}\n`);
      return undefined;
    },
  );
}
