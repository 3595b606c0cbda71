// The share of two compared models in the messages between an ImageCleaner and its view. The browser loads this too:
// `zod/mini`.

import * as z from 'zod/mini';

const compared = z.enum(['differ', 'onlyA', 'onlyB', 'bothWrong', 'bothRight']);

/** Which photos of a comparison are shown: those about which the models differ, or by who is right, given the class as decided. */
export type ComparedPart = z.infer<typeof compared>;

/** All of them, in the order in which a view offers them. */
export const comparedParts: readonly ComparedPart[] = compared.options;

/** Field that a comparison adds to the filter. */
export const compareFilter = { compared: z.optional(compared) };

const share = z.number();

/** What two models say of a photo: numbers of classes, and how sure each is, 0 to 1. */
export const rivals = z.object({ a: z.int(), b: z.int(), sureA: share, sureB: share });

/** Two models of which the cleaner shows where they differ. */
export interface ComparisonState {
  /** What the two are called. */
  readonly names: readonly [string, string];
  /** Photos of each part, when the list was last made. */
  readonly counts: Readonly<Record<ComparedPart, number>>;
}

/** Attribute of the model that a comparison adds. */
export interface CompareAttributes {
  /** The comparison; `null`: there is none. */
  comparison: ComparisonState | null;
}
