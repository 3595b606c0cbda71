/** The socket that a message travels on. */
export type Channel = 'shell' | 'control' | 'iopub' | 'stdin';

/** Header of a message (Jupyter messaging 5.5, "Message header"). */
export interface MessageHeader {
  /** Unique. */
  readonly msg_id: string;
  /** As `execute_request`. */
  readonly msg_type: string;
  /** Unique for each process that sends. */
  readonly session: string;
  /** Who sends. */
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  /** Of the protocol, as `5.4`. */
  readonly version: string;
  /** The subshell that this message is for (JEP 91); absent for the main shell. */
  readonly subshell_id?: string | null;
}

/** Any JSON object. */
export type JsonObject = Record<string, unknown>;

/** A message as it came in, its signature checked. */
export interface IncomingMessage {
  /** Socket that it came over. */
  readonly channel: Channel;
  /** Routing frames, which a reply repeats. */
  readonly identities: readonly Uint8Array[];
  /** Who sent what. */
  readonly header: MessageHeader;
  /** Header of the request that it answers; empty: none. */
  readonly parentHeader: JsonObject;
  /** What stands beside the content. */
  readonly metadata: JsonObject;
  /** As the message type has it. */
  readonly content: JsonObject;
  /** Bytes that came beside it. */
  readonly buffers: readonly Uint8Array[];
}

/**
 * A message on its way out. What the user made (content, metadata) is JSON text already: it was turned into text
 * on the thread where a failure can still be shown in the cell.
 */
export interface OutgoingMessage {
  readonly channel: Channel;
  /** Empty on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly type: string;
  /** The parent's header as JSON text, `{}` for none. */
  readonly parent: string;
  readonly metadata: string;
  readonly content: string;
  readonly buffers: readonly Uint8Array[];
}

/** A string from a message; front ends differ in what they leave out. */
export function textOf(content: JsonObject, key: string): string {
  const value = content[key];
  return typeof value === 'string' ? value : '';
}

/** A number from a message. */
export function numberOf(content: JsonObject, key: string, otherwise: number): number {
  const value = content[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
