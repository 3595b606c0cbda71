// Compiles src/ to dist/ with the pinned TypeScript (node_modules/.bin/tsc belongs to another package).
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(process.execPath, ['node_modules/typescript/lib/tsc.js', '-p', '.'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
