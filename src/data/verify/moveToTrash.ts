import { access, appendFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join, parse, relative } from 'node:path';

/** Name of the folder, beside the data, that takes files instead of deleting them. */
const trashFolderName = '.trash';

/**
 * Moves a file below `root` to `root/.trash`, at its old relative path, and notes it in `.trash/moved.jsonl`
 * before it moves, so that whatever happens the note tells where the file was.
 *
 * @returns where the file is now
 */
export async function moveToTrash(path: string, root: string, reason: string): Promise<string> {
  const trash = join(root, trashFolderName);
  const target = await freePath(join(trash, relative(root, path)));
  await mkdir(dirname(target), { recursive: true });
  const note = {
    time: new Date().toISOString(),
    from: relative(root, path),
    to: relative(root, target),
    reason,
  };
  await appendFile(join(trash, 'moved.jsonl'), `${JSON.stringify(note)}\n`);
  await rename(path, target);
  return target;
}

async function freePath(path: string): Promise<string> {
  const { dir, name, ext } = parse(path);
  for (let i = 0; ; i++) {
    const candidate = i === 0 ? path : join(dir, `${name}-${i}${ext}`);
    if (
      !(await access(candidate).then(
        () => true,
        () => false,
      ))
    )
      return candidate;
  }
}
