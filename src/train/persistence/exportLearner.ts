import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';
import { engineInfo, engineReady } from '../../engine/index.js';
import { type ExportNetwork, stateDict, writeExport } from '../../vision/index.js';
import type { Learner } from '../learner/learner.js';

/** See {@link Learner.export}. */
export async function exportLearner(learner: Learner, path: string): Promise<string> {
  await engineReady();
  const { data, lossFunc } = learner;
  const info = {
    network: learner.recipe ?? kerasNetwork(learner),
    classes: [...data.classes],
    targetKind: data.targetKind,
    activation: lossFunc.activationName,
    preprocessor: JSON.parse(JSON.stringify(data.preprocessor)),
    madeWith: { tsvision: await packageVersion(), engine: engineInfo().backend, node: process.version },
  };
  return writeExport(path, info, await stateDict(learner.model));
}

function kerasNetwork({ model }: Learner): ExportNetwork {
  return { kind: 'keras', topology: model.toJSON(undefined, false) as Record<string, unknown> };
}

async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageRoot(), 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}
