import { type BoundSourceFile, ts } from '../../patches/typescript.js';

type WithLocals = ts.Node & { locals?: Map<string, ts.Symbol>; symbol?: ts.Symbol };

/** Read, asked for its type (which needs no value), or assigned. */
export type AwaitedUse = 'read' | 'typeof' | 'written';

/** Where the value of an identifier lives. */
type Place = 'shared' | 'local' | 'global';

/** Tells which identifiers of a bound file mean shared variables: its own top-level names and earlier ones. */
export class ScopeResolution {
  readonly #file: BoundSourceFile;
  readonly #previous: ReadonlySet<string>;
  /** Top-level names of the file that have a value and are shared. */
  readonly declared: readonly string[];

  constructor(file: BoundSourceFile, previous: ReadonlySet<string>) {
    this.#file = file;
    this.#previous = previous;
    this.declared = [...(file.locals ?? [])]
      .filter(([, symbol]) => isShared(symbol))
      .map(([name]) => ts.unescapeLeadingUnderscores(name as ts.__String));
  }

  /** Whether the name, as it is used at `at`, is a shared variable. */
  isShared(name: string, at: ts.Node): boolean {
    return this.#place(name, at) === 'shared';
  }

  /** Whether the name, outside of any function, is a shared variable. */
  isSharedAtTop(name: string): boolean {
    return this.declared.includes(name) || this.#previous.has(name);
  }

  /** Whether the name is declared anywhere in the notebook. */
  isBound(name: string, at: ts.Node): boolean {
    return this.#place(name, at) !== 'global';
  }

  /** How a name is used that is declared nowhere so far, by code that may run when it is: that of a function. */
  awaitedUse(name: string, at: ts.Node): AwaitedUse | undefined {
    if (!isDeferred(at) || this.#place(name, at) !== 'global') return undefined;
    if (ts.isTypeOfExpression(at.parent)) return 'typeof';
    return isRead(at) ? 'read' : 'written';
  }

  #place(name: string, at: ts.Node): Place {
    // The binder escapes names that begin with two underscores.
    const key = ts.escapeLeadingUnderscores(name) as string;
    for (let node: WithLocals = at.parent; node; node = node.parent) {
      if (ts.isSourceFile(node)) {
        const own = this.#file.locals?.get(key);
        if (own && hasValue(own)) return isShared(own) ? 'shared' : isAmbientOnly(own) ? 'global' : 'local';
        return this.#previous.has(name) ? 'shared' : 'global';
      }
      if (bindsItself(node, name)) return 'local';
      const local = node.locals?.get(key);
      if (local && hasValue(local) && !isBeyondParameter(local, node, at)) return 'local';
      const members =
        ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) ? symbolOf(node)?.exports : undefined;
      if (members?.has(key as never)) return 'local';
    }
    return 'global';
  }

  /** Whether a declaration list declares shared variables: at the top, or `var`s outside of functions. */
  declaresShared(list: ts.VariableDeclarationList): boolean {
    if (list.flags & ts.NodeFlags.Using) {
      if ((list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Using) return false;
      if ((list.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing) return false;
    }
    if (list.flags & ts.NodeFlags.BlockScoped)
      return ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent);
    for (let node: ts.Node = list.parent; node; node = node.parent) {
      if (ts.isSourceFile(node)) return true;
      if (ts.isFunctionLike(node) || ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node))
        return false;
    }
    return false;
  }
}

/** Whether code runs when a function is called, not when the cell does. */
export function isDeferred(at: ts.Node): boolean {
  for (let node = at.parent; node && !ts.isSourceFile(node); node = node.parent)
    if (ts.isFunctionLike(node)) return true;
  return false;
}

/** Whether an identifier is read and no more. */
function isRead(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPostfixUnaryExpression(parent)) return false;
  if (ts.isPrefixUnaryExpression(parent)) return isPlainOperator(parent.operator);
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return (
      parent.operatorToken.kind < ts.SyntaxKind.FirstAssignment ||
      parent.operatorToken.kind > ts.SyntaxKind.LastAssignment
    );
  // Targets of destructuring and of loops.
  for (let each: ts.Node = parent, child = node; each; child = each, each = each.parent) {
    if (ts.isBinaryExpression(each) || ts.isForOfStatement(each) || ts.isForInStatement(each)) {
      const target = ts.isBinaryExpression(each) ? each.left : each.initializer;
      const assigns = !ts.isBinaryExpression(each) || each.operatorToken.kind === ts.SyntaxKind.EqualsToken;
      return !(assigns && target === child);
    }
    if (
      !ts.isObjectLiteralElementLike(each) &&
      !ts.isObjectLiteralExpression(each) &&
      !ts.isArrayLiteralExpression(each) &&
      !ts.isSpreadElement(each)
    )
      return true;
  }
  return true;
}

function isPlainOperator(operator: ts.PrefixUnaryOperator): boolean {
  return operator !== ts.SyntaxKind.PlusPlusToken && operator !== ts.SyntaxKind.MinusMinusToken;
}

/** Whether a name stands for a value, as against a type alone. */
export function hasValue(symbol: ts.Symbol): boolean {
  return (symbol.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Alias | ts.SymbolFlags.ExportValue)) !== 0;
}

/** `using` ends with its cell, and `declare` says that the name is somebody else's. */
function isShared(symbol: ts.Symbol): boolean {
  if (!hasValue(symbol)) return false;
  const all = symbol.declarations ?? [];
  return !all.every((node) => isAmbient(node) || isUsing(node));
}

function isAmbientOnly(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).every(isAmbient);
}

function symbolOf(node: WithLocals): ts.Symbol | undefined {
  return node.symbol;
}

function isAmbient(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) !== 0;
}

function isUsing(node: ts.Declaration): boolean {
  const flags = ts.getCombinedNodeFlags(node) & ts.NodeFlags.BlockScoped;
  return flags === ts.NodeFlags.Using || flags === ts.NodeFlags.AwaitUsing;
}

/** Inside a class, enum or namespace its own name is the language's own binding. */
function bindsItself(node: ts.Node, name: string): boolean {
  const named =
    ts.isClassLike(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isFunctionExpression(node);
  return named && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
}

/** A parameter's default value does not see the variables of the function's body. */
function isBeyondParameter(symbol: ts.Symbol, container: ts.Node, at: ts.Node): boolean {
  if (!ts.isFunctionLike(container) || !('body' in container) || !container.body) return false;
  const body = container.body as ts.Node;
  const inBody = (node: ts.Node): boolean => node.pos >= body.pos && node.end <= body.end;
  return !inBody(at) && (symbol.declarations ?? []).every(inBody);
}

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
