import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import { type Documentation, documentationOf } from './documentation.js';
import { signaturesBehindName } from './signaturesBehindName.js';

/** How something is written or called, and what is said about that. */
export interface Signature {
  readonly text: string;
  readonly documentation: Documentation | undefined;
}

/** Types by their names alone, not by the files that they are in. */
const asImported = ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** Of more than so many overloads only these are shown. */
const mostOverloads = 20;

/**
 * What a symbol is, as TypeScript shows it; of what has several signatures each, and first the one that is called at
 * this place.
 */
export function signaturesOf(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  node: ts.Node,
  file: BoundSourceFile,
): Signature[] {
  // TypeScript would name the file that it is.
  if (ts.isStringLiteralLike(node) && symbol.flags & ts.SymbolFlags.Module)
    return [{ text: `module ${JSON.stringify(node.text)}`, documentation: undefined }];
  const target = targetOf(checker, symbol);
  const text = displayed(checker, symbol, node, file);
  const overloads = overloadsAt(checker, target, node);
  if (overloads.length < 2) {
    const documented = (target.declarations ?? []).map(documentationOf).find((each) => each !== undefined);
    const called = signaturesBehindName(checker, target, node, text);
    return [{ text: [text, ...called].join('\n'), documentation: documented }];
  }
  const called = calledSignature(checker, node);
  const first = overloads.find(({ declaration }) => declaration === called?.declaration) ?? overloads[0];
  const others = overloads.filter((each) => each !== first).slice(0, mostOverloads - 1);
  return [
    { text: text.replace(/ \(\+\d+ overloads?\)$/, ''), documentation: documentationFor(first) },
    ...others.map((each) => ({
      text: head(text, target, node) + checker.signatureToString(each, undefined, asImported),
      documentation: documentationFor(each),
    })),
  ];
}

/** What a name that is imported stands for. */
export function targetOf(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function displayed(checker: ts.TypeChecker, symbol: ts.Symbol, node: ts.Node, file: BoundSourceFile): string {
  return internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    file,
    undefined,
    node,
  )
    .displayParts.map(({ text }) => text)
    .join('')
    .replace(/^\(alias\) /, '')
    .replace(/\n(import|export) .*$/, '');
}

function overloadsAt(checker: ts.TypeChecker, target: ts.Symbol, node: ts.Node): readonly ts.Signature[] {
  const call = callOf(node);
  if (!(target.flags & (call ? named | held : named))) return [];
  const type = checker.getTypeOfSymbolAtLocation(target, node);
  if (call && ts.isNewExpression(call)) return type.getConstructSignatures();
  return target.flags & ts.SymbolFlags.Class ? [] : type.getCallSignatures();
}

/** What has signatures of its own, and what holds a value that may have some, as `Map` does. */
const named = ts.SymbolFlags.Function | ts.SymbolFlags.Method | ts.SymbolFlags.Class;
const held = ts.SymbolFlags.Variable | ts.SymbolFlags.Property;

/** The call whose callee this is. */
function callOf(node: ts.Node): ts.CallLikeExpression | undefined {
  const { parent } = node;
  const callee = ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node;
  const call = callee.parent;
  return (ts.isCallExpression(call) || ts.isNewExpression(call)) && call.expression === callee
    ? call
    : undefined;
}

function calledSignature(checker: ts.TypeChecker, node: ts.Node): ts.Signature | undefined {
  const call = callOf(node);
  return call && checker.getResolvedSignature(call);
}

function documentationFor(signature: ts.Signature | undefined): Documentation | undefined {
  return signature?.declaration && documentationOf(signature.declaration);
}

/** What stands before the parameters: `function name`, `(method) Type.name`; of a value that is called, its name. */
function head(text: string, target: ts.Symbol, node: ts.Node): string {
  const { name } = target;
  const call = callOf(node);
  if (target.flags & held) return call && ts.isNewExpression(call) ? `new ${name}` : name;
  const escaped = name.replaceAll('$', '\\$');
  return new RegExp(`^[\\s\\S]*?(?<![\\w$])${escaped}(?=[<(])`).exec(text)?.[0] ?? name;
}
