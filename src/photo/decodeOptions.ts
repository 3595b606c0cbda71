import type { SharpOptions } from 'sharp';

/** Photos with more pixels than this are refused: a small file can hold a picture that fills the memory. */
export const maxPhotoPixels = 150_000_000;

/** No side may be longer, in pixels (JPEG's own limit): a single row of millions takes a decoder a minute. */
export const maxPhotoSide = 65_535;

/**
 * How libvips opens a photo: a broken one is an error, only the first frame of an animation counts, and numbers are
 * taken as they stand in the file, as Pillow (so torchvision and fastai) does: a colour profile changes how a
 * screen shows them, and applying it takes several times as long as decoding. See `openPhoto` for the rest.
 */
export const decodeOptions: SharpOptions = {
  failOn: 'error',
  ignoreIcc: true,
  limitInputPixels: maxPhotoPixels,
  pages: 1,
};
