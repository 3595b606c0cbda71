import type { MessagePort } from 'node:worker_threads';
import type { ConnectionInfo } from '../protocol/connectionInfo.js';
import type { IncomingMessage, OutgoingMessage } from '../protocol/jupyterMessage.js';
import type { ChildStart } from './childProcesses.js';

/** What the socket thread is started with. */
export interface SocketThreadData {
  readonly connection: ConnectionInfo;
  /** Content of every `kernel_info_reply`: the socket thread answers it, whatever the main thread does. */
  readonly kernelInfo: Record<string, unknown>;
  /** Numbers that both threads see, see {@link sharedSlots}. */
  readonly shared: SharedArrayBuffer;
  /** Answers to a synchronous `prompt()`. */
  readonly answers: MessagePort;
  /** The reading ends of the pipes that the descriptors 1 and 2 lead into; absent where there are none. */
  readonly pipes: { readonly stdout: number; readonly stderr: number } | undefined;
  /** Tells of each SIGINT, from the thread that waits for it. */
  readonly signals: MessagePort;
  /** Marks, in the environment, what this kernel starts. */
  readonly mark: string;
}

/** Places in the shared array. */
export const sharedSlots = {
  /** Number of the newest interrupt that the main thread has seen. */
  interrupt: 0,
  /** Number of the newest message that the main thread has taken. */
  received: 1,
  /** 1 once the answer to a synchronous prompt is there. */
  answered: 2,
  /** How far the two threads are in terminating what runs, see {@link terminationStates}. */
  termination: 3,
  /** What the main thread said last of the code that it runs, see `verdicts`. */
  verdict: 4,
  /** The worst verdict that is terminated now. */
  accepted: 5,
  /** Number of the newest interrupt that the user has asked for. */
  asked: 6,
  /** How much output the socket thread has taken, see `Backlog`. */
  taken: 7,
  /** What the debugger wants of running code, see {@link debugging}. */
  debugging: 8,
  /** From here on one place for each message under way: who has claimed it. */
  claims: 9,
} as const;

/** The shared array. */
export type SharedSlots = Int32Array<SharedArrayBuffer>;

export const terminationSlot = sharedSlots.termination;

/**
 * The socket thread asks, the main thread says whether its code can be stopped there, and the order follows; either
 * gives up (`tooLate`) when the other makes it wait.
 */
export const terminationStates = {
  asked: 1,
  safe: 2,
  unsafe: 3,
  ordering: 4,
  ordered: 5,
  tooLate: 6,
} as const;

/** Whether a debugger is attached, and stops at errors that nobody catches. */
export const debugging = { nothing: 0, attached: 1, atUncaught: 2 } as const;

/** Messages that can be under way before their places in the shared array are used again. */
const claimPlaces = 1024;

/** Length of the shared array. */
export const sharedLength = sharedSlots.claims + claimPlaces;

/** Who has claimed a message: the main thread, or the socket thread because the main thread was busy. */
export const claims = { open: 0, main: 1, sockets: 2 } as const;

/** The place of a message's claim. */
export function claimSlot(sequence: number): number {
  return sharedSlots.claims + (sequence % claimPlaces);
}

/** An answer to a prompt; `undefined` when it was interrupted. */
export interface InputAnswer {
  readonly id: number;
  readonly value: string | undefined;
}

/** From the socket thread to the main thread. */
export type ToMain =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'message'; readonly sequence: number; readonly message: IncomingMessage }
  | { readonly kind: 'interrupt'; readonly sequence: number; readonly count: number }
  | { readonly kind: 'barrier'; readonly id: number }
  | { readonly kind: 'answer'; readonly answer: InputAnswer }
  /** For Jupyter's own log. */
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'shutdown' };

/** One piece of standard output or error. */
export interface StreamChunk {
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
  /** Header of the message that caused it, as JSON text. */
  readonly parent: string;
}

/** A request for a line of input from the user. */
export interface InputRequest {
  readonly id: number;
  /** The main thread sleeps until the answer comes. */
  readonly synchronous: boolean;
  readonly message: OutgoingMessage;
}

/** From the main thread to the socket thread. */
export type ToSockets =
  | { readonly kind: 'send'; readonly message: OutgoingMessage }
  | { readonly kind: 'stream'; readonly chunk: StreamChunk }
  /** A cell begins: what is written to the descriptors themselves belongs to it. */
  | { readonly kind: 'cell'; readonly parent: string }
  | { readonly kind: 'input'; readonly request: InputRequest }
  /** The answer to this request is not wanted any more. */
  | { readonly kind: 'withdraw'; readonly id: number }
  | { readonly kind: 'barrier'; readonly id: number }
  /** Code has been compiled; a `barrier` answers when the debugger is ready for it to run. */
  | { readonly kind: 'loaded'; readonly id: number; readonly file: string }
  | { readonly kind: 'childStarted'; readonly child: ChildStart }
  | { readonly kind: 'childExited'; readonly pid: number }
  | { readonly kind: 'cellEnded'; readonly cell: string }
  /** A way to the compiler's thread. */
  | { readonly kind: 'language'; readonly port: MessagePort }
  | { readonly kind: 'close' };
