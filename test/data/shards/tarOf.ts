import { Header } from 'tar';

const block = 512;

/** A tar of such members, as the standard says: a header and padded content each, and two empty blocks. */
export function tarOf(members: readonly (readonly [path: string, content: string | Uint8Array])[]): Buffer {
  const parts = members.flatMap(([path, content]) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(block);
    new Header({ path, size: bytes.length, type: 'File', mode: 0o644, mtime: new Date(0) }).encode(header);
    return [header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** Rows `0000`, `0001` … of a photo and a class number. */
export function rowsOf(
  keys: readonly string[],
  photo: (key: string) => string | Uint8Array = (key) => `photo ${key}`,
  label: (key: string, i: number) => string = (_, i) => String(i % 3),
): [string, string | Uint8Array][] {
  return keys.flatMap((key, i): [string, string | Uint8Array][] => [
    [`${key}.jpg`, photo(key)],
    [`${key}.cls`, label(key, i)],
  ]);
}

/** `prefix0000`, `prefix0001` … */
export function keys(count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(4, '0')}`);
}
