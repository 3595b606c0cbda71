// A GPU for the WebGPU engine on machines that have none: SwiftShader, which comes with Chromium, does its work on the
// processor; the npm package `webgpu` is brought into .cache/webgpu, since tsvision does not depend on it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { once, root, run } from './tools.mjs';

/** The release that src/engine/webgpu/findDawn.ts names. */
export const dawnRelease = /dawnRelease = '(.+)'/.exec(
  readFileSync(join(root, 'src/engine/webgpu/findDawn.ts'), 'utf8'),
)[1];

const folder = join(root, '.cache/webgpu', dawnRelease);

/** Installs the package from npm unless it is there. */
export async function bringDawn() {
  mkdirSync(join(root, '.cache/webgpu'), { recursive: true });
  await once(folder, `npm: ${dawnRelease}`, async (fresh) => {
    writeFileSync(join(fresh, 'package.json'), '{"private":true}');
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    await run('npm', ['install', ...quiet, dawnRelease], { cwd: fresh });
  });
}

/** Folders of Debian's and Ubuntu's Chromium, with Vulkan's loader and SwiftShader. */
const chromiums = ['/usr/lib/chromium', '/usr/lib/chromium-browser'];

/** The environment in which `TSVISION_BACKEND=webgpu` runs on SwiftShader, or why it cannot. */
export function softwareGpu() {
  const modules = join(folder, 'node_modules');
  if (!existsSync(join(modules, 'webgpu/package.json')))
    return { reason: `no ${dawnRelease} in .cache: node scripts/platforms/webgpu.mjs brings it` };
  const chromium = chromiums.find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
  if (chromium === undefined) return { reason: "no SwiftShader: Debian's package chromium brings it" };
  const env = {
    TSVISION_BACKEND: 'webgpu',
    NODE_PATH: modules,
    LD_LIBRARY_PATH: chromium,
    VK_ICD_FILENAMES: join(chromium, 'vk_swiftshader_icd.json'),
  };
  return { env };
}
