import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { inParallel, wellFormedJson, writeDraft } from '../../core/index.js';
import { relativePath } from '../../data/index.js';
import { decodeFailure, openPhoto } from '../../photo/index.js';
import { type ExportItem, type ExportSet, labelsOf } from './exportItem.js';
import type { ExportTask, LeftOut } from './exportTask.js';

interface Sized {
  readonly item: ExportItem;
  readonly width: number;
  readonly height: number;
}

/**
 * Writes the photos that stay as a COCO data set: `images`, `categories`, and one annotation a class, whose box and
 * polygon are the whole photo, upright. What COCO has no place for stands under the key `tsvision` of each image: split,
 * tags, mark, the class before a change, problems, prediction; and photos to delete under `tsvision.deleted` of the whole.
 */
export async function writeCoco(path: string, set: ExportSet, task: ExportTask): Promise<readonly LeftOut[]> {
  const kept = set.items.filter(({ mark }) => mark !== 'delete');
  const sizes = await inParallel(
    kept,
    availableParallelism() + 2,
    (item) => measured(item, task),
    task.signal,
  );
  const photos = sizes.filter((size): size is Sized => 'width' in size);
  const categories = categoriesOf(set, kept);
  const ids = new Map(categories.map(({ name, id }) => [name, id]));
  const images = photos.map((photo, i) => imageOf(i + 1, photo, set.root));
  const annotations = photos.flatMap((photo, i) =>
    labelsOf(photo.item).map((label) => ({ image: i + 1, category: ids.get(label) as number, photo })),
  );
  await writeDraft(path, async (draft) => {
    const name = set.root.split(/[\\/]/).at(-1) ?? '';
    await draft.write(
      `{"info":${text({ description: name, version: '1.0' })},"licenses":[],\n"categories":[`,
    );
    for (const piece of lines(categories)) await draft.write(piece);
    await draft.write('],\n"images":[');
    for (const piece of lines(images)) await draft.write(piece);
    await draft.write('],\n"annotations":[');
    for (const piece of lines(annotations.map(annotationOf))) await draft.write(piece);
    await draft.write(`],\n"tsvision":${text({ deleted: deletedOf(set) })}}\n`);
  });
  return sizes.filter((size): size is LeftOut => 'why' in size);
}

async function measured(item: ExportItem, task: ExportTask): Promise<Sized | LeftOut> {
  try {
    const { width, height, orientation } = await openPhoto(await readFile(item.path));
    return { item, ...(orientation >= 5 ? { width: height, height: width } : { width, height }) };
  } catch (error) {
    return { path: item.path, why: decodeFailure(error).reason };
  } finally {
    task.advance();
  }
}

function categoriesOf(
  { classes = [] }: ExportSet,
  items: readonly ExportItem[],
): { id: number; name: string }[] {
  const others = [...new Set(items.flatMap(labelsOf))].filter((name) => !classes.includes(name)).sort();
  return [...classes, ...others].map((name, i) => ({ id: i + 1, name, supercategory: '' }));
}

function imageOf(id: number, { item, width, height }: Sized, root: string): object {
  const { split, tags, mark, was, problems, prediction, probability, loss } = item;
  const known = Object.entries({ split, tags, mark, was, problems, prediction, probability, loss }).filter(
    ([, value]) =>
      Array.isArray(value)
        ? value.length > 0
        : typeof value === 'number'
          ? Number.isFinite(value)
          : value !== undefined,
  );
  const more = known.length > 0 ? { tsvision: Object.fromEntries(known) } : {};
  return { id, file_name: relativePath(root, item.path), width, height, ...more };
}

function annotationOf(
  { image, category, photo: { width, height } }: { image: number; category: number; photo: Sized },
  i: number,
): object {
  return {
    id: i + 1,
    image_id: image,
    category_id: category,
    bbox: [0, 0, width, height],
    area: width * height,
    segmentation: [[0, 0, width, 0, width, height, 0, height]],
    iscrowd: 0,
  };
}

function deletedOf({ items, root }: ExportSet): object[] {
  return items
    .filter(({ mark }) => mark === 'delete')
    .map((item) => ({ file_name: relativePath(root, item.path), labels: labelsOf(item) }));
}

/** The values of a list, one a line, some thousand in a piece: a million photos make no string that is too long. */
function* lines(values: readonly object[]): Generator<string> {
  for (let start = 0; start < values.length; start += 1000) {
    const some = values.slice(start, start + 1000).map(text);
    yield `${start > 0 ? ',' : ''}\n${some.join(',\n')}`;
  }
}

function text(value: object): string {
  return wellFormedJson(JSON.stringify(value));
}
