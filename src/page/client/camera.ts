/** Why there is no picture of the camera, as a sentence for who looks at the page. */
export class CameraError extends Error {
  override readonly name = 'CameraError';
}

/** The device's camera in a `<video>`: opened, asked for frames, and let go of. */
export class Camera {
  readonly #video: HTMLVideoElement;
  readonly #ended: () => void;
  #stream: MediaStream | undefined;
  /** Counts openings and closings: who is asked for leave may close before it is given. */
  #turn = 0;

  /** @param ended is called when the camera was switched off from outside */
  constructor(video: HTMLVideoElement, ended: () => void) {
    this.#video = video;
    this.#ended = ended;
  }

  /** Pages without https have no camera of their own; a telephone's file chooser has. */
  static get reachable(): boolean {
    return navigator.mediaDevices !== undefined;
  }

  get isOpen(): boolean {
    return this.#stream !== undefined;
  }

  /**
   * Shows what the camera sees; the back one, where there are two.
   * @returns false if it was closed before it was open
   * @throws {CameraError} when it may not, or there is none
   */
  async open(): Promise<boolean> {
    const turn = ++this.#turn;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (turn !== this.#turn) {
        stop(stream);
        return false;
      }
      this.#stream = stream;
      for (const track of stream.getTracks()) track.addEventListener('ended', () => this.#wasEnded());
      this.#video.srcObject = stream;
      await this.#video.play();
      return turn === this.#turn;
    } catch (error) {
      if (turn !== this.#turn) return false;
      this.close();
      throw new CameraError(
        (error as Error).name === 'NotAllowedError'
          ? 'The browser does not let this page use the camera; allow it beside the address.'
          : 'No camera was found; choose a photo instead.',
        { cause: error },
      );
    }
  }

  /** The camera's light goes off. */
  close(): void {
    this.#turn++;
    if (this.#stream) stop(this.#stream);
    this.#stream = undefined;
    this.#video.srcObject = null;
  }

  /** What it sees now, or sees first; `undefined` when it is closed before. */
  async frame(): Promise<HTMLCanvasElement | undefined> {
    await this.firstFrame();
    if (!this.#stream) return undefined;
    const canvas = document.createElement('canvas');
    canvas.width = this.#video.videoWidth;
    canvas.height = this.#video.videoHeight;
    canvas.getContext('2d')?.drawImage(this.#video, 0, 0);
    return canvas;
  }

  #wasEnded(): void {
    this.close();
    this.#ended();
  }

  /** Waits for the first picture, which can come some time after the camera is open, or for the end. */
  firstFrame(): Promise<void> {
    const video = this.#video;
    if (video.videoWidth > 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)
      return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (video.videoWidth > 0) resolve();
      };
      for (const type of ['loadeddata', 'resize', 'timeupdate']) video.addEventListener(type, look);
      video.addEventListener('emptied', () => resolve(), { once: true });
    });
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** A frame as a file; `undefined` when the browser cannot make one. */
export function photoOf(frame: HTMLCanvasElement): Promise<Blob | undefined> {
  return new Promise((resolve) => {
    frame.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', 0.92);
  });
}

/** Lets a telephone's file chooser open its camera. */
export function chooseFromCamera(file: HTMLInputElement): void {
  file.setAttribute('capture', 'environment');
  file.click();
  file.removeAttribute('capture');
}
