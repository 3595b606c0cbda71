import { resolve } from 'node:path';
import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import type { SourceFiles } from './sourceFiles.js';

/** What the `/// <reference … />` lines above a text come to. */
export interface References {
  readonly files: readonly string[];
  /** About those that are not there. */
  readonly problems: readonly ts.Diagnostic[];
}

/** The files that a text of the folder refers to in lines above everything else. */
export function referencedFiles(file: BoundSourceFile, sources: SourceFiles, folder: string): References {
  const files: string[] = [];
  const problems: ts.Diagnostic[] = [];
  const take = (found: string | undefined, at: ts.FileReference, code: number, messageText: string): void => {
    if (found !== undefined) files.push(found);
    else problems.push(problem(file, at, code, messageText));
  };
  for (const each of file.libReferenceDirectives) {
    const name = sources.libraryFile(each.fileName);
    take(existing(name), each, 2726, `Cannot find lib definition for '${each.fileName}'.`);
  }
  for (const each of file.typeReferenceDirectives) {
    const { resolvedTypeReferenceDirective } = sources.resolveTypes(each, resolve(folder, 'cell.ts'));
    const name = resolvedTypeReferenceDirective?.resolvedFileName;
    take(name, each, 2688, `Cannot find type definition file for '${each.fileName}'.`);
  }
  for (const each of file.referencedFiles) {
    const name = resolve(folder, each.fileName);
    const found = [name, `${name}.ts`, `${name}.d.ts`].find((candidate) => existing(candidate));
    take(found, each, 6053, `File '${each.fileName}' not found.`);
  }
  return { files, problems };
}

function existing(name: string): string | undefined {
  return ts.sys.fileExists(name) ? name : undefined;
}

function problem(
  file: ts.SourceFile,
  { pos, end }: ts.FileReference,
  code: number,
  messageText: string,
): ts.Diagnostic {
  return { category: ts.DiagnosticCategory.Error, code, file, start: pos, length: end - pos, messageText };
}
