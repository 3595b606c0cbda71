const plain = /^[\x20-\x7e]*$/;

/** Text as it is compared: without case, accents and the ways in which Unicode writes the same letter. */
export function comparable(text: string): string {
  // Most names are plain, and there are many of them.
  if (plain.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '');
}

/** Runs of letters and digits of a comparable text, in order. */
export function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Whether a text has these words one after the other.
 * @param whole or whether the last of them is only how a word begins
 */
export function hasWords(tokens: readonly string[], wanted: readonly string[], whole: boolean): boolean {
  const last = wanted.length - 1;
  if (last < 0) return false;
  for (let start = 0; start + last < tokens.length; start++) {
    const fits = wanted.every((word, i) => {
      const token = tokens[start + i] as string;
      return i < last || whole ? token === word : token.startsWith(word);
    });
    if (fits) return true;
  }
  return false;
}
