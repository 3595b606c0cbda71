import type { Learner } from './learner.js';
import { flattenLayers, isBatchNorm } from './modelLayers.js';

/** Below so many training photos batch norm that learns does more harm than good. */
const fewPhotos = 500;

/** What a user of a pretrained network should know of the data. @param trainBn as the user set it */
export function dataHints({ data, trained }: Learner, trainBn: boolean | undefined): string[] {
  const hints: string[] = [];
  if (data.preprocessor.config.stats === undefined)
    hints.push(
      'The data are not normalised as the pretrained network saw its photos: write data.normalize(imagenetStats) first.',
    );
  const { length } = data.trainDs;
  const normalises = flattenLayers(trained.cnn?.body.layers ?? []).some(isBatchNorm);
  if (normalises && trainBn === undefined && length > 0 && length <= fewPhotos)
    hints.push(
      `${length} training photos are few for batch norm layers that learn; { trainBn: false } is often better and faster.`,
    );
  return hints;
}
