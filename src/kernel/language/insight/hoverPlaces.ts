import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';

/** A symbol that a text may be asked about, and where. */
export interface HoverPlace {
  readonly node: ts.Node;
  readonly symbol: ts.Symbol;
  /** The type that is wanted of a string, if it has a name: `type Level = "low" | "high"`. */
  readonly alias?: string;
}

/** The name at or before the cursor, or what a string there is for; then what is being called around it. */
export function* hoverPlaces(
  checker: ts.TypeChecker,
  file: BoundSourceFile,
  cursor: number,
): Generator<HoverPlace, void> {
  for (const position of [cursor, cursor - 1]) {
    const node = position >= 0 ? internals.getTouchingPropertyName(file, position) : undefined;
    const symbol = node && symbolAt(checker, node);
    if (symbol) yield { node, symbol, ...(ts.isStringLiteralLike(node) ? aliasFor(checker, node) : {}) };
  }
  for (const node of calleesAround(file, cursor)) {
    const symbol = checker.getSymbolAtLocation(node);
    if (symbol) yield { node, symbol };
  }
}

function symbolAt(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  if (ts.isStringLiteralLike(node)) return ofString(checker, node);
  if (node.kind === ts.SyntaxKind.ThisKeyword) return checker.getSymbolAtLocation(node);
  if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return undefined;
  return keyWanted(checker, node) ?? checker.getSymbolAtLocation(node);
}

/** A module by its name; of a string that is one of a few, the property or the parameter that it is for. */
function ofString(checker: ts.TypeChecker, node: ts.StringLiteralLike): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol) return symbol;
  const wanted = checker.getContextualType(node);
  if (!wanted || !oneOfStrings(wanted)) return undefined;
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return keyWanted(checker, parent.name);
  return ts.isCallExpression(parent) || ts.isNewExpression(parent)
    ? parameterFor(checker, parent, node)
    : undefined;
}

function aliasFor(checker: ts.TypeChecker, node: ts.StringLiteralLike): { alias: string } | undefined {
  const type = checker.getContextualType(node);
  const wanted = type && checker.getNonNullableType(type);
  if (!wanted?.aliasSymbol) return undefined;
  const text = checker.typeToString(wanted, undefined, ts.TypeFormatFlags.InTypeAlias);
  return { alias: `type ${wanted.aliasSymbol.name} = ${text}` };
}

function oneOfStrings(type: ts.Type): boolean {
  return type.isUnion() ? type.types.some((each) => each.isStringLiteral()) : type.isStringLiteral();
}

/** What the type that an object literal shall have says about one of its keys. */
function keyWanted(checker: ts.TypeChecker, name: ts.Node): ts.Symbol | undefined {
  const { parent } = name;
  const isKey =
    (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) && parent.name === name;
  if (!isKey || !ts.isObjectLiteralExpression(parent.parent)) return undefined;
  const type = checker.getContextualType(parent.parent);
  return type && propertyOf(checker.getNonNullableType(type), (name as ts.Identifier).text);
}

/** Of several types of objects, the first that has it. */
function propertyOf(type: ts.Type, name: string): ts.Symbol | undefined {
  const types = type.isUnion() ? type.types : [];
  return (
    type.getProperty(name) ?? types.map((each) => each.getProperty(name)).find((each) => each !== undefined)
  );
}

function parameterFor(
  checker: ts.TypeChecker,
  call: ts.CallExpression | ts.NewExpression,
  argument: ts.Expression,
): ts.Symbol | undefined {
  const parameters = checker.getResolvedSignature(call)?.parameters ?? [];
  return parameters[call.arguments?.indexOf(argument) ?? -1];
}

/** Innermost first. */
function calleesAround(file: BoundSourceFile, cursor: number): ts.Node[] {
  const found: ts.Node[] = [];
  const before = Math.max(0, file.text.slice(0, cursor).trimEnd().length - 1);
  let node: ts.Node | undefined = internals.getTouchingPropertyName(file, before);
  for (; node; node = node.parent)
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression.end < cursor) {
      const callee = node.expression;
      found.push(ts.isPropertyAccessExpression(callee) ? callee.name : callee);
    }
  return found;
}
