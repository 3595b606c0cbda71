import { type JsonObject, numberOf, textOf } from '../protocol/jupyterMessage.js';
import type { HistoryEntry, HistoryStore } from './historyStore.js';

/** Content of `history_reply`: `tail`, `range` and `search`, as IPython answers them. */
export function answerHistory(history: HistoryStore, content: JsonObject): JsonObject {
  const entries = select(history, content);
  const withOutput = content.output === true;
  return {
    status: 'ok',
    history: entries.map(({ session, line, input, output }) => [
      session,
      line,
      withOutput ? [input, output ?? null] : input,
    ]),
  };
}

function select(history: HistoryStore, content: JsonObject): readonly HistoryEntry[] {
  const count = numberOf(content, 'n', 1000);
  switch (content.hist_access_type) {
    case 'tail':
      return last(history.all(), count);
    case 'range':
      return range(history, content);
    case 'search': {
      const pattern = globPattern(textOf(content, 'pattern') || '*');
      const found = history.all().filter((entry) => pattern.test(entry.input));
      return last(content.unique === true ? unique(found) : found, count);
    }
    default:
      return [];
  }
}

/** Session 0 is the current one, a negative number counts back from it; `stop` is exclusive. */
function range(history: HistoryStore, content: JsonObject): readonly HistoryEntry[] {
  const asked = numberOf(content, 'session', 0);
  const session = asked > 0 ? asked : history.session + asked;
  const start = numberOf(content, 'start', 0);
  const stop = numberOf(content, 'stop', Number.POSITIVE_INFINITY);
  return history
    .all()
    .filter((entry) => entry.session === session && entry.line >= start && entry.line < stop);
}

function last(entries: readonly HistoryEntry[], count: number): readonly HistoryEntry[] {
  return count > 0 ? entries.slice(-count) : [];
}

/** Of cells with the same text the newest. */
function unique(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return [...new Map(entries.map((entry) => [entry.input, entry])).values()];
}

/** `*` stands for any text, `?` for one character. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}
