/** Ed25519 over DSSE bytes, as strict as the program: nothing of small order or in another form signs anything. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";

import { type Bytes, digest, hex, joined, same, unhex, utf8 } from "./bytes.ts";

const P = (1n << 255n) - 19n;
const SMALL_ORDER = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(30)}7f`,
]);
export const SIGNATURE = 64;

export function typeName(kind: string): string {
  return `application/vnd.focalpoint.${kind}.v1+json`;
}

export function pae(kind: string, payload: Uint8Array): Bytes {
  const name = typeName(kind);
  return joined(utf8(`DSSEv1 ${name.length} ${name} ${payload.length} `), payload);
}

export function identifier(kind: string, payload: Uint8Array): string {
  return digest(pae(kind, payload));
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`);
}

/** Tell whether the bytes of a point are those of one of small order, or not the only ones it has. */
function weak(point: Uint8Array): boolean {
  const y = Uint8Array.from(point);
  y[31]! &= 0x7f;
  return SMALL_ORDER.has(hex(y)) || littleEndian(y) >= P;
}

function sound(key: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== SIGNATURE) return false;
  const s = littleEndian(signature.subarray(32));
  return !weak(key) && !weak(signature.subarray(0, 32)) && s < ed25519.Point.Fn.ORDER;
}

/** The equation without its cofactor, as the program's library checks it. */
export function verifiedHere(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(key);
    const order = ed25519.Point.Fn.ORDER;
    const first = signature.subarray(0, 32);
    const k = littleEndian(sha512(joined(first, key, message))) % order;
    const s = littleEndian(signature.subarray(32));
    const base = s === 0n ? ed25519.Point.ZERO : ed25519.Point.BASE.multiplyUnsafe(s);
    return same(base.subtract(point.multiplyUnsafe(k)).toBytes(), first);
  } catch {
    return false;
  }
}

const keys = new Map<string, Promise<CryptoKey>>();

async function asked(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const name = hex(key);
  let imported = keys.get(name);
  if (!imported) {
    imported = crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    keys.set(name, imported);
  }
  return crypto.subtle.verify("Ed25519", await imported, signature, message);
}

let native: Promise<boolean> | undefined;

/** Tell whether the browser verifies: it takes a true signature and no other. Asked once. */
export function isNative(): Promise<boolean> {
  native ??= (async () => {
    try {
      const seed = unhex("01".repeat(32)), message = utf8("focalpoint reader");
      const key = Uint8Array.from(ed25519.getPublicKey(seed)), good = Uint8Array.from(ed25519.sign(message, seed));
      const bad = Uint8Array.from(good);
      bad[40]! ^= 1;
      return (await asked(key, message, good)) && !(await asked(key, message, bad));
    } catch {
      return false;
    }
  })();
  return native;
}

/** Verify by this page's own code from now on. */
export function useOwn(): void {
  native = Promise.resolve(false);
}

export async function verified(
  publicKey: string, kind: string, payload: Uint8Array, signature: Uint8Array,
): Promise<boolean> {
  const key = unhex(publicKey), message = pae(kind, payload), given = Uint8Array.from(signature);
  if (!sound(key, given)) return false;
  if (!(await isNative())) return verifiedHere(key, message, given);
  try {
    return await asked(key, message, given);
  } catch {
    return false;
  }
}

export function signed(seed: Uint8Array, kind: string, payload: Uint8Array): Bytes {
  return Uint8Array.from(ed25519.sign(pae(kind, payload), seed));
}

export function publicKey(seed: Uint8Array): string {
  return hex(ed25519.getPublicKey(seed));
}
