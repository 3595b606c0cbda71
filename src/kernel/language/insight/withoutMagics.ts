/**
 * A text that is being written, with blanks in place of its magics, so that every position stays. Of a magic that
 * takes code, the code stays.
 */
export function withoutMagics(code: string, cursor: number): string {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  let start = 0;
  const lines = code.split('\n').map((line) => {
    const isHere = cursor >= start && cursor <= start + line.length;
    start += line.length + 1;
    const head = /^\s*%{1,2}(time|timeit|typecheck|capture)\b(\s+-[nr]\s*\d+)*/.exec(line)?.[0];
    if (head !== undefined) return blank(head) + line.slice(head.length);
    return /^\s*(%{1,2}\w|!\w+\s)/.test(line) && !isHere ? blank(line) : line;
  });
  return lines.join('\n');
}
