import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a program gets a disk of its own, which is gone with it: a mount that only it and its children see. */
const ownMounts = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];

/** Why there can be no small disk here, or nothing. */
export function noSmallDisk(): string | undefined {
  const { status } = spawnSync('unshare', [...ownMounts, 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt']);
  return status === 0 ? undefined : 'no tmpfs can be mounted here (unshare, mount)';
}

/** Runs a shell script with `$0`, a tmpfs of so many bytes. @returns what it printed, and its exit code */
export async function onSmallDisk(
  bytes: number,
  script: string,
  args: readonly string[],
): Promise<{ stdout: string; code: number | null }> {
  const disk = join(mkdtempSync(join(tmpdir(), 'tsvision-small-')), 'disk');
  mkdirSync(disk);
  const mount = `mount -t tmpfs -o size=${bytes} tmpfs "$0" && ${script}`;
  const child = spawn('unshare', [...ownMounts, 'sh', '-c', mount, disk, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (text) => {
    stdout += String(text);
  });
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { stdout, code };
}
