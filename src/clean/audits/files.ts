import { type Audit, type Finding, perPhoto } from './audit.js';

/** Files that cannot be decoded: web pages saved as photos, downloads that were cut, files that vanished. */
export const unreadable: Audit = {
  name: 'unreadable',
  meaning: 'it cannot be decoded',
  find(photos) {
    return photos.flatMap(({ facts }, index): Finding[] =>
      facts.readable ? [] : [{ audit: 'unreadable', index, score: 0, detail: facts.reason }],
    );
  },
};

/** Extensions that each format may have; formats that are not listed are not judged. */
const extensions: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png'],
  webp: ['webp'],
  gif: ['gif'],
  tiff: ['tif', 'tiff'],
  heif: ['heic', 'heif', 'avif'],
  svg: ['svg'],
};

/** Files whose name says another format than their content. */
export const wrongExtension = perPhoto(
  'wrongExtension',
  'its name says another format than its content',
  ({ format, extension }) => {
    if (extension === '' || (extensions[format] ?? [extension]).includes(extension)) return undefined;
    return { score: 0, detail: `${format.toUpperCase()} named .${extension}` };
  },
);
