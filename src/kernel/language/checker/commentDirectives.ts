import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';

/** TypeScript's numbers: an error that was to be expected did not come. */
const unusedExpectation = 2578;

/**
 * What is left of a file's diagnostics when `// @ts-ignore` and `// @ts-expect-error` have had their say, each about
 * the next line that is no comment: as the compiler does for the files of a program, which cells are not.
 */
export function heedDirectives(
  file: BoundSourceFile,
  diagnostics: readonly ts.Diagnostic[],
): readonly ts.Diagnostic[] {
  if (!file.commentDirectives || file.commentDirectives.length === 0) return diagnostics;
  const directives = internals.createCommentDirectivesMap(file, file.commentDirectives);
  const left = diagnostics.filter((each) => !isExpected(file, each, directives));
  const unused = directives.getUnusedExpectations().map(({ range }) => ({
    category: ts.DiagnosticCategory.Error,
    code: unusedExpectation,
    file,
    start: range.pos,
    length: range.end - range.pos,
    messageText: "Unused '@ts-expect-error' directive.",
  }));
  return [...left, ...unused];
}

function isExpected(
  file: BoundSourceFile,
  { start = 0 }: ts.Diagnostic,
  directives: { markUsed(line: number): boolean },
): boolean {
  const lines = file.getLineStarts();
  for (let line = ts.getLineAndCharacterOfPosition(file, start).line - 1; line >= 0; line--) {
    if (directives.markUsed(line)) return true;
    const text = file.text.slice(lines[line], lines[line + 1]).trim();
    if (text !== '' && !text.startsWith('//')) return false;
  }
  return false;
}
