/** Time between two looks at the parent process, in ms. */
const interval = 1000;

/**
 * Calls `orphaned` once the process that started the kernel is gone, so that no kernel outlives its Jupyter.
 * Jupyter says in `JPY_PARENT_PID` which process that is.
 */
export function watchParent(orphaned: () => void): () => void {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (!Number.isInteger(parent) || parent <= 1) return () => {};
  // A kernel in a container or behind a launcher has another parent: then only the process's existence counts.
  const isDirect = process.ppid === parent;
  const timer = setInterval(() => {
    if (isDirect ? process.ppid === parent : exists(parent)) return;
    clearInterval(timer);
    orphaned();
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
