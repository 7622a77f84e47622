/** What was opened, kept in one age file for one's own key if the person wants it: the bundles as they came. */

import { joined, text, utf8 } from "./bytes.ts";
import { sealStream, unsealStream } from "./sealing.ts";
import type { OpenedBundle } from "./session.ts";

const MARK = utf8("FPKEPT1\n");

function number64(value: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}

export async function sealCollection(bundles: OpenedBundle[], recipient: string): Promise<Blob> {
  const unique = [...new Map(bundles.map((one) => [`${one.digest} ${one.found.join()}`, one])).values()];
  const pieces: (Uint8Array<ArrayBuffer> | Blob)[] = [MARK];
  for (const { name, file, size } of unique) {
    const told = utf8(name);
    pieces.push(joined(number64(told.length), told, number64(size)), file);
  }
  const sealed = await sealStream(new Blob(pieces).stream(), recipient);
  return gather(sealed);
}

async function gather(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  const pieces: Blob[] = [];
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    pieces.push(new Blob([Uint8Array.from(step.value)]));
  }
  return new Blob(pieces);
}

/** The bundles of a collection; throws if it is none of this key. */
export async function openCollection(sealed: Blob, identity: string): Promise<{ name: string; file: Blob }[]> {
  const plain = await gather(await unsealStream(sealed.stream(), identity));
  const read = async (at: number, size: number) => new Uint8Array(await plain.slice(at, at + size).arrayBuffer());
  if (text(await read(0, MARK.length)) !== text(MARK)) throw new Error("not a collection");
  const found: { name: string; file: Blob }[] = [];
  for (let at = MARK.length; at < plain.size; ) {
    const length = Number(new DataView((await read(at, 8)).buffer).getBigUint64(0));
    const name = text(await read(at + 8, length));
    const size = Number(new DataView((await read(at + 8 + length, 8)).buffer).getBigUint64(0));
    const start = at + 16 + length;
    if (start + size > plain.size) throw new Error("cut off");
    found.push({ name, file: plain.slice(start, start + size) });
    at = start + size;
  }
  return found;
}
