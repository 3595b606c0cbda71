import type { Audit } from './audit.js';
import { blurred } from './blurred.js';
import { dark } from './dark.js';
import { duplicate } from './duplicate.js';
import { greyscale } from './greyscale.js';
import { light } from './light.js';
import { lowInformation } from './lowInformation.js';
import { nearDuplicate } from './nearDuplicate.js';
import { oddAspect } from './oddAspect.js';
import { oddSize } from './oddSize.js';
import { unreadable } from './unreadable.js';
import { wrongExtension } from './wrongExtension.js';

/** Every audit, the gravest problems first. */
export const audits: readonly Audit[] = [
  unreadable,
  wrongExtension,
  duplicate,
  nearDuplicate,
  blurred,
  dark,
  light,
  lowInformation,
  greyscale,
  oddAspect,
  oddSize,
];
