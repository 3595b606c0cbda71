import { readFile } from 'node:fs/promises';
import { PathNotFoundError, parseJson } from '../../core/index.js';
import { models } from '../../vision/index.js';
import { TrainConfigError } from '../errors.js';
import { type TrainConfig, trainConfigSchema } from './trainConfig.js';

/**
 * Reads and checks a configuration. All problems are named at once, each with its field.
 *
 * @throws {PathNotFoundError} {@link TrainConfigError}
 */
export async function readTrainConfig(path: string): Promise<TrainConfig> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new PathNotFoundError(path, 'file') : error;
  });
  let raw: unknown;
  try {
    raw = parseJson(text);
  } catch (error) {
    throw new TrainConfigError(path, [`not JSON: ${(error as Error).message}`]);
  }
  const parsed = trainConfigSchema.safeParse(raw);
  const problems = (parsed.error?.issues ?? []).map(
    ({ path: field, message }) => `${field.join('.') || '(all)'}: ${message}`,
  );
  const known = Object.keys(models);
  if (parsed.data?.arch !== undefined && !known.includes(parsed.data.arch))
    problems.push(`arch: ${JSON.stringify(parsed.data.arch)} is none of ${known.join(', ')}`);
  if (problems.length > 0 || !parsed.data) throw new TrainConfigError(path, problems);
  return parsed.data;
}
