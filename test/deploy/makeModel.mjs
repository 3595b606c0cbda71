// node makeModel.mjs FOLDER: what the engines are given. Drawn bears, a model that has learned a little, and its exports:
// FOLDER/photos, FOLDER/bears.safetensors, FOLDER/bears.onnx.
import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCnn, ImageDataBunch, imagenetStats, models, samples } from '../../dist/index.js';

const folder = resolve(process.argv[2]);
mkdirSync(folder, { recursive: true });
const { path } = await samples.bears({ n: 12 });
cpSync(path, join(folder, 'photos'), { recursive: true });
const data = await ImageDataBunch.fromFolder(path, { train: '.', validPct: 0.2, seed: 42, size: 224, bs: 8 });
data.normalize(imagenetStats);
const learn = await createCnn(data, models.tinyresnet);
await learn.fitOneCycle(2, { table: false });
console.log(await learn.export(join(folder, 'bears.safetensors')));
console.log(await learn.export({ path: join(folder, 'bears.onnx'), input: 'uint8' }));
