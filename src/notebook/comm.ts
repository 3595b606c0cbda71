/** JSON object that travels in a comm message. */
export type CommData = Record<string, unknown>;

/** One message that arrived on a comm. */
export interface CommMessage {
  readonly data: CommData;
  readonly metadata: CommData;
  /** Binary frames, in order. */
  readonly buffers: readonly Uint8Array[];
  /** Id of the message itself; what is sent while it is handled carries it as its parent. */
  readonly messageId: string;
}

/** What may go with an outgoing message. */
export interface CommSendOptions {
  readonly metadata?: CommData;
  readonly buffers?: readonly Uint8Array[];
}

/** One open channel between the kernel and the front end (Jupyter messaging, "Custom messages"). */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  send(data: CommData, options?: CommSendOptions): void;
  close(data?: CommData): void;
  /** The listener may be async: the kernel stays busy for this message until it settles. */
  onMessage(listener: (message: CommMessage) => void | Promise<void>): void;
  onClose(listener: (message: CommMessage) => void | Promise<void>): void;
}

/** Opens comms from the kernel, and takes those that the front end opens. */
export interface CommHost {
  open(targetName: string, data: CommData, options?: CommSendOptions & { readonly commId?: string }): Comm;
  /** Called for each `comm_open` of the front end with this target name; the last registration wins. */
  registerTarget(
    targetName: string,
    opened: (comm: Comm, message: CommMessage) => void | Promise<void>,
  ): void;
}
