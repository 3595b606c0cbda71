import { dirname, resolve } from 'node:path';
import { type BoundSourceFile, internals, type ts } from '../../patches/typescript.js';
import { importedNames } from './importedNames.js';
import type { SourceFiles } from './sourceFiles.js';
import { type TypeResolver, typedFile } from './typeResolver.js';

/**
 * Reads, parses and binds files of types and all that they refer to, one a step: between two steps its thread can
 * answer somebody. A program that is made of them afterwards finds them done, and reads itself what was overlooked.
 */
export function* readAhead(
  names: readonly string[],
  sources: SourceFiles,
  resolver: TypeResolver,
): Generator<undefined, void> {
  const met = new Set(names);
  // A set is walked to its end, with what is added on the way.
  for (const name of met) {
    const file = sources.readAhead(name, resolver.cache.getPackageJsonInfoCache());
    if (!file) continue;
    for (const each of referredTo(file, sources, resolver)) met.add(each);
    internals.bindSourceFile(file, sources.options);
    yield;
  }
}

function referredTo(file: BoundSourceFile, sources: SourceFiles, resolver: TypeResolver): string[] {
  const { fileName } = file;
  const found: (string | undefined)[] = [
    ...file.libReferenceDirectives.map((each) => sources.libraryFile(each.fileName)),
    ...file.referencedFiles.map((each) => resolve(dirname(fileName), each.fileName)),
    ...file.typeReferenceDirectives.map((each) => typesFile(sources.resolveTypes(each, fileName))),
    ...importedNames(file).literals.map(({ text }) => typedFile(resolver.resolve(text, fileName))),
  ];
  return found.filter((name) => name !== undefined);
}

function typesFile(found: ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations): string | undefined {
  return found.resolvedTypeReferenceDirective?.resolvedFileName;
}
