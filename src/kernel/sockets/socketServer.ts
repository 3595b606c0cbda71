import type { MessagePort } from 'node:worker_threads';
import { Debugger } from '../debugger/debugger.js';
import { MainThread } from '../interrupt/mainThread.js';
import { CheckerClient } from '../language/checker/checkerPort.js';
import { DescriptorOutput } from '../output/descriptorOutput.js';
import { StreamBatcher } from '../output/streamBatcher.js';
import type { IncomingMessage, OutgoingMessage } from '../protocol/jupyterMessage.js';
import { MessageCodec } from '../protocol/messageCodec.js';
import { broadcast, replyTo, statusMessage } from '../protocol/replies.js';
import { Backlog } from './backlog.js';
import { ChildProcesses } from './childProcesses.js';
import { InputBroker } from './inputBroker.js';
import { KernelSockets } from './kernelSockets.js';
import { LanguageComms } from './languageComms.js';
import { LanguageRelief } from './languageRelief.js';
import { watchParent } from './parentWatch.js';
import { Subshells } from './subshells.js';
import type { SharedSlots, SocketThreadData, ToSockets } from './threadMessages.js';

/** Time in which an idle main thread has taken a message, in ms. */
const takingTime = 100;
/** How long a session's first cell waits for somebody who listens, in ms. */
const listeningTime = 3000;
/** How long the main thread may take to end by itself, in ms, before it is ended. */
const patience = 1500;

