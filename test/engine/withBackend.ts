import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { hangLimit } from '../hangLimit.js';

const root = resolve(import.meta.dirname, '../..');

/** Whether the library is compiled: child processes run `dist`, since Node 20 runs no TypeScript. */
export const isBuilt = existsSync(resolve(root, 'dist/engine/index.js'));

/** Runs `body`, an async function body with `tf` and `engine` in scope, in a process of its own; its JSON result. */
export function inProcess(
  body: string,
  env: Record<string, string> = {},
): { readonly result: unknown; readonly stderr: string; readonly status: number | null } {
  const script = `import * as engine from ${JSON.stringify(resolve(root, 'dist/engine/index.js'))};
const { tf } = engine;
const result = await (async () => { ${body} })();
process.stdout.write(JSON.stringify(result) ?? 'null');`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: hangLimit,
    env: { ...process.env, ...env },
  });
  return { result: stdout === '' ? undefined : JSON.parse(stdout), stderr, status };
}
