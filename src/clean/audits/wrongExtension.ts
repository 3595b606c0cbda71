import { perPhoto } from './audit.js';

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
