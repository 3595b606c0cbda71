import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';

/** What has been typed of the string literal that the cursor is in, if it is in one. */
export function textOfString(file: BoundSourceFile, cursor: number): string | undefined {
  const node = internals.getTouchingPropertyName(file, Math.max(0, cursor - 1));
  if (!ts.isStringLiteralLike(node)) return undefined;
  const start = node.getStart(file) + 1;
  return cursor >= start ? file.text.slice(start, cursor) : undefined;
}