/** What the socket thread does with each message: answer it here, or hand it to the main thread. */
export class SocketServer {
  readonly #data: SocketThreadData;
  readonly #port: MessagePort;
  readonly #shared: SharedSlots;
  readonly #codec: MessageCodec;
  readonly #sockets: KernelSockets;
  readonly #main: MainThread;
  readonly #input: InputBroker;
  readonly #children: ChildProcesses;
  readonly #streams = new StreamBatcher(({ name, text, parent }) =>
    this.#sockets.send(broadcast('stream', { name, text }, { parent })),
  );
  readonly #written: DescriptorOutput;
  readonly #subshells = new Subshells();
  readonly #debugger: Debugger;
  readonly #unwatchParent: () => void;
  readonly #languageComms = new LanguageComms(
    (message) => this.#send(message),
    () => this.#state,
  );
  /** What the main thread said last that it does. */
  #state: OutgoingMessage | undefined;
  #language: LanguageRelief | undefined;
  /** Whether somebody hears what is published; until then it would be lost. */
  #isHeard = false;
  #heard: () => void = () => {};
  #ending: Promise<void> | undefined;

  constructor(port: MessagePort, data: SocketThreadData) {
    const shared = new Int32Array(data.shared);
    this.#shared = shared;
    this.#data = data;
    this.#port = port;
    this.#codec = new MessageCodec(data.connection);
    this.#sockets = new KernelSockets(this.#codec);
    this.#children = new ChildProcesses(data.mark);
    this.#main = new MainThread(port, shared, () => this.#endChildren());
    this.#input = new InputBroker((message) => this.#send(message), {
      shared,
      sleeping: data.answers,
      awake: (answer) => this.#main.post({ kind: 'answer', answer }),
    });
    const log = (text: string): void => this.#main.post({ kind: 'log', text });
    this.#written = new DescriptorOutput(data.pipes, this.#streams, log);
    this.#debugger = new Debugger({
      shared,
      kernel: String(data.connection.shell_port),
      language: () => this.#language?.checker,
      cell: () => this.#written.parent ?? '{}',
      publish: (event, parent) => this.#send(broadcast('debug_event', event, { parent })),
    });
    this.#unwatchParent = watchParent(() => this.#shutDown());
    data.signals.on('message', () => this.#interrupt());
    data.signals.unref();
  }

  async start(): Promise<void> {
    try {
      await this.#sockets.bind(this.#data.connection);
    } catch (error) {
      this.#main.post({ kind: 'failed', reason: (error as Error).message });
      return;
    }
    this.#sockets.send(statusMessage('starting'));
    this.#main.post({ kind: 'ready' });
    await Promise.all([
      this.#sockets.beat(),
      this.#sockets.readSubscriptions((topic) => {
        this.#sockets.send(broadcast('iopub_welcome', { subscription: topic }, { topic }));
        this.#isHeard = true;
        this.#heard();
      }),
      this.#read('shell'),
      this.#read('control'),
      this.#read('stdin'),
    ]);
  }

  /** Does what the main thread asks for. */
  take(message: ToSockets): void {
    Backlog.taken(this.#shared, message);
    switch (message.kind) {
      case 'stream':
        if (this.#streams.isEmpty) this.#written.drain();
        this.#streams.add(message.chunk);
        break;
      case 'cell':
        this.#written.drain();
        this.#written.parent = message.parent;
        break;
      case 'send':
        if (!message.message.type.startsWith('comm')) this.#written.drain();
        if (message.message.type === 'status') this.#state = message.message;
        if (message.message.type === 'clear_output') this.#streams.begin(message.message.parent);
        this.#send(message.message);
        break;
      case 'input':
        this.#written.drain();
        this.#streams.flush();
        this.#input.ask(message.request);
        break;
      case 'withdraw':
        this.#input.withdraw(message.id);
        break;
      case 'language':
        this.#offerLanguage(new CheckerClient(message.port));
        break;
      case 'loaded':
        void this.#debugger
          .loaded(message.file)
          .then(() => this.#main.post({ kind: 'barrier', id: message.id }));
        break;
      case 'childStarted':
        this.#children.started(message.child);
        break;
      case 'childExited':
        this.#children.exited(message.pid);
        break;
      case 'cellEnded':
        this.#children.cellEnded(message.cell);
        break;
      case 'barrier':
        this.#main.post(message);
        break;
      case 'close':
        void this.#close();
    }
  }

  #offerLanguage(checker: CheckerClient): void {
    this.#language?.close();
    this.#language = new LanguageRelief(checker);
    this.#languageComms.connect(checker);
  }

  #read(channel: 'shell' | 'control' | 'stdin'): Promise<void> {
    return this.#sockets.read(channel, async (frames) => {
      const message = this.#codec.decode(channel, frames);
      if (message?.header.msg_type === 'execute_request' && !this.#isHeard) await this.#listener();
      if (message) this.#receive(message);
    });
  }

  /**
   * Resolves when somebody has subscribed, or has had the time to. Front ends that do not wait for `iopub_welcome`
   * (jupyter console) send a cell while their subscription is under way, and wait for ever for an `idle` that went by.
   */
  #listener(): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = resolve;
      setTimeout(() => {
        this.#isHeard = true;
        resolve();
      }, listeningTime).unref();
    });
  }

  #receive(message: IncomingMessage): void {
    if (message.channel === 'stdin') {
      if (message.header.msg_type === 'input_reply') this.#input.answer(message);
      return;
    }
    const answer = this.#answerHere(message);
    if (message.header.msg_type === 'debug_request') void this.#debug(message);
    else if (this.#languageComms.takes(message)) this.#languageComms.receive(message);
    else if (answer) this.#answer(message, answer);
    else this.#deliver(message);
  }

  /** What only needs the compiler does not wait for a cell that computes. */
  #deliver(message: IncomingMessage): void {
    const sequence = this.#main.deliver(message);
    if (!this.#language?.canAnswer(message)) return;
    setTimeout(async () => {
      if (!this.#main.withdraw(sequence)) return;
      this.#answer(message, (await this.#language?.answer(message)) ?? {});
    }, takingTime);
  }

  async #debug(message: IncomingMessage): Promise<void> {
    const parent = JSON.stringify(message.header);
    this.#send(statusMessage('busy', parent));
    this.#reply(message, await this.#debugger.answer(message.content, parent));
    this.#send(statusMessage('idle', parent));
  }

  #answer(message: IncomingMessage, answer: Record<string, unknown>): void {
    const parent = JSON.stringify(message.header);
    this.#send(statusMessage('busy', parent));
    this.#reply(message, answer);
    this.#send(statusMessage('idle', parent));
    if (message.header.msg_type === 'shutdown_request') this.#shutDown();
  }

  /** The reply's content, when this thread can answer by itself. */
  #answerHere(message: IncomingMessage): Record<string, unknown> | undefined {
    const type = message.header.msg_type;
    if (type === 'kernel_info_request') return this.#data.kernelInfo;
    if (message.channel !== 'control' && type !== 'shutdown_request') return undefined;
    if (type === 'shutdown_request') return { status: 'ok', restart: message.content.restart === true };
    if (type === 'interrupt_request') {
      this.#interrupt();
      return { status: 'ok' };
    }
    return this.#subshells.answer(type, message.content);
  }

  #reply(request: IncomingMessage, content: Record<string, unknown>): void {
    const reply = replyTo(request, content);
    this.#send(reply);
    // Every front end wants to know that the kernel goes away, not only the one that asked.
    if (reply.type === 'shutdown_reply') {
      this.#send({ ...reply, channel: 'iopub', identities: [Buffer.from('shutdown')] });
    }
  }

  #interrupt(): void {
    this.#input.cancel();
    // Where the debugger has paused the code, that is no place to hear of anything.
    if (this.#debugger.attachment) void this.#debugger.endPaused().then(() => this.#main.interrupt());
    else this.#main.interrupt();
    this.#endChildren();
  }

  #endChildren(): void {
    this.#ending ??= this.#children.interrupt().finally(() => {
      this.#ending = undefined;
    });
  }

  #send(message: OutgoingMessage): void {
    this.#streams.flush();
    this.#sockets.send(message);
  }

  /** Asks the main thread to end the process; ends it the hard way when that takes too long. */
  #shutDown(): void {
    this.#input.cancel();
    void this.#debugger.close();
    this.#main.post({ kind: 'shutdown' });
    void this.#children.endAll();
    setTimeout(() => this.#main.interrupt(), patience).unref();
    setTimeout(() => {
      this.#children.killAll();
      void this.#sockets.close().finally(() => process.kill(process.pid, 'SIGKILL'));
    }, 1.5 * patience).unref();
  }

  async #close(): Promise<void> {
    this.#unwatchParent();
    await this.#debugger.close();
    this.#written.close();
    this.#streams.flush();
    await this.#children.endAll();
    await this.#sockets.close();
    this.#language?.close();
    this.#data.answers.close();
    this.#data.signals.close();
    this.#port.close();
  }
}
