import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inProcess, isBuilt } from '../withBackend.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-no-gpu-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `engineReady` says where the package `webgpu` is of this text, and which engine runs in its place. */
function refusal(index?: string): unknown {
  const home = mkdtempSync(join(folder, 'modules-'));
  if (index !== undefined) {
    mkdirSync(join(home, 'webgpu'));
    writeFileSync(join(home, 'webgpu/package.json'), '{"version":"0.0.1","type":"module","main":"index.js"}');
    writeFileSync(join(home, 'webgpu/index.js'), index);
  }
  const body = `return engine.engineReady().catch(({ name, reason, remedy }) =>
    [name, reason, remedy, engine.engineInfo().backend, engine.tf.add(1, 2).arraySync()]);`;
  return inProcess(body, { TSVISION_BACKEND: 'webgpu', NODE_PATH: home }).result;
}

describe.skipIf(!isBuilt)('TSVISION_BACKEND=webgpu (skipped where the library is not built)', () => {
  it('names the package that is missing, where it was looked for, and the command', () => {
    expect(refusal()).toEqual([
      'EngineUnavailableError',
      expect.stringMatching(
        /^WebGPU: the npm package webgpu is neither beside tsvision nor in the project at \S+\.$/,
      ),
      'Run `npm install webgpu@0.6.2` (100 MB) in the folder of your project.',
      'cpu',
      3,
    ]);
  });

  it('says that the package does not load', () => {
    const [name, reason, remedy] = refusal('throw new Error("no library for this machine")') as string[];
    expect(name).toBe('EngineUnavailableError');
    expect(reason).toMatch(/^WebGPU: webgpu 0\.0\.1 in \S+ does not load: no library for this machine\.$/);
    expect(remedy).toContain('webgpu@0.6.2');
  });

  it('says that there is no GPU, and how to get a driver', () => {
    const none =
      'export const globals = {}; export const create = () => ({ requestAdapter: async () => null });';
    const [, reason, remedy] = refusal(none) as string[];
    expect(reason).toBe('WebGPU: webgpu 0.0.1 finds no GPU on this machine.');
    expect(remedy).toMatch(/driver/);
  });

  it('says that the GPU gives no device', () => {
    const refused = `export const globals = {};
      const requestDevice = async () => { throw new Error('in use'); };
      const adapter = { info: { description: 'Card 7' }, features: new Set(), limits: {}, requestDevice };
      export const create = () => ({ requestAdapter: async () => adapter });`;
    const [, reason] = refusal(refused) as string[];
    expect(reason).toBe('WebGPU: Card 7 gives no device: in use.');
  });
});
