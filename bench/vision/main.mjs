// Runs every benchmark of this folder, each in a process of its own: their memory and threads stay apart.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const json = process.argv.includes('--json');
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.mjs') && name !== 'main.mjs')
  .sort();
const reports = [];
for (const file of files) {
  const args = [join(import.meta.dirname, file), ...process.argv.slice(2)];
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e8,
  });
  if (json) reports.push(status === 0 ? JSON.parse(stdout) : { bench: file, failed: status });
  else console.log(stdout);
  if (status !== 0) process.exitCode = 1;
}
if (json) console.log(JSON.stringify(reports, null, 2));
