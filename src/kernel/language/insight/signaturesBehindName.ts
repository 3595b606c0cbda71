import { ts } from '../../patches/typescript.js';

const mostShown = 3;
const kinds = [
  [ts.SignatureKind.Call, ''],
  [ts.SignatureKind.Construct, 'new '],
] as const;

/**
 * How a value is called, a line each, where what is shown of it names a type and no more: `const sharp:
 * SharpConstructor`, `class Vector3`.
 */
export function signaturesBehindName(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
  node: ts.Node,
  shown: string,
): readonly string[] {
  if (!(symbol.flags & ts.SymbolFlags.Value) || shown.replace(/^\([a-z ]+\) /, '').includes('(')) return [];
  const type = checker.getTypeOfSymbolAtLocation(symbol, node);
  const lines = kinds.flatMap(([kind, keyword]) =>
    checker
      .getSignaturesOfType(type, kind)
      .map((signature) => `${keyword}${node.getText()}${checker.signatureToString(signature, node)}`),
  );
  const others = lines.length - mostShown;
  return others > 0 ? [...lines.slice(0, mostShown), `(+${others} more)`] : lines;
}
