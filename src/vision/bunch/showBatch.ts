import { EmptyDatasetError } from '../../data/index.js';
import { tf } from '../../engine/index.js';
import { type FigureSize, type ImageGrid, imageGrid } from '../../plot/index.js';
import type { Batch, DataLoader } from '../contracts.js';
import type { ImageStats } from '../transforms/colours.js';
import { denormalize } from './datasetStats.js';

/** Options of {@link ImageDataBunch.showBatch}. */
export interface ShowBatchOptions extends FigureSize {
  /** Rows and columns of the grid. @default 5 */
  readonly rows?: number;
  /** From which set. @default 'train' */
  readonly which?: 'train' | 'valid' | 'test';
}

/** A loader that can be had with other batches. */
export interface ShowableLoader extends DataLoader {
  /** The same loader with these changes. */
  with(changes: { readonly batchSize?: number; readonly dropLast?: false; readonly prefetch: 0 }): {
    batches(options?: { readonly epoch?: number }): AsyncGenerator<Batch>;
  };
}

/** The first photos of a loader, as the model sees them, with their labels. */
export async function showBatch(
  loader: ShowableLoader,
  stats: ImageStats | undefined,
  { rows = 5, which: _which, ...size }: ShowBatchOptions,
): Promise<ImageGrid> {
  const { dataset } = loader;
  const batchSize = Math.min(rows * rows, dataset.length);
  if (batchSize === 0)
    throw new EmptyDatasetError(String(dataset), 'There is no photo to show', 'Give the set some photos.');
  const photos: { data: Uint8Array; width: number; height: number }[] = [];
  const titles: string[] = [];
  for await (const { xs, ys, indices } of loader
    .with({ batchSize, dropLast: false, prefetch: 0 })
    .batches()) {
    const colours = denormalize(xs, stats);
    const [values, targets] = [await colours.data(), await ys.data()];
    const [, height, width] = xs.shape;
    tf.dispose([xs, ys, colours]);
    const size = height * width * 3;
    indices.forEach((index, i) => {
      const bytes = Uint8ClampedArray.from(values.subarray(i * size, (i + 1) * size), (x) => x * 255);
      photos.push({ data: new Uint8Array(bytes.buffer), width, height });
      titles.push(
        labelText('rows' in dataset ? dataset.classes[targets[i] as number] : dataset.items[index]?.label),
      );
    });
    break;
  }
  return imageGrid(photos, { titles, columns: rows, ...size });
}

function labelText(label: string | readonly string[] | number | undefined): string {
  return typeof label === 'object' ? label.join('; ') : String(label ?? '');
}
