import { basename } from 'node:path';
import type { ImageDataset } from '../../vision/index.js';
import type { TrainingHost } from '../host.js';

/** What a card is written from. */
export type CardHost = Pick<TrainingHost, 'data' | 'trained' | 'metrics' | 'recorder'>;

/** What a card says of the file beside it. */
export interface CardFacts {
  readonly file: string;
  readonly format: 'tsvision' | 'onnx' | 'web';
  /** Of the file's bytes. */
  readonly sha256: string;
  /** Versions of what made it; `body`, where its body was pretrained: whose work that is, and under which licence. */
  readonly madeWith: Readonly<Record<string, string>>;
}

/**
 * A model card in Markdown (Mitchell et al. 2019, “Model Cards for Model Reporting”): only what is known for
 * certain, and what was not tested is said.
 */
export function modelCard(host: CardHost, { file, format, sha256, madeWith }: CardFacts): string {
  const { body, ...versions } = madeWith;
  const { total } = host.trained.countParameters();
  const { architecture } = host.trained;
  const article = /^[aeio]/i.test(architecture) ? 'An' : 'A';
  return [
    `# ${plain(basename(file))}`,
    `${article} ${architecture} with ${total.toLocaleString('en')} parameters that ${purpose(host)}.`,
    '## Photos it learned from',
    countsTable(host),
    '## How good it is',
    results(host),
    '## How a photo is prepared',
    preparation(host),
    '## The file',
    table(
      ['', ''],
      [
        ['file', `\`${basename(file).replace(/[\s`]+/g, ' ')}\``],
        ['format', formats[format]],
        ['sha256', `\`${sha256}\``],
        ...Object.entries(versions),
      ],
    ),
    ...(body === undefined ? [] : ['## Whose work it builds on', plain(body)]),
    '## Limits',
    'It was measured on the validation photos above and on nothing else. Photos that come from elsewhere (other cameras, other light, other things than these classes) may be named with confidence, and wrongly.',
  ].join('\n\n');
}

const formats: Readonly<Record<CardFacts['format'], string>> = {
  tsvision: 'tsvision export (safetensors, no code)',
  onnx: 'ONNX, opset 13',
  web: 'weights of a web page (safetensors, no code)',
};

function purpose({ data }: CardHost): string {
  const classes = data.classes.map((name) => `“${plain(name)}”`).join(', ');
  switch (data.targetKind) {
    case 'single':
      return `tells ${data.c} classes apart: ${classes}`;
    case 'multi':
      return `finds ${data.c} labels, any number of them in a photo: ${classes}`;
    case 'number':
      return 'estimates a number';
    default:
      return data.targetKind satisfies never;
  }
}

function countsTable({ data }: CardHost): string {
  const { trainDs, validDs } = data;
  if (trainDs.length + validDs.length === 0)
    return 'Not known here: the learner was loaded without its photos.';
  const sum = ['all', String(trainDs.length), String(validDs.length)];
  if (data.targetKind !== 'single') return table(['', 'training', 'validation'], [sum]);
  const [train, valid] = [countsOf(trainDs, data.c), countsOf(validDs, data.c)];
  const rows = data.classes.map((name, i) => [plain(name), String(train[i]), String(valid[i])]);
  return table(['class', 'training', 'validation'], [...rows, sum]);
}

/** How many photos of each class there are. */
export function countsOf(dataset: ImageDataset, classes: number): number[] {
  if (dataset.classCounts) return dataset.classes.map((name) => dataset.classCounts?.[name] ?? 0);
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < dataset.length; i++) {
    const target = dataset.target(i);
    if (typeof target === 'number' && target >= 0) counts[target] = (counts[target] ?? 0) + 1;
  }
  return counts;
}

function results({ recorder, metrics }: CardHost): string {
  const last = recorder.history.epochs.at(-1);
  if (last?.validLoss === undefined) return 'Not measured in the session that exported it.';
  const figures = metrics.map(({ name }, i) => [name, format(last.metrics[i])]);
  return table(['on the validation photos', ''], [['loss', format(last.validLoss)], ...figures]);
}

function preparation({ data }: CardHost): string {
  const { target, drawn, stats } = data.preprocessor.config;
  const { height, width, resizeMethod, fillMode } = target;
  return table(
    ['', ''],
    [
      ['size', `${height} × ${width} pixels, RGB`],
      ['resize', `${resizeMethod}, beyond the border: ${fillMode}`],
      ['validation transforms', drawn.map(({ kind }) => kind).join(', ') || 'none'],
      ['mean', stats?.mean.join(', ') ?? 'not normalised'],
      ['deviation', stats?.std.join(', ') ?? 'not normalised'],
    ],
  );
}

const format = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4));

/** A name as one line of Markdown that says just that name: people choose names, and a card is shown as a page. */
function plain(name: string): string {
  return name
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\\`*[\]]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
