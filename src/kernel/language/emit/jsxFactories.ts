import { names } from '../../modules/codeFunction.js';
import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import { runtimeImport } from '../syntax/jsxRuntime.js';

/**
 * The classic runtime calls `h` or `React.createElement`, names that stand nowhere in the text: where they are shared
 * variables, the calls are told so by the pragma comments that name them.
 */
export function shareFactories(
  file: BoundSourceFile,
  options: ts.CompilerOptions,
  isShared: (name: string) => boolean,
): void {
  if (file.languageVariant !== ts.LanguageVariant.JSX || runtimeImport(file, options) !== undefined) return;
  const { jsxFactory, jsxFragmentFactory, reactNamespace = 'React' } = options;
  // The compiler has looked at them already, for what it reports.
  for (const part of ['Factory', 'Namespace', 'FragmentFactory', 'FragmentNamespace'])
    Object.assign(file, { [`localJsx${part}`]: undefined });
  share('jsx', jsxFactory ?? `${reactNamespace}.createElement`);
  share('jsxfrag', jsxFragmentFactory ?? `${reactNamespace}.Fragment`);

  function share(pragma: string, otherwise: string): void {
    const written = [file.pragmas.get(pragma)].flat()[0]?.arguments.factory ?? otherwise;
    if (!isShared(written.split('.')[0] as string)) return;
    file.pragmas.set(pragma, { arguments: { factory: `${names.scope}.${written}` } });
  }
}

/**
 * The automatic runtime writes imports of its own when ours have been rewritten. They become declarations: code of a
 * cell is the body of a function.
 */
export const runtimeImports: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  if (!file.statements.some(ts.isImportDeclaration)) return file;
  const statements = file.statements.map((each) =>
    ts.isImportDeclaration(each) ? declaration(context.factory, each) : each,
  );
  return context.factory.updateSourceFile(
    file,
    ts.setTextRange(context.factory.createNodeArray(statements), file.statements),
  );
};

/** `import { jsx as _jsx } from "m"` as `const { jsx: _jsx } = await __dynamicImport__("m")`. */
function declaration(
  f: ts.NodeFactory,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
): ts.Statement {
  const named = importClause?.namedBindings as ts.NamedImports;
  const elements = named.elements.map(({ name, propertyName }) =>
    f.createBindingElement(undefined, propertyName as ts.Identifier | undefined, name),
  );
  const imported = f.createCallExpression(f.createIdentifier(names.dynamicImport), undefined, [
    moduleSpecifier,
  ]);
  const value = f.createAwaitExpression(imported);
  const made = f.createVariableDeclaration(
    f.createObjectBindingPattern(elements),
    undefined,
    undefined,
    value,
  );
  return f.createVariableStatement(undefined, f.createVariableDeclarationList([made], ts.NodeFlags.Const));
}
