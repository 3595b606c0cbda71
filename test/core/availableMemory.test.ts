import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { availableMemory } from '../../src/core/index.js';

/** A folder that looks like the system's files. */
function system(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'tsvision-memory-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const meminfo = 'MemTotal:  8000000 kB\nMemFree:  100000 kB\nMemAvailable:  4000000 kB\n';

describe.skipIf(process.platform === 'darwin')('the memory that is available', () => {
  it('is some of this machine', () => {
    expect(availableMemory()).toBeGreaterThan(0);
    expect(availableMemory()).toBeLessThanOrEqual(totalmem());
  });

  it('is what the system calls so', () => {
    expect(availableMemory(system({ 'proc/meminfo': meminfo }))).toBe(4_000_000 * 1024);
  });

  it('is no more than any control group above it leaves; what files take there counts', () => {
    const groups = {
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/user/job\n',
      'sys/fs/cgroup/user/memory.max': '3000000000\n',
      'sys/fs/cgroup/user/memory.current': '2900000000\n',
      'sys/fs/cgroup/user/memory.stat':
        'anon 900000000\nfile 2000000000\ninactive_file 1500000000\nactive_file 500000000\n',
      'sys/fs/cgroup/user/job/memory.max': 'max\n',
      'sys/fs/cgroup/user/job/memory.current': '1000\n',
    };
    expect(availableMemory(system(groups))).toBe(2_100_000_000);
  });

  it('finds the limit of a container whose group has another name outside', () => {
    const groups = {
      'proc/meminfo': meminfo,
      'proc/self/cgroup': '0::/docker/1234\n',
      'sys/fs/cgroup/memory.max': '1000000000\n',
      'sys/fs/cgroup/memory.current': '400000000\n',
    };
    expect(availableMemory(system(groups))).toBe(600_000_000);
  });

  it('reads version 1, where no limit is a huge number', () => {
    const groups = (limit: string) =>
      system({
        'proc/meminfo': meminfo,
        'proc/self/cgroup': '5:cpu,cpuacct:/a\n4:memory:/a\n',
        'sys/fs/cgroup/memory/a/memory.limit_in_bytes': limit,
        'sys/fs/cgroup/memory/a/memory.usage_in_bytes': '300000000',
        'sys/fs/cgroup/memory/a/memory.stat': 'total_inactive_file 100000000\ntotal_active_file 0\n',
      });
    expect(availableMemory(groups('500000000'))).toBe(300_000_000);
    expect(availableMemory(groups('9223372036854771712'))).toBe(4_000_000 * 1024);
  });

  it('is never less than nothing', () => {
    const groups = {
      'proc/meminfo': meminfo,
      'sys/fs/cgroup/memory.max': '1000\n',
      'sys/fs/cgroup/memory.current': '4000\n',
    };
    expect(availableMemory(system(groups))).toBe(0);
  });
});
