import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { EmptyDatasetError } from '../../data/index.js';
import type { DataSplit } from '../datasets/dataSplit.js';
import { listSplit } from '../datasets/listSplit.js';
import type { Side } from '../datasets/photoTable.js';
import type { ImageRecipe } from './imageRecipe.js';

/**
 * Reads what an image list was told.
 * @throws InvalidArgumentError when it was not told how to split or to label
 */
export async function readRecipe(recipe: ImageRecipe): Promise<DataSplit> {
  const root = expandPath(recipe.path);
  const { split, label } = recipe;
  if (!split) throw forgotten('split', 'splitByRandPct(), splitByFolder() or splitNone()');
  if (!label) throw forgotten('label', 'labelFromFolder(), labelFromRe() or labelFromFunc()');
  const photos = await recipe.read();
  if (photos.length === 0)
    throw new EmptyDatasetError(root, 'There are no photos in the list', 'Look at the path and the filters.');
  const sides = 'rule' in split ? await split.rule(root) : undefined;
  const sideOf = new Map<string, Side>();
  const items = photos.flatMap((photo, i): LabelledItem[] => {
    const side = sides?.(photo, i);
    if (sides && (side === undefined || side === 'test')) return [];
    if (side !== undefined) sideOf.set(photo.path, side);
    return [{ path: photo.path, label: label(photo, i) ?? undefined }];
  });
  const lots = 'rule' in split ? {} : { validPct: split.validPct, ...given('seed', split.seed) };
  const test = recipe.test && (await recipe.test());
  const options = { ...lots, ...given('targetKind', recipe.targetKind), ...given('test', test) };
  return listSplit(root, items, options, {
    sideOf: ({ path }) => sideOf.get(path) as 'train' | 'valid' | undefined,
  });
}

function given<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: T };
}

function forgotten(what: string, ways: string): InvalidArgumentError {
  return new InvalidArgumentError(what, undefined, `said before databunch(): ${ways}`);
}
