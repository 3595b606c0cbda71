import type { MoveRecord } from '../../../data/index.js';

/** Numbers of the photos by the name, relative to the root, that they had at some time. */
export type Places = ReadonlyMap<string, number>;

/** Names that files have and had: what they led to before some moves. */
type Before = readonly (readonly [name: string, number: number | undefined])[];

/**
 * What the photos of today were called at each time of a journal, from its beginning on: a photo that moved to another
 * class, or came back from there, is found under the name that it had, and a file that has the name of one that went to
 * the trash is not taken for it.
 */
export class NamesOverTime {
  readonly #places: Map<string, number>;
  /** Of each move that lies ahead, the next one last: the names as they are after it. */
  readonly #ahead: Before[] = [];

  /**
   * @param moves what has really been moved, oldest first
   * @param today names as they are now
   */
  constructor(moves: readonly MoveRecord[], today: Places) {
    this.#places = new Map(today);
    for (const record of [...moves].reverse()) this.#ahead.push(this.#goBack(record));
  }

  /** Names at this time. */
  get places(): Places {
    return this.#places;
  }

  /** Goes on beyond the next moves. */
  pass(): void {
    for (const [name, number] of this.#ahead.pop() ?? []) this.#set(name, number);
  }

  #goBack({ moves }: MoveRecord): Before {
    const names = moves.flatMap(({ from, to }) => [from, to]);
    const after = names.map((name) => [name, this.#places.get(name)] as const);
    const moved = moves.map(({ from, to }) => [from, this.#places.get(to)] as const);
    for (const { to } of moves) this.#places.delete(to);
    for (const [from, number] of moved) this.#set(from, number);
    return after;
  }

  #set(name: string, number: number | undefined): void {
    if (number === undefined) this.#places.delete(name);
    else this.#places.set(name, number);
  }
}
