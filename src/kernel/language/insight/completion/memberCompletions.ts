import { type BoundSourceFile, type Checker, ts } from '../../../patches/typescript.js';
import type { CompletionItem } from '../../cellEvaluator.js';
import type { TypeWorld } from '../../world/typeWorld.js';
import { described, kindOf, signatures } from './items.js';
import { compareNames, compareRanks, fits, sortKeys } from './ranking.js';

/** The members of what stands before a dot; `undefined` where there is no dot. */
export function memberCompletions(
  world: TypeWorld,
  file: BoundSourceFile,
  start: number,
  word: string,
): CompletionItem[] | undefined {
  const dot = file.text.slice(0, start).search(/\.\s*$/);
  const access = dot < 0 ? undefined : accessEndingAt(file, dot);
  if (!access) return undefined;
  const fitting = sortedByName(memberSymbols(world, access), word);
  return fitting.map((symbol, index) => {
    return index < signatures && fitting.length <= signatures * 4
      ? described(world, symbol, file)
      : { text: symbol.name, type: kindOf(world.checker, symbol) };
  });
}

function accessEndingAt(file: BoundSourceFile, dot: number): ts.PropertyAccessExpression | undefined {
  let found: ts.PropertyAccessExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > dot || node.end < dot) return;
    if (ts.isPropertyAccessExpression(node) && node.expression.end <= dot && node.name.pos >= dot)
      found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function memberSymbols({ checker }: TypeWorld, access: ts.PropertyAccessExpression): ts.Symbol[] {
  const symbol = checker.getSymbolAtLocation(access.expression);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (target && isModuleAlone(target))
    return checker
      .getExportsOfModule(target)
      .filter((each) => each.name !== 'default' && isValue(checker, each));
  const type = checker.getNonNullableType(checker.getTypeAtLocation(access.expression));
  return checker
    .getApparentType(type)
    .getProperties()
    .filter((each) => isWritable(each) && isAllowed(checker, access, type, each));
}

/** A module or a namespace that is nothing else: `console` and many functions have one beside them. */
function isModuleAlone({ flags }: ts.Symbol): boolean {
  const others =
    ts.SymbolFlags.Variable | ts.SymbolFlags.Function | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;
  return (flags & ts.SymbolFlags.Module) !== 0 && (flags & others) === 0;
}

function isValue(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.flags & ts.SymbolFlags.Value) !== 0;
}

/** Whether it has a name that one can write behind a dot. */
function isWritable(symbol: ts.Symbol): boolean {
  return /^#?[A-Za-z_$][\w$]*$/.test(symbol.name) && !symbol.name.startsWith('__@');
}

/** Private and protected members are there inside their class alone. */
function isAllowed(
  checker: Checker,
  access: ts.PropertyAccessExpression,
  type: ts.Type,
  symbol: ts.Symbol,
): boolean {
  const { valueDeclaration: declaration } = symbol;
  if (!declaration) return true;
  if (symbol.name.startsWith('#'))
    return ts.findAncestor(access, (each) => each === declaration.parent) !== undefined;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if ((ts.getCombinedModifierFlags(declaration) & hidden) === 0) return true;
  return checker.isValidPropertyAccessForCompletions(access, type, symbol);
}

/** The members that fit what was typed, in order. A module has hundreds: each name is looked at once. */
function sortedByName(members: readonly ts.Symbol[], word: string): ts.Symbol[] {
  return members
    .filter((symbol) => fits(symbol.name, word))
    .map((symbol) => ({ symbol, ...sortKeys(symbol.name, word, symbol) }))
    .sort((a, b) => compareRanks(a, b) || compareNames(a, b))
    .map(({ symbol }) => symbol);
}
