import { basename, extname } from 'node:path';
import sharp from 'sharp';
import { InferenceModel } from '../vision/index.js';
import type { Classifier, PixelBatch } from './classifier.js';

/** Letters of a model's hash that people are shown. */
const shownHash = 12;

/**
 * A classifier of what `learn.export(path)` wrote. Its name is the file's.
 *
 * @throws {ExportError} when the file is not an export, or not whole
 */
export async function loadClassifier(path: string, name = nameOf(path)): Promise<Classifier> {
  const model = await InferenceModel.load(path);
  const { height } = model.preprocessor.config.target;
  return {
    name,
    version: model.version.slice(0, shownHash),
    classes: model.classes,
    size: height,
    classify: (photos) => model.classify(photos),
    classifyPixels: async (pixels) => model.classify(await encodePixels(pixels)),
  };
}

/** Pixels as lossless photos, so that they take the very path that every other photo takes. */
function encodePixels({ values, shape: [n, height, width] }: PixelBatch): Promise<Buffer[]> {
  const bytes = Uint8Array.from(values, Math.round);
  const length = height * width * 3;
  const raw = { width, height, channels: 3 } as const;
  return Promise.all(
    Array.from({ length: n }, (_, i) =>
      sharp(bytes.subarray(i * length, (i + 1) * length), { raw })
        .png({ compressionLevel: 0 })
        .toBuffer(),
    ),
  );
}

/** A file name as it can stand in a URL. */
function nameOf(path: string): string {
  const file = basename(path);
  return file.slice(0, file.length - extname(file).length).replace(/[^\w-]+/g, '-') || 'model';
}
