import { ts } from '../../patches/typescript.js';
import type { SourceFiles } from './sourceFiles.js';
import type { TypeResolver } from './typeResolver.js';

/**
 * A program of these files and all that they refer to.
 *
 * @param earlier what has not changed since is taken from it
 */
export function createProgram(
  roots: readonly string[],
  options: ts.CompilerOptions,
  cwd: string,
  sources: SourceFiles,
  resolver: TypeResolver,
  earlier: ts.Program | undefined,
): ts.Program {
  const host: ts.CompilerHost = {
    ...sources.host,
    getCurrentDirectory: () => cwd,
    getModuleResolutionCache: () => resolver.cache,
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map((literal) =>
        // What JSX imports without saying so, the compiler takes for granted in files that can have none.
        literal.pos < 0 && !/\.[jt]sx$/.test(containing)
          ? { resolvedModule: undefined }
          : resolver.resolve(literal.text, containing),
      ),
    resolveTypeReferenceDirectiveReferences: (references, containing) =>
      references.map((reference) => sources.resolveTypes(reference, containing)),
  };
  return ts.createProgram(roots, options, host, earlier);
}
