import { randomUUID } from 'node:crypto';
import { errorContent } from '../protocol/replies.js';

/**
 * The subshells of the kernel (JEP 91). Each is a queue of its own for cells; the main thread makes the queue when
 * the first message for it comes, so that all there is to keep here are the names.
 */
export class Subshells {
  readonly #ids = new Set<string>();

  /** The reply's content, or `undefined` for a message about something else. */
  answer(type: string, content: Record<string, unknown>): Record<string, unknown> | undefined {
    if (type === 'create_subshell_request') {
      const id = randomUUID();
      this.#ids.add(id);
      return { status: 'ok', subshell_id: id };
    }
    if (type === 'list_subshell_request') return { status: 'ok', subshell_id: [...this.#ids] };
    if (type !== 'delete_subshell_request') return undefined;
    const id = String(content.subshell_id);
    if (this.#ids.delete(id)) return { status: 'ok' };
    return errorContent('UnknownSubshell', `There is no subshell ${id}.`);
  }
}
