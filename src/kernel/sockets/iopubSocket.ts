import { XPublisher } from 'zeromq';

/** Numbers of ZeroMQ's options `ZMQ_SUBSCRIBE` and `ZMQ_UNSUBSCRIBE`. */
const option = { subscribe: 6, unsubscribe: 7 } as const;

/**
 * The publishing socket of a kernel. A subscription takes effect when we have read it, not when it arrives: else
 * a message that is sent between the two would reach a front end before its `iopub_welcome` does.
 */
export class IopubSocket extends XPublisher {
  constructor(options: ConstructorParameters<typeof XPublisher>[0]) {
    super(options);
    this.manual = true;
  }

  /** Lets each subscriber in, then calls `subscribed` with its topic; until the socket is closed. */
  async readSubscriptions(subscribed: (topic: string) => void): Promise<void> {
    for await (const [frame] of this) {
      if (this.closed) return;
      if (frame === undefined || frame.length === 0) continue;
      const topic = frame.subarray(1);
      const starts = frame[0] === 1;
      // ZeroMQ applies this to the subscriber whose message was read last.
      this.setStringOption(starts ? option.subscribe : option.unsubscribe, topic.length === 0 ? null : topic);
      if (starts) subscribed(topic.toString());
    }
  }
}
