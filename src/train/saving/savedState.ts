import { z } from 'zod';
import { FileWriteError, InvalidArgumentError } from '../../core/index.js';
import { engineReady } from '../../engine/index.js';
import {
  readSafetensors,
  SafetensorsError,
  type WritableTensor,
  writeSafetensors,
} from '../../vision/index.js';
import type { TrainingHost } from '../host.js';
import { applyState, captureState, type LearnerState, learnerMetaSchema } from './learnerState.js';

/** The same promise; where the system refuses to write, the error says where else the file may go. */
export async function withAdvice<T>(advice: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw error instanceof FileWriteError && placeCodes.has(error.code) ? error.advising(advice) : error;
  }
}

/** What another folder mends. */
const placeCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);

const metadataKey = 'tsvision';

/**
 * Writes a learner's state as one safetensors file, whole or not at all: the tensors, and the rest as JSON in the
 * file's metadata. One file and not two, because two cannot be replaced together.
 *
 * @param extra JSON-safe data that goes with it (progress of a run)
 */
export async function writeState(path: string, state: LearnerState, extra?: unknown): Promise<void> {
  await writeSafetensors(path, state.tensors, {
    [metadataKey]: JSON.stringify({ ...state.meta, ...(extra === undefined ? {} : { extra }) }),
  });
}

/** Saves a learner's state under a name, whole or not at all. @returns path of the file */
export async function saveAs(host: TrainingHost, name: string, withOptimizer: boolean): Promise<string> {
  await engineReady();
  const path = host.statePath(name);
  const advice = "Make the learner with another folder: createCnn(data, arch, { path: '/tmp/learn' }).";
  await withAdvice(advice, writeState(path, await captureState(host, withOptimizer)));
  return path;
}

/** Loads what {@link saveAs} saved. */
export async function loadFrom(host: TrainingHost, name: string): Promise<void> {
  await engineReady();
  const path = host.statePath(name);
  applyState(host, await readState(path), path);
}

/** A state as it was read, with the extra data that went with it. */
export interface SavedState extends LearnerState {
  readonly extra: unknown;
}

/**
 * Reads what {@link writeState} wrote. A safetensors file from elsewhere (PyTorch) gives its weights alone.
 *
 * @throws {PathNotFoundError} {@link SafetensorsError}
 */
export async function readState(path: string): Promise<SavedState> {
  const { tensors, metadata } = await readSafetensors(path);
  const json = metadata[metadataKey];
  const raw: unknown = json === undefined ? foreignMeta : parseJson(path, json);
  const parsed = learnerMetaSchema.extend({ extra: z.unknown().optional() }).safeParse(raw);
  if (!parsed.success) {
    throw new SafetensorsError(
      path,
      'bad-entry',
      `its description is not a learner's: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { extra, ...meta } = parsed.data;
  return { tensors: tensors as ReadonlyMap<string, WritableTensor>, meta, extra };
}

/** A name of a saved state as a file name; it cannot leave the model folder. */
export function checkStateName(name: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name) || name.includes('..')) {
    throw new InvalidArgumentError('name', name, 'a plain name of letters, digits, ".", "_" and "-"');
  }
  return name;
}

const foreignMeta = {
  format: 'tsvision-learner',
  version: 1,
  architecture: '',
  classes: [],
  frozenTo: 0,
  epochsTrained: 0,
  dropoutSteps: {},
  random: [0, 0, 0, 1],
};

function parseJson(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new SafetensorsError(path, 'bad-entry', 'its description is not JSON');
  }
}
