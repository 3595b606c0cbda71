import type { Audit } from './audit.js';
import { duplicate } from './duplicates.js';
import { unreadable, wrongExtension } from './files.js';
import { nearDuplicate } from './nearDuplicate.js';
import { blurred, dark, greyscale, light, lowInformation, oddAspect, oddSize } from './thresholds.js';

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
