import { type BoundSourceFile, ts } from '../../patches/typescript.js';

/** Module specifiers of a file (static, dynamic, `import('…')` types) and its additions to global types. */
export function importedNames(file: BoundSourceFile): {
  literals: ts.StringLiteralLike[];
  augmentations: ts.Node[];
} {
  const literals: ts.StringLiteralLike[] = [];
  const augmentations: ts.Node[] = [];
  // There `require` says what a module is, as an import does.
  const isJavaScript = (file.flags & ts.NodeFlags.JavaScriptFile) !== 0;
  const take = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node) && node.text !== '') literals.push(node);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) take(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) take(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) take(node.argument.literal);
    else if (ts.isCallExpression(node) && (isImport(node) || (isJavaScript && isRequire(node))))
      take(node.arguments[0]);
    else if (
      ts.isModuleDeclaration(node) &&
      (ts.isStringLiteral(node.name) || node.flags & ts.NodeFlags.GlobalAugmentation)
    ) {
      augmentations.push(node.name);
      take(node.name);
    }
    ts.forEachChild(node, visit);
  };
  if (/\b(import|from|require|declare)\b/.test(file.text)) ts.forEachChild(file, visit);
  return { literals, augmentations };
}

function isImport({ expression }: ts.CallExpression): boolean {
  return expression.kind === ts.SyntaxKind.ImportKeyword;
}

function isRequire({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && expression.text === 'require';
}

/** The import that JSX stands for, as the compiler adds it to a program's files: at no place, and first. */
export function unwrittenImport(file: ts.SourceFile, specifier: string): ts.StringLiteral {
  const literal = ts.factory.createStringLiteral(specifier);
  const statement = ts.factory.createImportDeclaration(undefined, undefined, literal);
  const isSynthesized = ts.NodeFlags.Synthesized;
  Object.assign(statement, { parent: file, flags: statement.flags & ~isSynthesized });
  Object.assign(literal, { parent: statement, flags: literal.flags & ~isSynthesized });
  return literal;
}
