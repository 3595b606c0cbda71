import { createHash } from 'node:crypto';
import { readFile, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readKeptList } from '../../web/page/keptList.js';

/** A file that an export wrote. */
interface WrittenFile {
  readonly name: string;
  /** Of its content, in hexadecimal. */
  readonly sha256: string;
}

/** What an export of before wrote into a folder, by its own list; read before the list is replaced. */
export async function formerExport(folder: string): Promise<readonly WrittenFile[]> {
  return readKeptList(await readFile(join(folder, 'sw.js'), 'utf8').catch(() => ''));
}

/**
 * Removes what an export of before wrote and this one does not need, such as the engine of an older version: hosts would
 * keep it, and the folder would grow with each export. Whatever is not byte by byte what was written stays. It is
 * no file of anybody's that goes here, so that no trash keeps it: the trash would be published with the folder.
 */
export async function removeFormer(
  folder: string,
  former: readonly WrittenFile[],
  needed: ReadonlySet<string>,
): Promise<void> {
  for (const { name, sha256 } of former) {
    if (needed.has(name) || basename(name) !== name) continue;
    const path = join(folder, name);
    const content = await readFile(path).catch(() => undefined);
    if (content && createHash('sha256').update(content).digest('hex') === sha256) await unlink(path);
  }
}
