import { ts } from '../../patches/typescript.js';

/** A statement that declares one name for a thing of its own, not a variable. */
export type DeclarationStatement =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration;

/** Whether a statement is a {@link DeclarationStatement}. */
export function isDeclarationStatement(node: ts.Statement): node is DeclarationStatement {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node)
  );
}

/** Overload signatures, `declare`d things and namespaces of types leave nothing behind. */
export function hasRuntimeValue(node: DeclarationStatement): boolean {
  if (isDeclared(node)) return false;
  if (ts.isFunctionDeclaration(node)) return node.body !== undefined;
  if (!ts.isModuleDeclaration(node)) return true;
  const symbol = (node as ts.Node & { symbol?: ts.Symbol }).symbol;
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
}

/** Whether it says `declare`: types only, nothing at run time. */
export function isDeclared(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  );
}
