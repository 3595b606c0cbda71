import ts from 'typescript';
import {
  type EntryPoint,
  isGroup,
  isHidden,
  ownDeclarations,
  type PublicApi,
  type PublicName,
} from './publicApi.js';

/**
 * The API as text, by entry point: each name with its signature, sorted, so that a change of it is a line of a diff.
 * What two entry points have is written out once, at the first of them.
 */
export function apiReports({ checker, entries }: PublicApi): Map<string, string> {
  const homes = new Map<ts.Symbol, string>();
  for (const { name, symbol, place } of placesOf(entries))
    if (!homes.has(symbol)) homes.set(symbol, place + name);
  const line = (entry: EntryPoint, { name, symbol }: PublicName): string => {
    if (isGroup(symbol)) return `${name}.*`;
    const home = homes.get(symbol);
    return home === `${entry.name} ${name}` ? `${name}\n${signatures(checker, symbol)}` : `${name}: ${home}`;
  };
  return new Map(
    entries.map((entry) => {
      const names = [...entry.names].sort((a, b) => (a.name < b.name ? -1 : 1));
      return [entry.name, names.map((name) => `${line(entry, name)}\n`).join('')];
    }),
  );
}

/** Flat names before names of groups: `errors.X` is at home in `tsvision/errors`. */
function placesOf(entries: readonly EntryPoint[]): (PublicName & { readonly place: string })[] {
  const all = entries.flatMap(({ name, names }) => names.map((one) => ({ ...one, place: `${name} ` })));
  return all.sort((a, b) => Number(a.name.includes('.')) - Number(b.name.includes('.')));
}

const printer = ts.createPrinter({ removeComments: true });

/** Declarations without comments, bodies and what is not for users. */
function signatures(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const declarations = ownDeclarations(symbol);
  if (declarations.length === 0) return '  (of a library)';
  return declarations.map((one) => indented(signature(checker, one))).join('\n');
}

function signature(checker: ts.TypeChecker, declaration: ts.Declaration): string {
  if (ts.isTypeAliasDeclaration(declaration) && isComputed(declaration.type)) {
    const type = checker.getTypeAtLocation(declaration);
    const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
    return `type ${declaration.name.text} = ${checker.typeToString(type, undefined, flags)}`;
  }
  const node = ts.transform(declaration, [withoutHidden]).transformed[0] as ts.Node;
  return printer
    .printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
    .replace(/^export |^declare /g, '')
    .replace(/^declare /, '');
}

/** What a schema infers says nothing by its text. */
const isComputed = (type: ts.TypeNode): boolean => type.getText().includes('z.infer');

const withoutHidden: ts.TransformerFactory<ts.Node> = (context) => (root) => {
  const visit = (node: ts.Node): ts.Node | undefined => {
    if ((ts.isClassElement(node) || ts.isTypeElement(node)) && isHidden(node)) return undefined;
    return ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(root, visit, context);
};

const indented = (text: string): string => text.replace(/^/gm, '  ').replace(/[ \t]+$/gm, '');
