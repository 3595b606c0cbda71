import { defaultExport, names } from '../../modules/codeFunction.js';
import { ts } from '../../patches/typescript.js';
import { boundNames } from './sharedDeclarations.js';

/** Collects what a local module exports: exported name → name in its scope. */
export class ModuleExports {
  readonly #entries = new Map<string, string>();

  add(exported: string, local: string): void {
    this.#entries.set(exported, local);
  }

  /** `export const …`, `export function …`, `export default class …`. */
  addModified(node: ts.Statement): void {
    if (!ts.canHaveModifiers(node)) return;
    const kinds = new Set(ts.getModifiers(node)?.map((m) => m.kind));
    if (!kinds.has(ts.SyntaxKind.ExportKeyword)) return;
    if (ts.isVariableStatement(node)) {
      for (const { name } of node.declarationList.declarations)
        for (const bound of boundNames(name)) this.add(bound, bound);
      return;
    }
    const name = (node as ts.DeclarationStatement).name?.text;
    if (kinds.has(ts.SyntaxKind.DefaultKeyword)) this.add('default', name ?? defaultExport);
    else if (name !== undefined) this.add(name, name);
  }

  /** `export default value`. */
  defaultValue(factory: ts.NodeFactory, value: ts.Expression): ts.Statement {
    this.add('default', defaultExport);
    const named = factory.createObjectLiteralExpression([factory.createPropertyAssignment('default', value)]);
    return factory.createExpressionStatement(
      factory.createAssignment(
        factory.createElementAccessExpression(
          factory.createIdentifier(names.scope),
          factory.createStringLiteral(defaultExport),
        ),
        factory.createPropertyAccessExpression(named, 'default'),
      ),
    );
  }

  statement(factory: ts.NodeFactory): ts.Statement {
    const entries = [...this.#entries].map(([exported, local]) =>
      factory.createPropertyAssignment(
        factory.createComputedPropertyName(factory.createStringLiteral(exported)),
        factory.createStringLiteral(local),
      ),
    );
    return call(factory, names.exports, [factory.createObjectLiteralExpression(entries)]);
  }
}

/** `import d, { a as b } from 'm'` as `await __import__('m', [['d', 'default'], ['b', 'a']])`. */
export function importStatement(
  factory: ts.NodeFactory,
  node: ts.ImportDeclaration,
  typeOnly: ReadonlySet<string>,
): ts.Statement[] {
  const clause = node.importClause;
  if (clause?.isTypeOnly) return [];
  const pairs: [string, string][] = [];
  if (clause?.name) pairs.push([clause.name.text, 'default']);
  const bindings = clause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) pairs.push([bindings.name.text, '*']);
  if (bindings && ts.isNamedImports(bindings))
    for (const { isTypeOnly, name, propertyName } of bindings.elements)
      if (!isTypeOnly) pairs.push([name.text, (propertyName ?? name).text]);
  const wanted = pairs.filter(([local]) => !typeOnly.has(local));
  // Only types were imported: nothing to load.
  if (pairs.length > 0 && wanted.length === 0) return [];
  return [ts.setTextRange(importCall(factory, names.import, node.moduleSpecifier, wanted), node)];
}

/** `export … from 'm'` and `export { … }`. */
export function exportStatement(
  factory: ts.NodeFactory,
  node: ts.ExportDeclaration,
  exports: ModuleExports,
): ts.Statement[] {
  if (node.isTypeOnly) return [];
  const from = node.moduleSpecifier;
  const clause = node.exportClause;
  if (!clause) return from ? [importCall(factory, names.exportAll, from, [])] : [];
  const pairs: [string, string][] = [];
  if (ts.isNamespaceExport(clause)) {
    exports.add(clause.name.text, `*${clause.name.text}`);
    pairs.push([`*${clause.name.text}`, '*']);
  } else
    for (const { isTypeOnly, name, propertyName } of clause.elements) {
      if (isTypeOnly) continue;
      const source = (propertyName ?? name).text;
      exports.add(name.text, from ? `*${name.text}` : source);
      pairs.push([`*${name.text}`, source]);
    }
  return from ? [ts.setTextRange(importCall(factory, names.import, from, pairs), node)] : [];
}

function importCall(
  factory: ts.NodeFactory,
  callee: string,
  specifier: ts.Expression,
  pairs: readonly (readonly [string, string])[],
): ts.Statement {
  const bindings = pairs.map((pair) =>
    factory.createArrayLiteralExpression(pair.map((name) => factory.createStringLiteral(name))),
  );
  const args = [specifier, factory.createArrayLiteralExpression(bindings)];
  const made = factory.createCallExpression(factory.createIdentifier(callee), undefined, args);
  return factory.createExpressionStatement(factory.createAwaitExpression(made));
}

function call(factory: ts.NodeFactory, callee: string, args: ts.Expression[]): ts.Statement {
  return factory.createExpressionStatement(
    factory.createCallExpression(factory.createIdentifier(callee), undefined, args),
  );
}
