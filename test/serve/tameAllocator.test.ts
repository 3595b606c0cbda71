import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { allocatorSettings } from '../../src/serve/index.js';

const root = resolve(import.meta.dirname, '../..');
const built = join(root, 'dist/serve/tameAllocator.js');
const program = `
  import { tameAllocator } from ${JSON.stringify(built)};
  tameAllocator();
  console.log(JSON.stringify([process.pid, process.argv.slice(2), process.env]));`;

it('runs the same command with the settings, in the same process', ({ skip }) => {
  skip(!existsSync(built), 'not built (npm run build)');
  const { MALLOC_MMAP_THRESHOLD_: _without, ...env } = process.env;
  const { pid, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', 'serve', 'a model'],
    { env, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const [seen, args, seenEnv] = JSON.parse(stdout) as [number, string[], Record<string, string>];
  expect(seen).toBe(pid);
  expect(args).toEqual(['a model']);
  if (process.platform === 'linux' && 'execve' in process) expect(seenEnv).toMatchObject(allocatorSettings);
  else expect(seenEnv).not.toHaveProperty('MALLOC_MMAP_THRESHOLD_');
});

it('agrees with the container', () => {
  const file = readFileSync(join(root, 'deploy/Containerfile'), 'utf8');
  for (const [name, value] of Object.entries(allocatorSettings)) expect(file).toContain(`${name}=${value}`);
});
