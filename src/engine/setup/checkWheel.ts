import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { commandLine } from '../../core/index.js';
import { EngineSetupError } from '../errors.js';
import { machineName, readBinary } from './binaryFile.js';
import type { EnginePlatform } from './platforms.js';

/** Whether a wheel's file name promises to run there: `name-version-python-abi-tag.tag.whl`. */
export function fitsPlatform(wheel: string, platform: EnginePlatform): boolean {
  const tags = basename(wheel, '.whl').split('-').at(-1)?.split('.') ?? [];
  return tags.some((tag) => tag === 'any' || platform.fittingTag.test(tag));
}

/** @throws EngineSetupError When a wheel is for another kind of machine, by its name. */
export function requireFittingWheel(wheel: string, platform: EnginePlatform): void {
  if (fitsPlatform(wheel, platform)) return;
  throw foreignWheel(`${basename(wheel)} is a wheel for another kind of machine`, platform);
}

/** @throws EngineSetupError When the unpacked libraries are not all there, or not what this machine can load. */
export async function requireFittingLibraries(folder: string, platform: EnginePlatform): Promise<void> {
  for (const name of platform.libraries) {
    const path = join(folder, 'tensorflow', name);
    if (!existsSync(path)) throw foreignWheel(`The wheel has no tensorflow/${name} in it`, platform);
    const binary = await readBinary(path);
    if (binary === platform.binary) continue;
    throw foreignWheel(`${name} is ${binary ? `for ${machineName(binary)}` : 'no library'}`, platform);
  }
}

/** A wheel of this release in a folder of PIP_FIND_LINKS that is for other machines: pip does not say that it saw one. */
export function foreignWheelIn(
  links: string | undefined,
  requirement: string,
  platform: EnginePlatform,
): EngineSetupError | undefined {
  const start = `${requirement.replace('==', '-').replaceAll('_', '-')}-`;
  for (const folder of (links ?? '').split(/\s+/).filter((path) => path !== '' && existsSync(path))) {
    const wheels = readdirSync(folder).filter((name) => name.replaceAll('_', '-').startsWith(start));
    const [foreign] = wheels.filter((name) => !fitsPlatform(name, platform));
    if (foreign !== undefined && wheels.every((name) => !fitsPlatform(name, platform)))
      return foreignWheel(`${join(folder, foreign)} is a wheel for another kind of machine`, platform);
  }
  return undefined;
}

function foreignWheel(what: string, platform: EnginePlatform): EngineSetupError {
  const tag = platform.wheelTags[0] as string;
  const fetch = `pip download --no-deps --only-binary=:all: --python-version 3.12 --platform ${tag} ${platform.packages.cpu}`;
  return new EngineSetupError(
    'wheel',
    `${what}; ${machineName(platform.id)} needs one whose name ends with ${tag}.whl.`,
    `Remove it and run \`${commandLine('setup')}\` again; on another machine \`${fetch}\` fetches the right one.`,
  );
}
