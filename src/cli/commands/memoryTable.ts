/** Photos of the batches that are shown. */
const batchSizes = [8, 16, 32, 64] as const;
/** Larger batches are not looked for. */
const mostPhotos = 1024;
/** Height and width of a photo. */
const size = 224;

/** What training takes on this machine. */
export interface MemoryReport {
  /** Bytes that are available. */
  readonly availableBytes: number;
  readonly networks: readonly NetworkMemory[];
}

/** What training of a network takes, all of it learning, with photos of 224 px. */
interface NetworkMemory {
  readonly network: string;
  /** Bytes by batch size; an estimate. */
  readonly bytes: Readonly<Record<number, number>>;
  /** Photos of the largest batch that fits, up to 1024, and of a lean one (`learn.toLean()`). */
  readonly fitting: number;
  readonly fittingLean: number;
}

/** Asks what memory there is, and what the usual networks take. */
export async function memoryReport(): Promise<MemoryReport> {
  const { availableMemory } = await import('../../core/index.js');
  const { models } = await import('../../vision/index.js');
  const availableBytes = availableMemory();
  const networks: NetworkMemory[] = [];
  for (const name of ['mobilenetV2', 'efficientnetLite0', 'resnet34', 'resnet50'] as const)
    networks.push(await memoryOf(name, models[name].spec, availableBytes));
  return { availableBytes, networks };
}

async function memoryOf(
  network: string,
  spec: import('../../vision/index.js').ArchitectureSpec,
  available: number,
): Promise<NetworkMemory> {
  const { tf } = await import('../../engine/index.js');
  const { stepMemory } = await import('../../vision/index.js');
  const { largest, trainingBytes } = await import('../../train/index.js');
  const inputs = tf.input({ shape: [size, size, 3] });
  const model = tf.model({ inputs, outputs: spec.classifier(spec.features(inputs), 2) });
  const bytes = (photos: number, lean = false): number => {
    const input = [photos, size, size, 3];
    return trainingBytes(stepMemory(model, input, { lean }), input);
  };
  const fitting = (lean: boolean): number =>
    largest(mostPhotos, (photos) => bytes(photos, lean) <= available);
  const report = {
    network,
    bytes: Object.fromEntries(batchSizes.map((photos) => [photos, bytes(photos)])),
    fitting: fitting(false),
    fittingLean: fitting(true),
  };
  model.dispose();
  return report;
}

/** The report as lines of text. */
export function memoryLines({ availableBytes, networks }: MemoryReport): string[] {
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  const row = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(18)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  const photos = (count: number): string => (count < mostPhotos ? `${count}` : `${count}+`);
  return [
    row('', [...batchSizes.map((count) => `bs ${count}`), 'largest', 'toLean()']),
    ...networks.map(({ network, bytes, fitting, fittingLean }) =>
      row(network, [
        ...batchSizes.map((count) => gigabytes(bytes[count] as number)),
        photos(fitting),
        photos(fittingLean),
      ]),
    ),
    `  all layers learn, ${size} px; ${gigabytes(availableBytes)} are available`,
  ];
}
