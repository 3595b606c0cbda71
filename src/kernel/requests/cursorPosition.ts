// Jupyter counts Unicode code points, JavaScript counts UTF-16 units: they differ behind an emoji.

/** UTF-16 position of a position in code points; beyond the end is the end. */
export function utf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < text.length; left--) offset += widthAt(text, offset);
  return offset;
}

/** Position in code points of a UTF-16 position. */
export function codePointOffset(text: string, utf16: number): number {
  let count = 0;
  for (let offset = 0; offset < utf16 && offset < text.length; count++) offset += widthAt(text, offset);
  return count;
}

function widthAt(text: string, offset: number): 1 | 2 {
  return (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
}
