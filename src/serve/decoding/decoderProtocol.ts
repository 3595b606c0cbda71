/** Kinds of frames between the server and a decoder: its settings, a photo (and its input), a failure. */
export const [settings, photo, failed] = [1, 2, 3];
