// Writes src/clean/words/generated/imagenetSynonyms.ts from @tensorflow-models/mobilenet: what ImageNet's 1,000 classes
// are called. Run it after an update of that package: node scripts/generateImagenetWords.mjs

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { IMAGENET_CLASSES } = require('@tensorflow-models/mobilenet/dist/imagenet_classes.js');
const { version } = require('@tensorflow-models/mobilenet/package.json');

const names = Object.entries(IMAGENET_CLASSES).map(([number, synonyms], place) => {
  if (Number(number) !== place) throw new Error(`class ${place} is missing`);
  return `  ${JSON.stringify(synonyms)},`;
});
if (names.length !== 1000) throw new Error(`${names.length} classes instead of 1000`);
writeFileSync(
  new URL('../src/clean/words/generated/imagenetSynonyms.ts', import.meta.url),
  `// Written by scripts/generateImagenetWords.mjs from @tensorflow-models/mobilenet ${version}: do not edit.
// Copyright 2019 Google LLC, Apache License 2.0; the names are those of WordNet's synsets (NOTICE).

/** The synonyms of each of ImageNet's classes, in the order of a network's outputs. */
export const imagenetSynonyms: readonly string[] = [
${names.join('\n')}
];
`,
);
