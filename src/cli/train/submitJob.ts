import { z } from 'zod';
import { InvalidArgumentError, webFetch } from '../../core/index.js';
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
  const { namespace, image, flavor = 'cpu-upgrade', volumes = [], timeout, accessToken } = options;
  const hub = options.hubUrl ?? 'https://huggingface.co';
  const job = {
    flavor,
    environment: { TSVISION_TRAIN_CONFIG: JSON.stringify(config) },
    dockerImage: image,
    command: ['sh', '-c', script],
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
    ...(volumes.length === 0 ? {} : { volumes: volumes.map(parseVolume) }),
  };
  const answer = await webFetch(`${hub}/api/jobs/${encodeURIComponent(namespace)}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` },
    body: JSON.stringify(job),
  }).catch((error: Error) => {
    // A network's reason stands in the cause.
    const { message } = (error.cause ?? error) as Error;
    throw new JobSubmissionError(hub, undefined, message || error.message, error);
  });
  if (!answer.ok) throw await refused(hub, answer);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

/** Says who refused, and what the hub says of it, if it says anything. */
async function refused(hub: string, answer: Response): Promise<JobSubmissionError> {
  const text = await answer.text();
  const said = z.object({ error: z.string() }).safeParse(parsed(text)).data?.error ?? answer.statusText;
  return new JobSubmissionError(hub, answer.status, `${answer.status} ${said}`.trim());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A place on the hub, and where the job sees it. */
interface JobVolume {
  readonly type: 'model' | 'dataset' | 'space' | 'bucket';
  /** `owner/name`. */
  readonly source: string;
  readonly mountPath: string;
}

const kinds = { models: 'model', datasets: 'dataset', spaces: 'space', buckets: 'bucket' } as const;

function parseVolume(text: string): JobVolume {
  const [, kind = 'models', source, mountPath] =
    /^(?:(models|datasets|spaces|buckets)\/)?([^:/]+(?:\/[^:/]+)?):(\/[^:]*)$/.exec(text) ?? [];
  if (!source || !mountPath)
    throw new InvalidArgumentError('--volume', text, 'SOURCE:/PATH, such as datasets/me/bears:/data');
  return { type: kinds[kind as keyof typeof kinds], source, mountPath };
}
