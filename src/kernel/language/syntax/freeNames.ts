import { ts } from '../../patches/typescript.js';
import { isReference } from './isReference.js';
import { parseText } from './parseText.js';

/** Names that a text uses but does not declare itself. */
export function freeNames(text: string): string[] {
  const file = parseText('names.ts', text, ts.ScriptTarget.ESNext, { hasParents: true });
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const isDeclaration =
        (node.parent as ts.NamedDeclaration).name === node && !ts.isPropertyAccessExpression(node.parent);
      if (isDeclaration) declared.add(node.text);
      else if (isReference(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...used].filter((name) => !declared.has(name) && name !== 'undefined');
}

/** Names that a text declares at any depth. */
export function declaredNames(text: string): Set<string> {
  const file = parseText('names.ts', text, ts.ScriptTarget.ESNext, { hasParents: true });
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { name } = node as ts.NamedDeclaration;
    if (name && ts.isIdentifier(name) && !ts.isPropertyAccessExpression(node)) found.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
