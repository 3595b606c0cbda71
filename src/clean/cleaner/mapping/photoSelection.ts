import type { CleanedItem } from '../cleanerItem.js';

/** Some photos of a cleaner, by number and as they stand: what was selected on the map, or has a tag. */
export class PhotoSelection {
  /** The photos, in the order of their numbers; those in the trash are left out. */
  readonly items: readonly CleanedItem[];

  constructor(items: readonly (CleanedItem | undefined)[]) {
    this.items = items.filter((item) => item !== undefined);
  }

  /** Numbers by which the cleaner's methods know them. */
  get indices(): number[] {
    return this.items.map(({ index }) => index);
  }

  /** How many there are. */
  get length(): number {
    return this.items.length;
  }

  [Symbol.iterator](): Iterator<CleanedItem> {
    return this.items[Symbol.iterator]();
  }

  toString(): string {
    const names = this.items.slice(0, 3).map(({ path }) => path.split(/[\\/]/).slice(-2).join('/'));
    const more = this.length > 3 ? ', …' : '';
    return `${this.length} photo${this.length === 1 ? '' : 's'}${names.length > 0 ? `: ${names.join(', ')}${more}` : ''}`;
  }
}
