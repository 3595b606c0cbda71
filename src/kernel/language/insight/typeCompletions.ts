import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import type { CompletionItem, Completions } from '../cellEvaluator.js';
import type { TypeWorld } from '../world/typeWorld.js';
import { isSpecifier, packageNames } from './packageNames.js';

/** A signature is computed for so many completions only: more are not looked at, and each takes time. */
const signatures = 60;

/** What the type checker knows could stand at the cursor. */
export function typeCompletions(world: TypeWorld, file: BoundSourceFile, cursor: number): Completions {
  const string = stringAt(file, cursor);
  if (string) return stringCompletions(world, file, cursor, string);
  const word = /[\w$]*$/.exec(file.text.slice(0, cursor))?.[0] ?? '';
  const start = cursor - word.length;
  const members = memberSymbols(world, file, start);
  const items = members
    ? membersMatching(world, members, word, file)
    : entriesMatching(world, file, cursor, word);
  return { items, start, end: cursor };
}

/** The members of what stands before a dot. */
function memberSymbols(world: TypeWorld, file: BoundSourceFile, start: number): ts.Symbol[] | undefined {
  const dot = file.text.slice(0, start).search(/\.\s*$/);
  if (dot < 0) return undefined;
  const access = accessEndingAt(file, dot);
  if (!access) return undefined;
  const { checker } = world;
  const symbol = checker.getSymbolAtLocation(access.expression);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (target && isModuleAlone(target))
    return checker
      .getExportsOfModule(target)
      .filter((each) => each.name !== 'default' && isValue(checker, each));
  const type = checker.getTypeAtLocation(access.expression);
  const present = checker.getNonNullableType(type);
  return checker
    .getApparentType(present)
    .getProperties()
    .filter((each) => !isHidden(each));
}

/** A module or a namespace that is nothing else: `console` and many functions have one beside them. */
function isModuleAlone({ flags }: ts.Symbol): boolean {
  const others =
    ts.SymbolFlags.Variable | ts.SymbolFlags.Function | ts.SymbolFlags.Class | ts.SymbolFlags.Enum;
  return (flags & ts.SymbolFlags.Module) !== 0 && (flags & others) === 0;
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

function isValue(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.flags & ts.SymbolFlags.Value) !== 0;
}

/** Private members and those with names that nobody can write. */
function isHidden(symbol: ts.Symbol): boolean {
  if (
    symbol.name.startsWith('__@') ||
    symbol.name.startsWith('__#') ||
    !/^[A-Za-z_$][\w$]*$/.test(symbol.name)
  )
    return true;
  const declaration = symbol.valueDeclaration;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return declaration !== undefined && (ts.getCombinedModifierFlags(declaration) & hidden) !== 0;
}

function membersMatching(
  world: TypeWorld,
  members: readonly ts.Symbol[],
  word: string,
  file: ts.SourceFile,
): CompletionItem[] {
  const fitting = sortedByName(members, word);
  return fitting.map((symbol, index) =>
    index < signatures && fitting.length <= signatures * 4
      ? described(world, symbol, file)
      : { text: symbol.name, type: kindOf(world.checker, symbol) },
  );
}

/** The members that fit what was typed, in order. A module has hundreds: each name is looked at once. */
function sortedByName(members: readonly ts.Symbol[], word: string): ts.Symbol[] {
  return members
    .map((symbol) => ({ symbol, ...sortKeys(symbol.name, word) }))
    .filter(({ name }) => fits(name, word))
    .sort((a, b) => a.rank - b.rank || compare(a, b))
    .map(({ symbol }) => symbol);
}

/** Values of a string type, keys, names of modules. */
function stringCompletions(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  { node, typed }: StringAt,
): Completions {
  const known = [...serviceEntries(world, file, cursor), ...moduleEntries(world, node, typed)];
  const entries = [...new Map(known.map((entry) => [entry.name, entry])).values()];
  const segment = typed.slice(typed.lastIndexOf('/') + 1);
  const whole = entries.filter(({ name }) => fits(name, typed));
  const word = whole.length > 0 ? typed : segment;
  const fitting = whole.length > 0 ? whole : entries.filter(({ name }) => fits(name, segment));
  const items = fitting.map((entry) => ({ text: entry.name, type: jupyterKind(entry.kind) }));
  return { items, start: cursor - word.length, end: cursor };
}

type Entry = Pick<ts.CompletionEntry, 'name' | 'kind'>;

