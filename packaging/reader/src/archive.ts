/** The strict ustar of a bundle, read from a file piece by piece: each header is made again and compared. */

import { type Bytes, hashed, same, utf8, zeros } from "./bytes.ts";
import { NOT_A_BUNDLE, TRUNCATED, need } from "./refusal.ts";

const BLOCK = 512;
export const CONTROL = "control.age";
const MAX_CONTROL = 256 << 20, MAX_PART = (8 << 20) + (4 << 10);
const RUN = 8 << 20; // bytes read and hashed at once

export interface Place {
  file: Blob;
  at: number;
  size: number;
}

export function tarHeader(name: string, size: number): Bytes {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(utf8(text), at);
  put(0, name);
  put(100, "0000600\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${size.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0");
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\x0000");
  put(329, "0000000\0");
  put(337, "0000000\0");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

export async function bytesOf(file: Blob, at: number, size: number): Promise<Bytes> {
  return new Uint8Array(await file.slice(at, at + size).arrayBuffer());
}

function ascii(block: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...block.subarray(from, to));
}

function member(block: Uint8Array, most: number): { name: string; size: number } {
  const name = ascii(block, 0, 100).replace(/\0+$/, ""), digits = ascii(block, 124, 135);
  need(/^[0-7]{11}$/.test(digits));
  const size = parseInt(digits, 8);
  need(0 < size && size <= most && /^[\x21-\x7e]+$/.test(name) && same(tarHeader(name, size), block));
  return { name, size };
}

/** Step 1: the sealed control part, and where it ends. */
export async function readControl(file: Blob): Promise<{ control: Bytes; end: number }> {
  const block = await bytesOf(file, 0, BLOCK);
  need(ascii(block, 0, CONTROL.length) === CONTROL, NOT_A_BUNDLE);
  need(block.length === BLOCK, TRUNCATED);
  const { name, size } = member(block, MAX_CONTROL);
  need(name === CONTROL);
  const end = BLOCK + size + padding(size);
  need(file.size >= end, TRUNCATED);
  const control = await bytesOf(file, BLOCK, size);
  need(zeros(await bytesOf(file, BLOCK + size, padding(size))));
  return { control, end };
}

/** Reads a file through a window: few questions to the disk where parts are small. */
class Window {
  private bytes: Bytes = new Uint8Array(0);
  private start = 0;

  constructor(private readonly file: Blob) {}

  async read(at: number, size: number): Promise<Bytes> {
    if (at < this.start || at + size > this.start + this.bytes.length) {
      this.start = at;
      this.bytes = await bytesOf(this.file, at, Math.max(size, RUN));
    }
    return this.bytes.slice(at - this.start, at - this.start + size);
  }
}

export interface Read {
  parts: [string, Place][];
  ended: boolean; // false of a copy that was cut off
}

/** Step 7, of the parts that follow: each must be what its name says. Stops quietly where a copy was cut off. */
export async function readParts(file: Blob, from: number): Promise<Read> {
  const parts: [string, Place][] = [];
  const window = new Window(file);
  const checks: Promise<void>[] = [];
  const finished = async (ended: boolean): Promise<Read> => {
    await Promise.all(checks);
    return { parts, ended };
  };
  for (let at = from, waiting = 0; ; ) {
    const block = await window.read(at, BLOCK);
    if (block.length < BLOCK) return finished(false);
    if (zeros(block)) {
      const rest = await bytesOf(file, at + BLOCK, BLOCK + 1);
      need(zeros(rest) && rest.length <= BLOCK);
      return finished(rest.length === BLOCK);
    }
    const { name, size } = member(block, MAX_PART);
    need(/^[0-9a-f]{64}$/.test(name));
    if (at + BLOCK + size > file.size) return finished(false);
    const content = await window.read(at + BLOCK, size);
    need(zeros(await window.read(at + BLOCK + size, padding(size))));
    parts.push([name, { file, at: at + BLOCK, size }]);
    const check = hashed(content).then((found) => need(found === name));
    check.catch(() => undefined); // told when all are waited for, unless something is wrong before
    checks.push(check);
    waiting += size;
    if (waiting > RUN) {
      await Promise.all(checks.splice(0));
      waiting = 0;
    }
    at += BLOCK + size + padding(size);
  }
}

/** A whole archive. */
export function archive(members: [name: string, content: Bytes | Blob][]): Blob {
  const pieces: (Bytes | Blob)[] = [];
  for (const [name, content] of members) {
    const size = content instanceof Blob ? content.size : content.length;
    pieces.push(tarHeader(name, size), content, new Uint8Array(padding(size)));
  }
  return new Blob([...pieces, new Uint8Array(2 * BLOCK)]);
}
