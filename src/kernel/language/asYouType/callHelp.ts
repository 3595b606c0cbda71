import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import { documentationOf } from '../insight/documentation.js';
import type { TypeWorld } from '../world/typeWorld.js';
import type { CallHelp, CallSignature } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** Nobody takes a question back: each is answered within milliseconds. */
const neverCancelled: ts.CancellationToken = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => {},
};

/** How the function can be called whose arguments are being written at a place. */
export function callHelpAt(world: TypeWorld, cell: WrittenCell, offset: number): CallHelp | undefined {
  const at = cell.text.toChecked(offset);
  if (at === undefined) return undefined;
  const { file } = cell.types;
  const found = internals.SignatureHelp.getSignatureHelpItems(
    world.program,
    file,
    at,
    undefined,
    neverCancelled,
  );
  if (!found) return undefined;
  const about = documentationAt(world, file, at);
  return {
    signatures: found.items.map((item) => signatureOf(item, about)),
    signature: found.selectedItemIndex,
    parameter: found.argumentIndex,
  };
}

/** What the comment above the called function says. */
interface CallDocumentation {
  readonly text: string;
  readonly parameters: ReadonlyMap<string, string>;
}

function signatureOf(item: ts.SignatureHelpItem, about: CallDocumentation): CallSignature {
  const said = (parts: readonly ts.SymbolDisplayPart[]): string => parts.map(({ text }) => text).join('');
  let label = said(item.prefixDisplayParts);
  const parameters = item.parameters.map((parameter, index) => {
    if (index > 0) label += said(item.separatorDisplayParts);
    const start = label.length;
    label += said(parameter.displayParts);
    return { start, end: label.length, text: about.parameters.get(parameter.name) ?? '' };
  });
  return { label: label + said(item.suffixDisplayParts), parameters, documentation: about.text };
}

function documentationAt({ checker }: TypeWorld, file: BoundSourceFile, at: number): CallDocumentation {
  const call = callAround(file, at);
  const declaration = call && checker.getResolvedSignature(call)?.declaration;
  const found = declaration && !ts.isJSDocSignature(declaration) ? documentationOf(declaration) : undefined;
  const tags = (found?.tags ?? []).filter(([name]) => name === 'param');
  const parameters = tags.map(([, text]) => {
    const [, name = '', said = ''] = /^\[?([\w$]+)[^\s]*\s*(?:-\s*)?([\s\S]*)$/.exec(text) ?? [];
    return [name, said] as const;
  });
  return { text: found?.text ?? '', parameters: new Map(parameters) };
}

function callAround(file: BoundSourceFile, at: number): ts.CallLikeExpression | undefined {
  const before = Math.max(0, file.text.slice(0, at).trimEnd().length - 1);
  let node: ts.Node | undefined = internals.getTouchingPropertyName(file, before);
  for (; node; node = node.parent)
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression.end < at) return node;
  return undefined;
}