/** Packages by their names; what lies in them, and files, the language service knows. */
function moduleEntries(world: TypeWorld, node: ts.Node, typed: string): Entry[] {
  if (!isSpecifier(node) || /^\.{0,2}\/|^\.+$/.test(typed)) return [];
  const kind = ts.ScriptElementKind.externalModuleName;
  return packageNames(world.moduleFolders).map((name) => ({ name, kind }));
}

function serviceEntries(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
): readonly ts.CompletionEntry[] {
  const { serviceHost, program } = world;
  return (
    internals.Completions.getCompletionsAtPosition(serviceHost, program, () => {}, file, cursor, {})
      ?.entries ?? []
  );
}

/** Globals, names in scope, keys of an object, values of a string type: the language service knows how. */
function entriesMatching(
  world: TypeWorld,
  file: BoundSourceFile,
  cursor: number,
  word: string,
): CompletionItem[] {
  return serviceEntries(world, file, cursor)
    .filter(({ name }) => fits(name, word) && !name.startsWith('__'))
    .map((entry) => ({ entry, group: sortKeys(entry.sortText, ''), ...sortKeys(entry.name, word) }))
    .sort((a, b) => a.rank - b.rank || compare(a.group, b.group) || compare(a, b))
    .map(({ entry }, index) => {
      const type = jupyterKind(entry.kind);
      const symbol =
        index < signatures / 2 && entry.kind !== 'keyword'
          ? symbolInScope(world, file, entry.name)
          : undefined;
      return symbol ? { ...described(world, symbol, file), type } : { text: entry.name, type };
    });
}

function symbolInScope(world: TypeWorld, file: BoundSourceFile, name: string): ts.Symbol | undefined {
  return (
    file.locals?.get(ts.escapeLeadingUnderscores(name) as string) ??
    world.checker.resolveName(name, undefined, ts.SymbolFlags.Value, false)
  );
}

function described(world: TypeWorld, symbol: ts.Symbol, file: ts.SourceFile): CompletionItem {
  const { checker } = world;
  const type = kindOf(checker, symbol);
  try {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declared = checker.getTypeOfSymbolAtLocation(target, file);
    const [signature] = declared.getCallSignatures();
    const text = signature ? checker.signatureToString(signature) : checker.typeToString(declared);
    return { text: symbol.name, type, signature: text.length > 200 ? `${text.slice(0, 199)}…` : text };
  } catch {
    return { text: symbol.name, type };
  }
}

function fits(name: string, word: string): boolean {
  return name.toLowerCase().startsWith(word.toLowerCase());
}

/** Names that begin exactly as typed come first, internal ones last. */
function rank(name: string, word: string): number {
  return (name.startsWith(word) ? 0 : 1) + (name.startsWith('_') && !word.startsWith('_') ? 2 : 0);
}

interface SortKeys {
  readonly name: string;
  readonly low: string;
  readonly rank: number;
}

function sortKeys(name: string, word: string): SortKeys {
  return { name, low: name.toLowerCase(), rank: rank(name, word) };
}

/** Without regard to case first, lower case before upper case. */
function compare(a: SortKeys, b: SortKeys): number {
  if (a.low !== b.low) return a.low < b.low ? -1 : 1;
  return a.name > b.name ? -1 : a.name < b.name ? 1 : 0;
}

function kindOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
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
function jupyterKind(kind: string): string {
  if (kind === 'const' || kind === 'let' || kind === 'var' || kind === 'parameter' || kind === 'using')
    return 'instance';
  if (kind === 'local function') return 'function';
  if (kind === 'getter' || kind === 'setter') return 'property';
  if (kind === 'alias' || kind === 'external module name') return 'module';
  return kind;
}

/** A string literal, and what has been typed of it up to the cursor. */
interface StringAt {
  readonly node: ts.StringLiteralLike;
  readonly typed: string;
}

/** The string literal that the cursor is in, if it is in one; not behind its closing quote. */
function stringAt(file: BoundSourceFile, cursor: number): StringAt | undefined {
  const node = internals.getTouchingPropertyName(file, Math.max(0, cursor - 1)) as ts.Node & {
    readonly isUnterminated?: boolean;
  };
  if (!ts.isStringLiteralLike(node)) return undefined;
  const [start, end] = [node.getStart(file) + 1, node.end - (node.isUnterminated ? 0 : 1)];
  return cursor >= start && cursor <= end ? { node, typed: file.text.slice(start, cursor) } : undefined;
}

/** What has been typed of the string literal that the cursor is in, if it is in one. */
export function textOfString(file: BoundSourceFile, cursor: number): string | undefined {
  return stringAt(file, cursor)?.typed;
}
