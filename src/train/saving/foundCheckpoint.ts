import { existsSync } from 'node:fs';
import { InvalidArgumentError } from '../../core/index.js';
import type { RunProgress } from '../callbacks/checkpoint.js';
import type { TrainingHost } from '../host.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import { callbackError } from '../loop/trainingCallback.js';
import type { RunOptions } from '../options.js';
import { applyState } from './learnerState.js';
import { readState, type SavedState } from './savedState.js';

/** A checkpoint of the run that is to be resumed. */
export interface FoundCheckpoint {
  readonly path: string;
  readonly saved: SavedState;
  readonly progress: RunProgress;
}

/** The checkpoint that a run is to go on from; `undefined` when it starts at the start. */
export async function readCheckpoint(
  host: TrainingHost,
  { checkpoint, resume }: RunOptions,
): Promise<FoundCheckpoint | undefined> {
  if (!resume) return undefined;
  if (checkpoint === undefined)
    throw new InvalidArgumentError('checkpoint', checkpoint, 'the name of the run to resume');
  const path = host.statePath(`${checkpoint}.checkpoint`);
  if (!existsSync(path)) return undefined;
  const saved = await readState(path);
  return { path, saved, progress: saved.extra as RunProgress };
}

/** Puts learner and callbacks where the checkpoint stands. @throws when it is of another run */
export function restoreCheckpoint(
  host: TrainingHost,
  { path, saved, progress }: FoundCheckpoint,
  callbacks: readonly TrainingCallback[],
  epochs: number,
  length: number,
): void {
  if (progress.epochs !== epochs || progress.batchesPerEpoch !== length) {
    throw new InvalidArgumentError(
      'resume',
      `${epochs} epochs of ${length} batches`,
      `the run that ${path} is of: ${progress.epochs} epochs of ${progress.batchesPerEpoch} batches`,
      'Give the same arguments and data as in the first call, or leave `resume` out to start anew.',
    );
  }
  applyState(host, saved, path);
  for (const callback of callbacks) {
    const state = progress.callbacks[callback.name];
    try {
      if (state !== undefined) callback.loadState?.(state);
    } catch (error) {
      throw callbackError(callback, 'loadState', error);
    }
  }
}
