import type { KeptFile } from './client/keptFiles.js';

/** What a service worker keeps: a version of a folder. */
export interface KeptFolder {
  readonly version: string;
  readonly files: readonly KeptFile[];
}

/** The first line of `sw.js`: what its program calls `exported`. */
export function keptList(folder: KeptFolder): string {
  return `const exported = ${JSON.stringify(folder)};\n`;
}

/** The files that a `sw.js` names; none when it is another program. */
export function readKeptList(program: string): readonly KeptFile[] {
  const [, json] = /^const exported = (\{.*\});\n/.exec(program) ?? [];
  try {
    const { files } = JSON.parse(json ?? '{}') as Partial<KeptFolder>;
    return Array.isArray(files) ? files.filter(isKept) : [];
  } catch {
    return [];
  }
}

function isKept(file: unknown): file is KeptFile {
  const { name, sha256 } = (file ?? {}) as Partial<KeptFile>;
  return typeof name === 'string' && typeof sha256 === 'string';
}
