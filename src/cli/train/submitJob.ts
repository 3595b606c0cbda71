import { HubApiError, type JobVolume, runJob } from '@huggingface/hub';
import { InvalidArgumentError } from '../../core/index.js';
import { JobSubmissionError } from '../errors.js';
import type { TrainConfig } from './trainConfig.js';

/** Where and on what a training job runs. */
export interface SubmitOptions {
  /** User or organisation that pays. */
  readonly namespace: string;
  /** Image that holds `tsvision`, built from `deploy/Containerfile`. */
  readonly image: string;
  /** Kind of machine. @default 'cpu-upgrade' */
  readonly flavor?: string;
  /** `SOURCE:/PATH`, such as `datasets/me/bears:/data` (read only) or `buckets/me/models:/out`. */
  readonly volumes?: readonly string[];
  /** Longest time, in seconds. */
  readonly timeout?: number;
  readonly accessToken: string;
  /** @default 'https://huggingface.co' */
  readonly hubUrl?: string;
}

/** Writes the configuration that came in the environment to a file, for the same command as anywhere else. */
const script = 'printf %s "$TSVISION_TRAIN_CONFIG" > /tmp/train.json && exec tsvision train /tmp/train.json';

/**
 * Starts `tsvision train` as a job on Hugging Face; the configuration's paths are paths in the job's volumes.
 *
 * @returns id of the job
 * @throws {JobSubmissionError} when the hub cannot be reached or refuses it
 */
export async function submitJob(config: TrainConfig, options: SubmitOptions): Promise<string> {
  const { namespace, image, flavor = 'cpu-upgrade', volumes = [], timeout, accessToken, hubUrl } = options;
  const job = await runJob({
    namespace,
    accessToken,
    ...(hubUrl ? { hubUrl } : {}),
    dockerImage: image,
    command: ['sh', '-c', script],
    environment: { TSVISION_TRAIN_CONFIG: JSON.stringify(config) },
    flavor: flavor as Parameters<typeof runJob>[0]['flavor'],
    volumes: volumes.map(parseVolume),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  }).catch((error: Error) => {
    throw refused(error, hubUrl ?? 'https://huggingface.co');
  });
  return job.id;
}

/** Says who refused, and what; a network's reason stands in the cause. */
function refused(error: Error, hub: string): JobSubmissionError {
  if (error instanceof HubApiError)
    return new JobSubmissionError(
      hub,
      error.statusCode,
      `${error.statusCode} ${error.message}`.trim(),
      error,
    );
  const { message } = (error.cause ?? error) as Error;
  return new JobSubmissionError(hub, undefined, message || error.message, error);
}

function parseVolume(text: string): JobVolume {
  const [, source, mountPath] = /^([^:]+):(\/[^:]*)$/.exec(text) ?? [];
  if (!source || !mountPath)
    throw new InvalidArgumentError('--volume', text, 'SOURCE:/PATH, such as datasets/me/bears:/data');
  return { source: source as JobVolume['source'] & string, mountPath };
}
