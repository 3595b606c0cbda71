let addon: string | undefined;

/** Says where the compiled `jpeg.cc` lies, once the library that it belongs to runs in this process. */
export function setJpegDecoder(path: string | undefined): void {
  addon = path;
}

/**
 * Path of an addon that any thread of this process may load: its `decode(photo, width, height, rgb)` writes the pixels of
 * a JPEG without a fault into `rgb`, the very pixels that sharp gives. `undefined` where TensorFlow was not built by
 * `setupEngine` or does not run: the addon would load all of TensorFlow for it.
 */
export function jpegDecoder(): string | undefined {
  return addon;
}
