import type { Bytes, HostModel, Invoke, ModuleModel } from './contract.js';

/** The model as a module sees it. @param owner whose listeners these are: they are taken away together */
export function moduleModel(model: HostModel, owner: unknown): ModuleModel {
  return {
    get: (name) => model.get(name),
    set: (name, value) => model.set(name, value),
    save_changes: () => model.save_changes(),
    send: (content, callbacks, buffers) => model.send(content, callbacks, buffers),
    on: (event, listener) => void model.on(event, listener, owner),
    off: (event, listener) => void model.off(event, listener, owner),
    widget_manager: model.widget_manager,
  };
}

/** How long the kernel may take to answer when nobody says otherwise, in ms. */
const patience = 3000;

/** `experimental.invoke`: a message with a number, and the answer of that number. */
export function invokeOf(model: HostModel): Invoke {
  return (name, message, { buffers = [], signal = AbortSignal.timeout(patience) } = {}) =>
    new Promise((resolve, reject) => {
      const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
      const owner = {};
      const answered = (content: CommandAnswer, bytes: DataView[]): void => {
        if (content?.id !== id) return;
        model.off(null, null, owner);
        if (content.error === undefined) resolve([content.response, bytes]);
        else reject(new Error(content.error));
      };
      const given = (): void => {
        model.off(null, null, owner);
        reject(signal.reason);
      };
      if (signal.aborted) return given();
      signal.addEventListener('abort', given, { once: true });
      model.on('msg:custom', answered as never, owner);
      model.send({ id, kind: 'anywidget-command', name, msg: message }, undefined, buffers as Bytes[]);
    });
}

interface CommandAnswer {
  readonly id?: string;
  readonly response?: unknown;
  /** Ours: what the command threw. */
  readonly error?: string;
}
