import { relative } from 'node:path';

/**
 * What a photo is called wherever the data lie: its path below the root, with `/` and composed letters (NFC), since
 * some systems store `ä` as two characters. The way up to a photo outside the root differs from machine to machine
 * and does not count.
 */
export function photoIdentity(root: string, path: string): string {
  return relative(root, path)
    .replaceAll('\\', '/')
    .replace(/^(\.\.\/)+/, '')
    .normalize('NFC');
}
