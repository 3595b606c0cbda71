import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { JsonLines } from '../../core/index.js';

/** The journal of a folder's downloads: which address each file is of. */
const journalName = '.downloads.jsonl';

/** How a site on this machine names the folder that it serves, at whatever port: `/site-0123456789ab` (`servePhotos`). */
export const siteMark = /^\/site-[0-9a-f]{12}(?=\/)/;

/** Where the photo of an address belongs. */
export interface DownloadPlace {
  readonly url: string;
  /** Name of the file. */
  readonly name: string;
  /** Name of the file that is there already, whatever its extension is now; absent when it is to be fetched. */
  readonly existing: string | undefined;
}

/**
 * Gives every address its file in a folder, and writes that down before anything is fetched. An address that had one
 * before has it again, wherever in the list it stands now. A new one takes the number of its place in the list if
 * that is free, else the next after all that are taken; so two lists may share a folder.
 */
export async function downloadPlaces(folder: string, urls: readonly string[]): Promise<DownloadPlace[]> {
  const journal = new JsonLines(join(folder, journalName));
  const names = new Map((await journal.read()).map(({ url, file }) => [url as string, file as string]));
  const there = await filesByNumber(folder);
  const taken = new Set([...there.keys(), ...[...names.values()].map(numberOf)]);
  const fresh: { url: string; file: string }[] = [];
  for (const [index, url] of urls.entries()) {
    const address = lastingAddress(url);
    if (names.has(address)) continue;
    const file = claim(url, index, taken);
    names.set(address, file);
    fresh.push({ url: address, file });
  }
  await journal.append(fresh);
  return [...new Set(urls)].map((url) => {
    const name = names.get(lastingAddress(url)) as string;
    return { url, name, existing: there.get(numberOf(name)) };
  });
}

function claim(url: string, index: number, taken: Set<string>): string {
  let number = eightDigits(index);
  if (taken.has(number))
    number = eightDigits([...taken].reduce((most, one) => Math.max(most, Number(one)), 0) + 1);
  taken.add(number);
  return number + extensionOf(url);
}

const eightDigits = (index: number): string => String(index).padStart(8, '0');

const numberOf = (name: string): string => name.slice(0, 8);

/** That of the address's path; `.jpg` without one. */
function extensionOf(url: string): string {
  const extension = URL.canParse(url) ? extname(new URL(url).pathname).toLowerCase() : '';
  return /^\.[a-z0-9]{2,5}$/.test(extension) ? extension : '.jpg';
}

async function filesByNumber(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder);
  return new Map(
    names.filter((name) => /^\d{8}\.[a-z0-9]+$/.test(name)).map((name) => [numberOf(name), name]),
  );
}

/** What stays of an address when a marked site serves the same folder at another port; others stay as they are. */
function lastingAddress(url: string): string {
  if (!url.startsWith('http://127.0.0.1:') || !URL.canParse(url)) return url;
  const { pathname } = new URL(url);
  return siteMark.test(pathname) ? pathname : url;
}
