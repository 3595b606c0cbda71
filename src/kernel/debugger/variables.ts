import type { Debugger } from 'node:inspector';
import { debuggedThread, type ShownVariable } from '../debuggee/debuggedThread.js';
import type { JsonObject } from '../protocol/jupyterMessage.js';
import { RefusedRequest } from './debugProtocol.js';
import { type Evaluated, type InspectorSession, type RemoteValue, resultOf } from './inspectorSession.js';
import type { Frame } from './stackTrace.js';

/** Kinds of V8's scopes that functions make. */
const functionScopes: ReadonlySet<string> = new Set(['local', 'closure', 'block', 'catch', 'with', 'eval']);

/** Something with variables inside. */
type Holder =
  | { readonly kind: 'shared'; readonly file: string }
  | {
      readonly kind: 'scopes';
      readonly frame: Frame;
      readonly names: readonly string[];
      /** Those of them that may be at the top of the file. */
      readonly ofFile: readonly string[];
    }
  | { readonly kind: 'object'; readonly objectId: string }
  | { readonly kind: 'child'; readonly of: Holder; readonly name: string };

/** What V8 keeps alive until it is let go of. */
const group = 'tsvision-debugger';

/** Lists variables by the numbers under which front ends ask for what is inside. */
export class Variables {
  readonly #open: () => InspectorSession;
  /** JupyterLab shows a type that is not Python's in place of the value. */
  readonly #showsTypes: () => boolean;
  #holders = new Map<number, Holder>();
  #count = 0;

  /** @param session opens one where there is none */
  constructor(session: () => InspectorSession, showsTypes: () => boolean) {
    this.#open = session;
    this.#showsTypes = showsTypes;
  }

