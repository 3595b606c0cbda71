export { type DecodeFailure, decodeFailure } from './decodeFailure.js';
export * from './errors.js';
export { type OpenPhoto, type OpenPhotoOptions, openPhoto } from './openPhoto.js';
export { isImageHead, type PhotoKind, photoKind } from './photoKind.js';
