import { imagenetSynonyms } from './generated/imagenetSynonyms.js';
import { comparable, hasWords, tokensOf } from './textTokens.js';

/** Two kinds of crane, which WordNet calls the same. */
const meanings: Readonly<Record<number, string>> = { 134: 'crane (bird)', 517: 'crane (machine)' };

/**
 * What ImageNet's 1,000 classes are called, in the order of a network's outputs: WordNet's first word for each, or the
 * next one where an earlier class has it. No two are alike.
 * @example
 * ```ts
 * import { imagenetWords } from 'tsvision';
 * imagenetWords[917]; // → comic book
 * ```
 */
export const imagenetWords: readonly string[] = distinctWords();

function distinctWords(): string[] {
  const taken = new Set<string>();
  return imagenetSynonyms.map((synonyms, place) => {
    const words = [meanings[place] ?? [], synonyms.split(', ')].flat();
    const word = words.find((one) => !taken.has(one)) ?? `${words[0]} (${place})`;
    taken.add(word);
    return word;
  });
}

/** The words of each synonym of each class, as they are compared. */
let namesOfClasses: readonly (readonly (readonly string[])[])[] | undefined;

/**
 * Which classes a term of a query names by one of their synonyms: 1 for each of them.
 * @param tokens the words of the term, as they are compared; none: nothing is named
 */
export function wordsAskedFor({
  tokens,
  whole,
}: {
  readonly tokens: readonly string[];
  readonly whole: boolean;
}): Uint8Array {
  namesOfClasses ??= imagenetSynonyms.map((synonyms, place) =>
    [...new Set([imagenetWords[place] ?? '', ...synonyms.split(', ')])].map((name) =>
      tokensOf(comparable(name)),
    ),
  );
  return Uint8Array.from(namesOfClasses, (names) =>
    Number(names.some((name) => hasWords(name, tokens, whole))),
  );
}
