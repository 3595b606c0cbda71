import type { IncomingMessage, OutgoingMessage } from './jupyterMessage.js';
import { toJson } from './messageCodec.js';

// What the kernel sends, whichever thread does: the main thread what the user's code puts out and answers, the socket
// thread what it answers while the main thread computes.

type Content = Readonly<Record<string, unknown>>;

/** What may go with a message to all. */
export interface BroadcastOptions {
  /** Header of the message that caused it, as JSON text. @default none */
  readonly parent?: string;
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
  /** What front ends subscribe to. @default the type */
  readonly topic?: string;
}

/** A message to all front ends. @throws TypeError when the content cannot be said in JSON */
export function broadcast(
  type: string,
  content: Content,
  { parent = '{}', metadata = {}, buffers = [], topic = type }: BroadcastOptions = {},
): OutgoingMessage {
  const identities = [Buffer.from(topic)];
  return {
    channel: 'iopub',
    identities,
    type,
    parent,
    metadata: toJson(metadata),
    content: toJson(content),
    buffers,
  };
}

/** Tells all front ends what the kernel is doing. @param parent header of the message that it does, as JSON text */
export function statusMessage(state: 'starting' | 'busy' | 'idle', parent?: string): OutgoingMessage {
  return broadcast('status', { execution_state: state }, { parent });
}

/** The answer to a request (`x_request` → `x_reply`), for the front end that asked. */
export function replyTo(request: IncomingMessage, content: Content): OutgoingMessage {
  const { channel, header } = request;
  return { ...directed(request, content), channel, type: header.msg_type.replace(/_request$/, '_reply') };
}

/** Asks the front end whose request is being handled for a line of input. */
export function inputRequest(request: IncomingMessage, prompt: string, password: boolean): OutgoingMessage {
  return { ...directed(request, { prompt, password }), channel: 'stdin', type: 'input_request' };
}

function directed(
  { identities, header }: IncomingMessage,
  content: Content,
): Omit<OutgoingMessage, 'channel' | 'type'> {
  return {
    identities,
    parent: JSON.stringify(header),
    metadata: '{}',
    content: toJson(content),
    buffers: [],
  };
}

/** The content of a reply that says what is wrong. */
export function errorContent(ename: string, evalue: string): Record<string, unknown> {
  return { status: 'error', ename, evalue, traceback: [evalue] };
}
