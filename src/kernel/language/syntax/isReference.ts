import { ts } from '../../patches/typescript.js';

/** Whether an identifier stands for a value, as against the name of a property, a label or a declaration. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (
    ts.isPropertyAssignment(parent) ||
    ts.isBindingElement(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isEnumMember(parent)
  )
    return parent.initializer === node;
  return !(
    ts.isQualifiedName(parent) ||
    (ts.isFunctionLike(parent) && parent.name === node) ||
    ts.isClassLike(parent) ||
    ts.isEnumDeclaration(parent) ||
    ts.isModuleDeclaration(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isMetaProperty(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isNamespaceExport(parent) ||
    ts.isImportAttribute(parent) ||
    ts.isTypeParameterDeclaration(parent) ||
    ts.isJsxAttribute(parent) ||
    ts.isJsxNamespacedName(parent) ||
    isElementName(node)
  );
}

/** `div` in `<div>`: elements of a page are in lower case, components are variables. */
function isElementName(node: ts.Identifier): boolean {
  const { parent, text } = node;
  const isTag =
    ts.isJsxOpeningElement(parent) || ts.isJsxSelfClosingElement(parent) || ts.isJsxClosingElement(parent);
  return isTag && /^[a-z]/.test(text);
}
