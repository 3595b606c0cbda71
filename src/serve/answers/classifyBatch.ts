import type { Classifier, ClassifierStages, PixelBatch } from '../classifier.js';

/** What the model gets for one photo: pixels as they came, or a photo (encoded, or prepared where decoding is apart). */
export type ModelInput = { readonly pixels: PixelBatch } | { readonly photo: Uint8Array | Float32Array };

/** One call of the model for the photos, and one for the pixels of each size and type. */
export async function classifyBatch(
  classifier: Classifier,
  stages: ClassifierStages | undefined,
  batch: readonly ModelInput[],
): Promise<Float32Array[]> {
  const groups = new Map<string, number[]>();
  for (const [i, input] of batch.entries()) {
    const kind = kindOf(input);
    groups.set(kind, [...(groups.get(kind) ?? []), i]);
  }
  const answers: Float32Array[] = new Array(batch.length);
  for (const places of groups.values()) {
    const members = places.map((i) => batch[i] as ModelInput);
    const rows = await classifyAlike(classifier, stages, members);
    for (const [at, i] of places.entries()) answers[i] = rows[at] as Float32Array;
  }
  return answers;
}

function kindOf(input: ModelInput): string {
  if ('photo' in input) return 'photo';
  const { values, shape } = input.pixels;
  return `${values instanceof Uint8Array} ${shape.join()}`;
}

function classifyAlike(
  classifier: Classifier,
  stages: ClassifierStages | undefined,
  members: readonly ModelInput[],
): Promise<readonly Float32Array[]> {
  const pixels = members.flatMap((member) => ('pixels' in member ? [member.pixels] : []));
  if (pixels.length > 0) return classifier.classifyPixels(joined(pixels));
  const photos = members.flatMap((member) => ('photo' in member ? [member.photo] : []));
  return stages
    ? stages.classifyInputs(photos as Float32Array[])
    : classifier.classify(photos as Uint8Array[]);
}

/** Photos of one size and type as one batch. */
function joined(photos: readonly PixelBatch[]): PixelBatch {
  const [first] = photos as [PixelBatch];
  const { length } = first.values;
  const values =
    first.values instanceof Uint8Array
      ? new Uint8Array(length * photos.length)
      : new Float32Array(length * photos.length);
  for (const [i, photo] of photos.entries()) values.set(photo.values, i * length);
  const [, height, width] = first.shape;
  return { values, shape: [photos.length, height, width, 3] };
}
