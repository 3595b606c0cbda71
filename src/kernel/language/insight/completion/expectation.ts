import { type BoundSourceFile, type Checker, internals, ts } from '../../../patches/typescript.js';

/** How well a symbol fits where it would stand. 0: it is what is wanted, 1: it may be, 2: it cannot stand here. */
export type Expectation = (symbol: ts.Symbol | undefined, isTried: boolean) => 0 | 1 | 2;

/** Types that say nothing about what is wanted, or is there. */
const unsaid = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never;

/** What the place of a name in an expression asks of it. */
export function expectation(
  checker: Checker,
  file: BoundSourceFile,
  start: number,
  word: string,
): Expectation {
  const before = internals.findPrecedingToken(start, file);
  if (before?.kind === ts.SyntaxKind.NewKeyword)
    return (symbol) => (isConstructable(checker, symbol, before) ? 0 : 2);
  const type = word === '' ? wantedAfter(checker, file, start, before) : wantedOf(checker, file, start);
  if (!type || type.flags & unsaid) return () => 1;
  return (symbol, isTried) => (isTried && symbol && isOfType(checker, symbol, type, file) ? 0 : 1);
}

function isConstructable(checker: Checker, symbol: ts.Symbol | undefined, place: ts.Node): boolean {
  if (!symbol) return false;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  // `new tf.Sequential` begins with a module.
  if (target.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Module)) return true;
  if (!(target.flags & ts.SymbolFlags.Variable)) return false;
  const type = checker.getTypeOfSymbolAtLocation(target, place);
  return (type.flags & ts.TypeFlags.Any) !== 0 || type.getConstructSignatures().length > 0;
}

/** The type that the expression shall have which begins here. */
function wantedOf(checker: Checker, file: BoundSourceFile, start: number): ts.Type | undefined {
  const node = internals.getTouchingPropertyName(file, start);
  if (!ts.isIdentifier(node) || !internals.isExpressionNode(node)) return undefined;
  return comparedWith(checker, node) ?? checker.getContextualType(node);
}

/** The type that an expression shall have of which nothing is written yet. */
function wantedAfter(
  checker: Checker,
  file: BoundSourceFile,
  start: number,
  before: ts.Node | undefined,
): ts.Type | undefined {
  if (!before) return undefined;
  const call = internals.SignatureHelp.getArgumentInfoForCompletions(before, start, file, checker);
  if (call) return checker.getContextualTypeForArgumentAtIndex(call.invocation, call.argumentIndex);
  const { parent } = before;
  if (before.kind === ts.SyntaxKind.EqualsToken && ts.isVariableDeclaration(parent) && parent.initializer)
    return checker.getContextualType(parent.initializer);
  return ts.isBinaryExpression(parent) && parent.operatorToken === before
    ? comparedWith(checker, parent.right)
    : undefined;
}

const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsToken,
]);

/** The type of what it is compared with, or assigned to. */
function comparedWith(checker: Checker, node: ts.Expression): ts.Type | undefined {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node) return undefined;
  return comparisons.has(parent.operatorToken.kind) ? checker.getTypeAtLocation(parent.left) : undefined;
}

function isOfType(checker: Checker, symbol: ts.Symbol, wanted: ts.Type, place: ts.Node): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!(target.flags & ts.SymbolFlags.Value) || target.flags & ts.SymbolFlags.Module) return false;
  const type = checker.getTypeOfSymbolAtLocation(target, place);
  return (type.flags & unsaid) === 0 && checker.isTypeAssignableTo(type, wanted);
}
