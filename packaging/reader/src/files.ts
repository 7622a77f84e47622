/** Files: put together of their parts and held against their hashes, one part in memory at a time. */

import { sha256 } from "@noble/hashes/sha2.js";

import { type Place, bytesOf } from "./archive.ts";
import { hashed, hex } from "./bytes.ts";
import type { Description } from "./descriptions.ts";
import { unseal } from "./sealing.ts";

export type Verdict = "whole" | "missing" | "other";

export interface Held {
  verdict: Verdict;
  content?: Blob;
}

/** Open a file and hold it against its description; keys: those that any description states for a part. */
export async function openFile(
  told: Description, places: (Place | undefined)[], keys: string[][], keep: boolean,
): Promise<Held> {
  if (places.some((place) => place === undefined)) return { verdict: "missing" };
  const whole = told.parts.length > 1 ? sha256.create() : undefined;
  const pieces: Blob[] = [];
  let last = "";
  for (const [at, part] of told.parts.entries()) {
    const plain = await openPart(places[at]!, keys[at]!);
    if (!plain || plain.length !== part.size) return { verdict: "other" };
    last = await hashed(plain);
    if (last !== part.ph) return { verdict: "other" };
    whole?.update(plain);
    if (keep) pieces.push(new Blob([plain]));
  }
  const digest = whole ? hex(whole.digest()) : told.parts.length ? last : hex(sha256(new Uint8Array(0)));
  if (digest !== told.sha256) return { verdict: "other" };
  return keep ? { verdict: "whole", content: new Blob(pieces) } : { verdict: "whole" };
}

async function openPart(place: Place, keys: string[]) {
  const sealed = await bytesOf(place.file, place.at, place.size);
  for (const key of keys) {
    try {
      return Uint8Array.from(await unseal(sealed, key));
    } catch {
      // another key may be the right one
    }
  }
  return undefined;
}
