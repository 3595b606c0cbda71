import { basename } from 'node:path';
import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import type { TypeWorld } from '../world/typeWorld.js';
import { documentationOf } from './documentation.js';

/** Which of the platform's declarations know a name. */
export interface TypeOrigin {
  /** `fetch.d.ts`, `lib.es2024.promise.d.ts`. */
  readonly file: string;
  /** Since which Node there is such a thing, as far as they say so. */
  readonly since: string | undefined;
}

/**
 * Where the last expression of a text is declared, if that is in Node's types or the language's: those of this package,
 * which may be newer than the Node that runs.
 */
export function typeOrigin({ checker }: TypeWorld, file: BoundSourceFile): TypeOrigin | undefined {
  const last = file.statements.at(-1);
  if (!last || !ts.isExpressionStatement(last)) return undefined;
  const { expression } = last;
  const named = checker.getSymbolAtLocation(
    ts.isPropertyAccessExpression(expression) ? expression.name : expression,
  );
  const isAlias = named !== undefined && (named.flags & ts.SymbolFlags.Alias) !== 0;
  const declarations = (isAlias ? checker.getAliasedSymbol(named) : named)?.declarations ?? [];
  const files = declarations.map((each) => each.getSourceFile().fileName);
  // A browser's types know much of it too.
  const declaredIn = files.find((each) => each.includes('/@types/node/')) ?? files[0] ?? '';
  if (!/\/@types\/node\/|\/typescript\/lib\/lib\.[^/]*$/.test(declaredIn)) return undefined;
  const since = declarations
    .flatMap((each) => documentationOf(each)?.tags ?? [])
    .find(([tag]) => tag === 'since')?.[1];
  return { file: basename(declaredIn), since };
}
