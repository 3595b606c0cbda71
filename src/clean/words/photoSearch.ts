import { wordsAskedFor } from './imagenetWords.js';
import type { PhotoWords } from './photoWords.js';
import { namesTerm, parseQuery, type SearchTerm } from './searchQuery.js';
import { comparable, hasWords, tokensOf } from './textTokens.js';

/** What is known of a photo besides its words. */
export interface SearchedPhoto {
  /** Name of the file, without its folder. */
  readonly name: string;
  /** The class as it is now. */
  readonly label: string | undefined;
  readonly tags: readonly string[];
}

/** A text inside a word of a file name (`12` in `00000123.jpg`) counts as little as that. */
const insideName = 0.01;

/**
 * Search among photos by ImageNet's words, classes, tags and parts of file names. A photo's score for a
 * term is the probability of the word (of several words that a term names, their sum), and 1 more where its class, a
 * tag or its file is called so; of several terms their product.
 */
export class PhotoSearch {
  /** File names of photos by number, and as they are compared. */
  readonly #names: string[] = [];
  readonly #compared: string[] = [];

  /** @param words of the photos. @default none yet */
  constructor(private words?: PhotoWords) {}

  /** The words are there, or other ones. */
  setWords(words: PhotoWords): void {
    this.words = words;
  }

  /**
   * @param photoAt a photo of 0 … `count` − 1
   * @returns for each photo its score, 0 for one that is not found; `undefined` for a query that asks for nothing
   */
  scores(query: string, count: number, photoAt: (index: number) => SearchedPhoto): Float64Array | undefined {
    const terms = parseQuery(query);
    if (terms.length === 0) return undefined;
    const scores = new Float64Array(count).fill(1);
    for (const term of terms) {
      const scoreOf = this.#scorer(term);
      for (let i = 0; i < count; i++) {
        const before = scores[i] as number;
        // What an earlier term has left out is not looked at again.
        if (before === 0) continue;
        const score = scoreOf(i, photoAt(i));
        scores[i] = term.refused ? (score === 0 ? before : 0) : before * score;
      }
    }
    return scores;
  }

  #scorer(term: SearchTerm): (index: number, photo: SearchedPhoto) => number {
    const { field } = term;
    const asks = (one: typeof field): boolean => field === 'any' || field === one;
    const [inClass, inTags, inFile] = [asks('class'), asks('tag'), asks('file')];
    const asked = asks('word') ? wordsAskedFor(term) : undefined;
    const words = asked?.includes(1) ? this.words : undefined;
    const isNamed = remembered((name: string) => namesTerm(name, term));
    return (index, { name, label, tags }) => {
      const probability = words && asked ? words.sum(index, asked) : 0;
      const named = (inClass && label !== undefined && isNamed(label)) || (inTags && tags.some(isNamed));
      if (named) return probability + 1;
      return probability + (inFile ? this.#inName(index, name, term) : 0);
    };
  }

  #inName(index: number, name: string, { text, tokens, whole }: SearchTerm): number {
    if (this.#names[index] !== name) {
      this.#names[index] = name;
      this.#compared[index] = comparable(name);
    }
    const compared = this.#compared[index] as string;
    const at = compared.indexOf(tokens[0] ?? text);
    if (at < 0) return 0;
    // At its very beginning: no need to take the name apart.
    if (tokens.length === 0 || (at === 0 && tokens.length === 1 && !whole)) return 1;
    if (hasWords(tokensOf(compared), tokens, whole)) return 1;
    return !whole && compared.includes(text) ? insideName : 0;
  }
}

/** Asks once for each text: there are few classes and tags, and many photos. */
function remembered(ask: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = ask(text);
      answers.set(text, answer);
    }
    return answer;
  };
}
