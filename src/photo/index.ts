export { type DecodeFailure, decodeFailure } from './decodeFailure.js';
export { maxPhotoPixels } from './decodeOptions.js';
export * from './errors.js';
export { type OpenPhoto, type OpenPhotoOptions, openPhoto } from './openPhoto.js';
export { isImageHead, type PhotoKind, photoKind } from './photoKind.js';
export { plainJpegSize } from './photoSize.js';
