/** Whether a file that begins with these (at least 12) bytes is a picture of a kind that we decode. */
export function isImageHead(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  return (
    text.startsWith('\xff\xd8\xff') || // JPEG
    text.startsWith('\x89PNG\r\n\x1a\n') ||
    text.startsWith('GIF87a') ||
    text.startsWith('GIF89a') ||
    text.startsWith('II*\0') || // TIFF, little endian
    text.startsWith('MM\0*') || // TIFF, big endian
    (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') ||
    /^ftyp(avif|avis|heic|heix|mif1)/.test(text.slice(4))
  );
}
