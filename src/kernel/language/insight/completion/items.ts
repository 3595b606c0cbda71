import { type BoundSourceFile, ts } from '../../../patches/typescript.js';
import type { CompletionItem } from '../../cellEvaluator.js';
import type { TypeWorld } from '../../world/typeWorld.js';

/** A signature is computed for so many completions only: more are not looked at, and each takes time. */
export const signatures = 60;

/** A symbol with its kind and its signature or type. */
export function described(
  { checker }: TypeWorld,
  symbol: ts.Symbol,
  file: BoundSourceFile,
  text = symbol.name,
): CompletionItem {
  const type = kindOf(checker, symbol);
  try {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declared = checker.getTypeOfSymbolAtLocation(target, file);
    const [signature] = declared.getCallSignatures();
    const said = signature ? checker.signatureToString(signature) : checker.typeToString(declared);
    return { text, type, signature: said.length > 200 ? `${said.slice(0, 199)}…` : said };
  } catch {
    return { text, type };
  }
}

/** A symbol's kind as Jupyter's front ends call it. */
export function kindOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Method) return 'method';
  if (flags & ts.SymbolFlags.Module) return 'module';
  if (flags & ts.SymbolFlags.Enum) return 'enum';
  if (flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Accessor)) return 'property';
  return 'instance';
}

/** TypeScript's kinds as jedi, and hence Jupyter's front ends, call them. */
export function jupyterKind(kind: string): string {
  if (kind === 'const' || kind === 'let' || kind === 'var' || kind === 'parameter' || kind === 'using')
    return 'instance';
  if (kind === 'local function') return 'function';
  if (kind === 'getter' || kind === 'setter') return 'property';
  if (kind === 'alias' || kind === 'external module name') return 'module';
  return kind;
}
