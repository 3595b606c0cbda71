const variable = 'MALLOC_MMAP_THRESHOLD_';

/**
 * For glibc: few pools, and a fixed size above which a block goes back to the system when it is freed. Left to
 * itself glibc raises that size, and memory wanders by hundreds of MiB with the batches.
 */
export const allocatorSettings: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  [variable]: String(16 * 2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(256 * 2 ** 20),
};

/**
 * Starts this process anew with {@link allocatorSettings}, which glibc reads at the start only. Does nothing where
 * they are set already, and where Node (before 22.15) cannot replace a process: set them in the environment there.
 */
export function tameAllocator(): void {
  if (process.platform !== 'linux' || process.env[variable] !== undefined || !process.execve) return;
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, command, { ...process.env, ...allocatorSettings });
}
