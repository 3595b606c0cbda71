import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { hangLimit } from '../hangLimit.js';

const root = resolve(import.meta.dirname, '../..');

/** Whether the library is compiled: child processes run `dist`, since Node 20 runs no TypeScript. */
export const isBuilt = existsSync(resolve(root, 'dist/kernel/main.js'));

/** What a child came to. */
interface ChildResult {
  /** What the body returned, as JSON keeps it. */
  readonly result: unknown;
  readonly status: number | null;
  readonly stderr: string;
}

/**
 * Runs `body`, an async function body, in a process of its own, which a patch can change as it likes.
 *
 * @param modules what the body sees by which name, from which file of `dist`
 */
export function inChild(modules: Readonly<Record<string, string>>, body: string): ChildResult {
  const imports = Object.entries(modules).map(
    ([name, path]) => `import * as ${name} from ${JSON.stringify(resolve(root, 'dist', path))};`,
  );
  const program = `${imports.join('\n')}
import fs from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(resolve(root, 'child.js'))});
const result = await (async () => { ${body} })();
fs.writeSync(3, JSON.stringify(result) ?? 'null');`;
  const { output, stderr, status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', program],
    { cwd: root, encoding: 'utf8', timeout: hangLimit, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const text = output[3] ?? '';
  return { result: text === '' ? undefined : JSON.parse(text), status, stderr };
}
