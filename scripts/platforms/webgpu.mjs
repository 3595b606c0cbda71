// The WebGPU engine against TensorFlow, on a software adapter (softwareGpu.mjs): the losses of trainingSteps.mjs and of
// bearsSteps.mjs on both.
//
// node scripts/platforms/webgpu.mjs     brings the npm package webgpu (100 MB); minutes; writes docs/platforms/webgpu.json
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareEngines } from './compareEngines.mjs';
import { bringDawn, softwareGpu } from './softwareGpu.mjs';
import { root, thisMachine } from './tools.mjs';

await bringDawn();
const { env, reason } = softwareGpu();
if (env === undefined) throw new Error(reason);
const compared = await compareEngines(env);
const record = { ...thisMachine(), node: process.version, ...compared };
writeFileSync(join(root, 'docs/platforms/webgpu.json'), `${JSON.stringify(record, null, 2)}\n`);
console.log(JSON.stringify(record, null, 2));
if (!compared.agree) process.exitCode = 1;
