import { type BoundSourceFile, ts } from '../../patches/typescript.js';

/** Module specifiers of a file (static, dynamic, `import('…')` types) and its additions to global types. */
export function importedNames(file: BoundSourceFile): {
  literals: ts.StringLiteralLike[];
  augmentations: ts.Node[];
} {
  const literals: ts.StringLiteralLike[] = [];
  const augmentations: ts.Node[] = [];
  const take = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node) && node.text !== '') literals.push(node);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) take(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) take(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) take(node.argument.literal);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
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
