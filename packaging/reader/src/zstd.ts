/** Segments: unpacked while counting, never beyond the signed length; packed without compressing. */

import { Decompress } from "fzstd";

import { type Bytes, joined } from "./bytes.ts";
import { DAMAGED, Refused, need } from "./refusal.ts";

const MAX_SEGMENT = 512 << 20, WINDOW = 1 << 27, RAW = 1 << 17, SLICE = 1 << 16;
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** Tell whether a frame asks for no more memory than its signed length, or the window that readers give, allow. */
function modest(packed: Uint8Array, length: number): boolean {
  const marks = packed[4] ?? 0, form = marks >> 6, single = (marks & 0x20) !== 0;
  if (marks & 0x0b) return false; // reserved, or made with a dictionary
  const told = packed[5] ?? 0xff, base = 2 ** (10 + (told >> 3));
  if (!single && base + (base / 8) * (told & 7) > WINDOW) return false;
  const at = single ? 5 : 6, size = form ? 1 << form : single ? 1 : 0;
  if (!size) return true;
  let content = form === 1 ? 256 : 0;
  for (let i = 0; i < size; i++) content += (packed[at + i] ?? 0) * 2 ** (8 * i);
  return content === length;
}

export function unpack(packed: Uint8Array, length: number): Uint8Array {
  need(0 <= length && length <= MAX_SEGMENT && MAGIC.every((byte, at) => packed[at] === byte));
  need(modest(packed, length));
  const pieces: Uint8Array[] = [];
  let count = 0;
  try {
    const stream = new Decompress((piece) => {
      count += piece.length;
      if (count > length) throw new Refused(DAMAGED);
      pieces.push(piece.slice());
    });
    for (let at = 0; at < packed.length; at += SLICE) {
      stream.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
    }
  } catch {
    throw new Refused(DAMAGED);
  }
  need(count === length);
  return pieces.length === 1 ? pieces[0]! : joined(...pieces);
}

/** A frame of raw blocks: what this page writes is small. */
export function pack(plain: Uint8Array): Bytes {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, plain.length, true);
  const pieces: Uint8Array[] = [Uint8Array.from([...MAGIC, 0xa0]), size];
  for (let at = 0; at === 0 || at < plain.length; at += RAW) {
    const block = plain.subarray(at, at + RAW);
    const head = (block.length << 3) | (at + RAW >= plain.length ? 1 : 0);
    pieces.push(Uint8Array.from([head & 255, (head >> 8) & 255, head >> 16]), block);
  }
  return joined(...pieces);
}