  get #session(): InspectorSession {
    return this.#open();
  }

  /** Numbers and values of an earlier stop mean nothing any more. */
  forget(): void {
    this.#holders = new Map();
    this.#session.post('Runtime.releaseObjectGroup', { objectGroup: group }).catch(() => {});
  }

  /** The scopes of a frame that have something in them, innermost first. */
  async scopes(frame: Frame): Promise<JsonObject[]> {
    const { own, outer } = await this.#namesIn(frame);
    const found: JsonObject[] = [];
    for (const [name, holder] of [
      ['Locals', own],
      ['Closure', outer],
    ] as const)
      if ((await this.#shown(holder)).length > 0)
        found.push({ name, variablesReference: this.#refer(holder), expensive: false });
    const shared: Holder = { kind: 'shared', file: frame.code.file };
    return [...found, { name: 'Globals', variablesReference: this.#refer(shared), expensive: false }];
  }

  /** Names that a function's code finds in itself, and in the functions around it. */
  async #namesIn(frame: Frame): Promise<Record<'own' | 'outer', Holder>> {
    const holders = {
      own: { kind: 'scopes', frame, names: [] as string[], ofFile: [] as string[] },
      outer: { kind: 'scopes', frame, names: [] as string[], ofFile: [] as string[] },
    } as const;
    const known = new Set<string>();
    let place: 'own' | 'outer' = 'own';
    for (const { type, object } of frame.call?.scopeChain ?? []) {
      if (!functionScopes.has(type)) continue;
      if (type === 'closure') place = 'outer';
      const names = (await this.#names(object.objectId)).filter((name) => !known.has(name));
      for (const name of names) known.add(name);
      holders[place].names.push(...names);
      // What a file declares at its top is shared, and a function's or a class's name is a variable there besides.
      if (type === 'closure' || (type === 'local' && frame.isTop)) holders[place].ofFile.push(...names);
    }
    if (frame.call?.this.objectId !== undefined) holders.own.names.unshift('this');
    return holders;
  }

  /** What is inside of a number. */
  async listed(reference: number, { start, count }: { start: number; count: number }): Promise<JsonObject[]> {
    const holder = this.#holderOf(reference);
    const all = await this.#shown(holder);
    return all.slice(start, count > 0 ? start + count : undefined).map((each) => this.#listed(each, holder));
  }

  /** The variables that cells share. */
  async shared(): Promise<JsonObject[]> {
    const holder: Holder = { kind: 'shared', file: '' };
    return (await this.#shown(holder)).map((each) => this.#listed(each, holder));
  }

  /** A value as `evaluate` and `setVariable` tell of it. */
  async told(value: RemoteValue): Promise<{ text: string; type: string; variablesReference: number }> {
    const tell = `function (value) { const d = ${debuggedThread};
      return { text: d.valueText(value), type: d.typeOf(value), isExpandable: d.isExpandable(value) }; }`;
    const told = await this.#on(await this.#helper(), tell, [argumentOf(value)], true);
    const { text, type, isExpandable } = told.value as { text: string; type: string; isExpandable: boolean };
    const { objectId } = value;
    const reference = isExpandable && objectId ? this.#refer({ kind: 'object', objectId }) : 0;
    return { text, type: this.#showsTypes() ? type : '', variablesReference: reference };
  }

  /** Gives a variable a value. */
  async assign(reference: number, name: string, value: RemoteValue): Promise<void> {
    const holder = this.#holderOf(reference);
    if (holder.kind === 'scopes') {
      const { callFrameId } = holder.frame.call as Debugger.CallFrame;
      const scopeNumber = await this.#scopeOf(holder.frame, name);
      const newValue = argumentOf(value);
      await this.#session.post('Debugger.setVariableValue', {
        scopeNumber,
        variableName: name,
        newValue,
        callFrameId,
      });
      return;
    }
    const { objectId } = await this.#objectOf(holder);
    const set = 'function (name, value) { "use strict"; this[name] = value; }';
    await this.#on(objectId, set, [{ value: name }, argumentOf(value)]);
  }

  /** The scope in which a frame's code finds a name first. */
  async #scopeOf({ call }: Frame, name: string): Promise<number> {
    for (const [number, { object }] of (call?.scopeChain ?? []).entries())
      if ((await this.#names(object.objectId)).includes(name)) return number;
    throw new RefusedRequest(`There is no variable ${name} here.`);
  }

  async #names(objectId: string | undefined): Promise<readonly string[]> {
    return (await this.#on(objectId, 'function () { return Object.keys(this); }', [], true))
      .value as string[];
  }

  async #shown(holder: Holder): Promise<readonly ShownVariable[]> {
    if (holder.kind === 'shared') return this.#session.call('shared', holder.file);
    if (holder.kind === 'scopes') return this.#inScopes(holder);
    const list = `function () { return ${debuggedThread}.listed(this); }`;
    const { objectId } = await this.#objectOf(holder);
    return (await this.#on(objectId, list, [], true)).value as ShownVariable[];
  }

  /**
   * Read by the frame's own code: V8's scopes hold the values of when it stopped. Inner variables hide outer ones of
   * the same name.
   */
  async #inScopes({ frame, names, ofFile }: Holder & { kind: 'scopes' }): Promise<readonly ShownVariable[]> {
    if (names.length === 0) return [];
    const readers = names.map((name) => `${JSON.stringify(name)}: () => ${name}`);
    const given = `${JSON.stringify(ofFile)}, ${JSON.stringify(frame.code.file)}`;
    const expression = `${debuggedThread}.listedNames({ ${readers.join(', ')} }, ${given})`;
    return (await this.#inFrame(frame, expression, true)).value as ShownVariable[];
  }

  async #inFrame(frame: Frame, expression: string, returnByValue = false): Promise<RemoteValue> {
    const { callFrameId } = frame.call as Debugger.CallFrame;
    const params = { callFrameId, expression, returnByValue, silent: true, objectGroup: group };
    return resultOf(await this.#session.post<Evaluated>('Debugger.evaluateOnCallFrame', params));
  }

  #listed({ name, value, type, isExpandable }: ShownVariable, of: Holder): JsonObject {
    const variablesReference = isExpandable ? this.#refer({ kind: 'child', of, name }) : 0;
    const evaluateName = of.kind === 'shared' || of.kind === 'scopes' ? { evaluateName: name } : {};
    return { name, value, ...(this.#showsTypes() && { type }), ...evaluateName, variablesReference };
  }

  async #objectOf(holder: Holder): Promise<RemoteValue> {
    if (holder.kind === 'object') return { type: 'object', objectId: holder.objectId };
    if (holder.kind === 'shared')
      return this.#remote(`${debuggedThread}.scopeOf(${JSON.stringify(holder.file)})`);
    if (holder.kind === 'scopes') throw new RefusedRequest('A scope is no object.');
    const { of, name } = holder;
    const child = `function (name) { return ${debuggedThread}.childOf(this, name); }`;
    if (of.kind === 'scopes') return this.#inFrame(of.frame, name);
    return this.#on((await this.#objectOf(of)).objectId, child, [{ value: name }]);
  }

  async #helper(): Promise<string | undefined> {
    return (await this.#remote(debuggedThread)).objectId;
  }

  async #remote(expression: string): Promise<RemoteValue> {
    return resultOf(
      await this.#session.post<Evaluated>('Runtime.evaluate', { expression, objectGroup: group }),
    );
  }

  async #on(
    objectId: string | undefined,
    functionDeclaration: string,
    args: readonly object[],
    returnByValue = false,
  ): Promise<RemoteValue> {
    if (objectId === undefined) throw new RefusedRequest('There is nothing inside.');
    const call = {
      objectId,
      functionDeclaration,
      arguments: args,
      returnByValue,
      silent: true,
      objectGroup: group,
    };
    return resultOf(await this.#session.post<Evaluated>('Runtime.callFunctionOn', call));
  }

  #holderOf(reference: number): Holder {
    const holder = this.#holders.get(reference);
    if (!holder) throw new RefusedRequest('These variables are of an earlier stop.');
    return holder;
  }

  #refer(holder: Holder): number {
    this.#count += 1;
    this.#holders.set(this.#count, holder);
    return this.#count;
  }
}

/** A value as an argument of a call. */
export function argumentOf({ objectId, unserializableValue, value }: RemoteValue): object {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value } : { unserializableValue };
}
