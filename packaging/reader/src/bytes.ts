/** Bytes: hexadecimal, text, hashes, comparing. */

import { sha256 as pure } from "@noble/hashes/sha2.js";

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const NATIVE = 1 << 14; // below this many bytes, asking the browser costs more than hashing here

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** The text of some bytes; throws TypeError if they are no UTF-8. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export function hex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += (byte < 16 ? "0" : "") + byte.toString(16);
  return out;
}

export function unhex(text: string): Bytes {
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function isHex(value: unknown, length: number): value is string {
  return typeof value === "string" && value.length === length && /^[0-9a-f]*$/.test(value);
}

export function joined(...pieces: Uint8Array[]): Bytes {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function zeros(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** SHA-256 of a few bytes, at once. */
export function digest(bytes: Uint8Array): string {
  return hex(pure(bytes));
}

/** SHA-256 of any bytes, by the browser where that is quicker. */
export async function hashed(bytes: Bytes): Promise<string> {
  if (bytes.length < NATIVE || !(crypto.subtle as SubtleCrypto | undefined)) return digest(bytes);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

export function random(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

export function number32(value: number): Bytes {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

export function read32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

/** Order texts as Python does: by code points, not by halves of them. */
export function byCodePoints(one: string, other: string): number {
  const a = Array.from(one), b = Array.from(other);
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = a[i]!.codePointAt(0)! - b[i]!.codePointAt(0)!;
    if (difference) return difference;
  }
  return a.length - b.length;
}

/** Tell whether a text has more characters than some number. */
export function longer(value: string, most: number): boolean {
  if (value.length <= most) return false;
  let count = 0;
  for (const _ of value) if (++count > most) return true;
  return false;
}
