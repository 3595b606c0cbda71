import { expandPath } from '../core/index.js';
import { listImageFiles, relativePath } from '../data/index.js';
import type { AuditItem } from './audits/audit.js';

const splits = new Set(['train', 'valid', 'test']);

/**
 * The photos of a folder with what their paths say: the class is the parent folder (unless photos lie in the
 * folder itself), the split the first folder when it is called `train`, `valid` or `test`.
 *
 * @throws PathNotFoundError
 */
export async function auditItems(folder: string): Promise<AuditItem[]> {
  const root = expandPath(folder);
  const { images } = await listImageFiles(root);
  return images.map((path) => {
    const parts = relativePath(root, path).split('/');
    const [first] = parts;
    const split = parts.length > 1 && first !== undefined && splits.has(first) ? first : undefined;
    const label = parts.length > (split ? 2 : 1) ? parts.at(-2) : undefined;
    return { path, label, split };
  });
}
