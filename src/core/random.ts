/** The four words of a generator's state; JSON-safe, so that a checkpoint can carry it. */
export type RandomState = readonly [number, number, number, number];

/**
 * The project's only source of randomness: a seeded generator (sfc32, Doty-Humphrey's "small fast counter"),
 * equal on every machine. It is passed to whatever draws, never kept in a global.
 * @example
 * ```ts
 * import { Random } from 'tsvision';
 * const random = new Random(42);
 * random.shuffle([1, 2, 3]).length; // → 3
 * ```
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** @param seed any integer or string; the same seed gives the same sequence. */
  constructor(seed: number | string = 42) {
    const words = seedWords(String(seed));
    [this.#a, this.#b, this.#c, this.#counter] = words;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** Next integer of [0, 2³²). */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** Next number of [0, 1), with 53 random bits. */
  next(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** Uniform number of [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.next();
  }

  /** Number whose logarithm is uniform: as often in [1/s, 1] as in [1, s]. Both bounds must be positive. */
  logUniform(low: number, high: number): number {
    return Math.exp(this.uniform(Math.log(low), Math.log(high)));
  }

  /** Uniform integer of [low, high), or of [0, low) with one argument. */
  int(low: number, high?: number): number {
    const [from, to] = high === undefined ? [0, low] : [low, high];
    return from + Math.floor(this.next() * (to - from));
  }

  /** `true` with probability `p`. */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** Normally distributed number (Box–Muller). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.next());
  }

  /** One item of a non-empty list. */
  choice<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  /** A random order of 0 … n−1. */
  permutation(n: number): number[] {
    return this.shuffle(Array.from({ length: n }, (_, i) => i));
  }

  /** An independent generator that depends on this one's seed state and a label, without advancing this one. */
  fork(label: number | string): Random {
    return new Random(`${this.state.join(',')}/${label}`);
  }

  /** Snapshot, to be given to {@link Random.fromState}. */
  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  set state([a, b, c, counter]: RandomState) {
    [this.#a, this.#b, this.#c, this.#counter] = [a, b, c, counter];
  }

  /** A generator that goes on where the snapshot was taken. */
  static fromState(state: RandomState): Random {
    const random = new Random(0);
    random.state = state;
    return random;
  }
}

/** Four well-mixed words of a text (FNV-1a, then a murmur finaliser for each). */
function seedWords(text: string): [number, number, number, number] {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  const word = (i: number): number => {
    let h = hash ^ Math.imul(i + 1, 0x9e3779b9);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) | 0;
  };
  return [word(0), word(1), word(2), 1];
}
