import { z } from 'zod';

/** What is known of one photo after prediction: one row of the output. */
export const predictionRowSchema = z.object({
  /** Its place in the sorted listing of the folder, from 0. */
  index: z.number().int().nonnegative(),
  /** Path below the folder, with `/` between its parts. */
  path: z.string(),
  /** The most probable class; of several labels all that reach one half, joined by `;`. Empty with an error. */
  label: z.string(),
  /** In the order of the classes; empty with an error. */
  probabilities: z.array(z.number()),
  /** Why there is no prediction; else empty. */
  error: z.string(),
});

/** See {@link predictionRowSchema}. */
export type PredictionRow = z.infer<typeof predictionRowSchema>;
