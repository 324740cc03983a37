/** Frames on a stream of bytes: length (4 bytes, big endian) ‖ frame. One too long ends the stream before it is read. */
import { MOST_FRAME_BYTES } from './frames.ts';

const LENGTH_SIZE = 4;

export function framed(frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH_SIZE + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, LENGTH_SIZE);
  return bytes;
}

/** Cuts what comes in pieces into frames; keeps at most one frame. */
export class FrameReader {
  #pending = new Uint8Array();

  /** @returns the frames that are whole now; undefined once one is announced that is too long */
  read(piece: Uint8Array): Uint8Array[] | undefined {
    const joined = new Uint8Array(this.#pending.length + piece.length);
    joined.set(this.#pending);
    joined.set(piece, this.#pending.length);
    const view = new DataView(joined.buffer);
    const frames: Uint8Array[] = [];
    let at = 0;
    while (at + LENGTH_SIZE <= joined.length) {
      const length = view.getUint32(at);
      if (length > MOST_FRAME_BYTES) return undefined;
      if (at + LENGTH_SIZE + length > joined.length) break;
      frames.push(joined.slice(at + LENGTH_SIZE, at + LENGTH_SIZE + length));
      at += LENGTH_SIZE + length;
    }
    this.#pending = joined.slice(at);
    return frames;
  }
}
