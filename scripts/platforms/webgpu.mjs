// The WebGPU engine against TensorFlow, on a software adapter (softwareGpu.mjs): the losses of trainingSteps.mjs and of
// bearsSteps.mjs on both.
//
// node scripts/platforms/webgpu.mjs [--whole]     brings the npm package webgpu (100 MB); minutes; writes
//                                                   docs/platforms/webgpu.json, or webgpuWhole.json
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareEngines } from './compareEngines.mjs';
import { bringDawn, softwareGpu } from './softwareGpu.mjs';
import { root, thisMachine } from './tools.mjs';

await bringDawn();
const { env, reason } = softwareGpu();
if (env === undefined) throw new Error(reason);
const words = process.argv.slice(2);
const compared = await compareEngines(env, words);
const record = { ...thisMachine(), node: process.version, ...compared };
const name = words.includes('--whole') ? 'webgpuWhole' : 'webgpu';
writeFileSync(join(root, `docs/platforms/${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
console.log(JSON.stringify(record, null, 2));
if (!compared.agree) process.exitCode = 1;
