import { stat } from 'node:fs/promises';

/**
 * Looks whether an unpacked file is whole: on a nearly full disk a write may take a part, and not every writer asks.
 *
 * @throws with `ENOSPC` when it is not
 */
export async function requireSize(path: string, bytes: number): Promise<void> {
  const { size } = await stat(path);
  if (size === bytes) return;
  throw Object.assign(new Error(`ENOSPC: ${path} has ${size} of ${bytes} bytes`), { code: 'ENOSPC' });
}
