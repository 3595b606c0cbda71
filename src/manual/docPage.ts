import type TypeScript from 'typescript';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import type { FoundDeclaration } from './declarations.js';

/** What {@link doc} shows: signature, what it does, and where to read on. */
export class DocPage implements Displayable {
  constructor(
    /** As one writes it: `Learner.fitOneCycle`. */
    readonly name: string,
    /** How it is declared, one line for each overload. */
    readonly signature: string,
    /** Its docstring as Markdown. */
    readonly text: string,
    /** Where to read on: a page of the docs, or the source. */
    readonly link: string,
  ) {}

  [jupyterDisplay](): MimeBundle {
    const { name, signature, text, link } = this;
    const code = signature ? `\`\`\`ts\n${signature}\n\`\`\`` : '';
    return {
      'text/markdown': [`### ${name}`, code, text, link].filter(Boolean).join('\n\n'),
      'text/plain': this.toString(),
    };
  }

  toString(): string {
    return [this.name, this.signature, this.text, this.link].filter(Boolean).join('\n\n');
  }
}

/** The declarations without their bodies. */
export function signatureOf({ nodes, source }: FoundDeclaration, ts: typeof TypeScript): string {
  const withBody = (node: TypeScript.Declaration): boolean => (node as { body?: unknown }).body !== undefined;
  // Of an overloaded function users see the overloads, not what implements them.
  const shown = nodes.some((node) => !withBody(node)) ? nodes.filter((node) => !withBody(node)) : nodes;
  return shown.map((node) => headOf(node, source, ts)).join('\n');
}

function headOf(node: TypeScript.Declaration, source: TypeScript.SourceFile, ts: typeof TypeScript): string {
  if (ts.isClassLike(node)) return classHead(node, source, ts);
  const { body, initializer } = node as { body?: TypeScript.Node; initializer?: TypeScript.Node };
  const whole = ts.isVariableDeclaration(node) ? `const ${node.getText(source)}` : node.getText(source);
  const end = body ?? (ts.isVariableDeclaration(node) ? initializer : undefined);
  const head = end ? source.text.slice(node.getStart(source), end.getStart(source)) : whole;
  return head
    .replace(/^(?:export |async |static |override )+/, '')
    .replace(/\s*=?\s*$/, '')
    .trim();
}

/** A class as one uses it: how it is made, and what it has. */
function classHead(
  node: TypeScript.ClassLikeDeclaration,
  source: TypeScript.SourceFile,
  ts: typeof TypeScript,
): string {
  const made = node.members.find(ts.isConstructorDeclaration);
  const parameters = made?.parameters.map((each) =>
    each.getText(source).replace(/\/\*\*[\s\S]*?\*\/\s*/g, ''),
  );
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const members = node.members
    .filter((each) => (ts.getCombinedModifierFlags(each) & hidden) === 0)
    .map((each) => (each.name && ts.isIdentifier(each.name) ? each.name.text : ''))
    .filter(Boolean);
  const list = [...new Set(members)].join(', ');
  return `new ${node.name?.text ?? ''}(${parameters?.join(', ') ?? ''})${list ? `\n// has ${list}` : ''}`;
}

/** The docstring as Markdown: text, parameters, errors, example. */
export function docstringOf({ nodes }: FoundDeclaration, ts: typeof TypeScript): string {
  const comment = nodes
    .flatMap((node) => ts.getJSDocCommentsAndTags(node))
    .find((each): each is TypeScript.JSDoc => ts.isJSDoc(each));
  if (!comment) return '';
  const tags = (comment.tags ?? []).map((tag) => tagText(tag, ts));
  return [textOf(comment.comment, ts), ...tags].filter(Boolean).join('\n\n');
}

function tagText(tag: TypeScript.JSDocTag, ts: typeof TypeScript): string {
  const text = textOf(tag.comment, ts);
  const { text: kind } = tag.tagName;
  if (kind === 'example') return `Example:\n\n${text}`;
  if (ts.isJSDocParameterTag(tag)) return `- \`${tag.name.getText()}\`: ${text.replace(/^-\s*/, '')}`;
  const { typeExpression } = tag as { typeExpression?: TypeScript.Node };
  return `- *${kind}* ${typeExpression ? `${typeExpression.getText()} ` : ''}${text}`;
}

function textOf(comment: TypeScript.JSDoc['comment'], ts: typeof TypeScript): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').replace(/\{@link\s+([^}|\s]+)[^}]*\}/g, '`$1`').trim();
}
