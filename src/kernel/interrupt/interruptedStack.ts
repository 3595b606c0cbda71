import { isInNativeCode } from './nativeCalls.js';

/** What the code that an interrupt found running is, from the easiest to terminate to what must never be. */
export const verdicts = {
  /** The user's, or a package's that the user's code called. */
  users: 1,
  /** The user's, with the library or tfjs above or below it: what these had under way is lost, and is put right. */
  nested: 2,
  /** The library's own: it ends by itself when its batch or file is done. */
  library: 3,
  /** Termination would end the process, or break the kernel. */
  never: 4,
} as const;

export type Verdict = (typeof verdicts)[keyof typeof verdicts];

/** Parts of Node that keep the stack of asynchronous ids: between two of its steps nothing may be terminated. */
const bookkeeping = /^node:(internal\/)?(async_hooks|timers|process\/(task_queues|promises))/;
/** The kernel's own code: stopped half-way through a message it would forget it, or wait for ever. */
const kernelFolder = new URL('../', import.meta.url).href;
/** Where the library is loaded from: its sources, or what was built from them. */
export const libraryFolder = new URL('../../', import.meta.url).href;
/** Kernels of tfjs that the library brings. */
const engineFolder = new URL('../../engine/', import.meta.url).href;
/** Its threads share locks with this one. */
const wasmEngine = /[\\/]@tensorflow[\\/]tfjs-backend-wasm[\\/]/;
const engine = /[\\/]@tensorflow[\\/]/;
/** Calls that are looked at in search of the user's code. */
const depth = 200;

type Owner = 'user' | 'engine' | 'library' | 'kernel' | 'node';

/**
 * Judges the stack above the caller.
 *
 * @param ownCalls calls on top of the stack that belong to the question
 */
export function judgeStack(ownCalls: number): Verdict {
  if (isInNativeCode()) return verdicts.never;
  // Who awaits the code that runs is on the list too, and does not run: a cell that awaits a training is not in the way
  // of its batch, which ends by itself.
  const sites = callSites()
    .slice(ownCalls + 2)
    .filter((site) => !(site as NodeJS.CallSite & { isAsync(): boolean }).isAsync());
  const files = sites.map((site) => fileOf(site));
  if (bookkeeping.test(files[0] ?? '')) return verdicts.never;
  // A termination would leave the locks of the engine's threads taken, and the next step would wait for ever.
  if (files.some((file) => file.startsWith('wasm:')) && files.some((file) => wasmEngine.test(file)))
    return verdicts.never;
  const owners = files.map(ownerOf).filter((owner) => owner !== 'node');
  // An idle thread runs no code; neither does one that only handles a message.
  if (!owners.some((owner) => owner !== 'kernel')) return verdicts.never;
  if (!owners.includes('library') && !owners.includes('engine')) return verdicts.users;
  // A loop of the user's may call the library without an end; what the library began by itself ends by itself.
  const caller = owners.filter((owner) => owner !== 'kernel').at(-1);
  return owners[0] === 'user' || caller === 'user' || !owners.includes('library')
    ? verdicts.nested
    : verdicts.library;
}

function callSites(): NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = depth;
    Error.prepareStackTrace = (_error, sites) => sites;
    return new Error().stack as unknown as NodeJS.CallSite[];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** Code without a file of its own (`eval`, `new Function`) is the user's. */
function fileOf(site: NodeJS.CallSite): string {
  return site.getFileName() ?? (site.isEval() ? 'eval' : 'node:');
}

function ownerOf(file: string): Owner {
  if (file.startsWith('node:')) return 'node';
  if (file.startsWith(kernelFolder)) return 'kernel';
  if (file.startsWith(engineFolder) || engine.test(file)) return 'engine';
  return file.startsWith(libraryFolder) ? 'library' : 'user';
}
