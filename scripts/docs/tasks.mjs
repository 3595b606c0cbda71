// A page a task: docs/tasks, whose code a test runs (see taskNotebook.mjs).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownPage } from './readme.mjs';

/**
 * The list of tasks, then the tasks in its order.
 * @returns {import('./page.mjs').Page[]}
 */
export function taskPages(root) {
  const read = (name) => readFileSync(join(root, 'docs/tasks', name), 'utf8');
  const index = read('README.md');
  const names = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
  const page = (name, path, markdown) =>
    markdownPage({
      path: `tasks/${path}`,
      source: `docs/tasks/${name}`,
      section: 'tasks',
      kind: 'task',
      title: /^# (.*)/m.exec(markdown)[1],
      markdown,
    });
  return [
    page('README.md', 'index', index),
    ...names.map((name) => page(name, name.replace('.md', ''), read(name))),
  ];
}
