/** The identity card of a device, signed by itself. */

import { type Bytes, digest, isHex, joined, longer, read32, unhex, utf8, hex } from "./bytes.ts";
import { canonical, shaped } from "./canonical.ts";
import { NOT_A_CARD, need } from "./refusal.ts";
import { isRecipient } from "./sealing.ts";
import { signed, verified } from "./signing.ts";
import { isInstant, isLine } from "./values.ts";

export const MAX_CARD = 4_000;
const TEXTS = ["person", "function", "office", "country", "device"] as const;
const KEYS = ["v", ...TEXTS, "public", "recipient", "space", "created"];

export interface Card {
  v: number;
  person: string;
  function: string;
  office: string;
  country: string;
  device: string;
  public: string;
  recipient: string;
  space: string;
  created: string;
  keeps?: boolean;
  signature: string;
}

export async function readCard(raw: Uint8Array): Promise<Card> {
  need(raw.length <= MAX_CARD, NOT_A_CARD);
  const told = canonical(raw, NOT_A_CARD) as unknown as Card;
  const keys = [...KEYS, ...(Object.hasOwn(Object(told), "keeps") ? ["keeps"] : []), "signature"];
  need(shaped(told, keys) && told.v === 1, NOT_A_CARD);
  const texts = keys.filter((key) => key !== "v" && key !== "keeps") as (keyof Card)[];
  need(texts.every((key) => typeof told[key] === "string"), NOT_A_CARD);
  need(TEXTS.every((key) => !longer(told[key], 200) && isLine(told[key])), NOT_A_CARD);
  need(isHex(told.public, 64) && isHex(told.space, 32) && isHex(told.signature, 128), NOT_A_CARD);
  need(isInstant(told.created) && (told.keeps ?? false) === false && isRecipient(told.recipient), NOT_A_CARD);
  const plain = utf8(JSON.stringify({ ...told, signature: "" }));
  need(await verified(told.public, "card", plain, unhex(told.signature)), NOT_A_CARD);
  return told;
}

export function makeCard(card: Omit<Card, "signature">, seed: Uint8Array): string {
  const plain = { ...card, signature: "" };
  return JSON.stringify({ ...plain, signature: hex(signed(seed, "card", utf8(JSON.stringify(plain)))) });
}

function keysDigest(card: Pick<Card, "public" | "recipient">): Bytes {
  return unhex(digest(joined(utf8("focalpoint device 1 "), unhex(card.public), utf8(` ${card.recipient}`))));
}

export function deviceOf(card: Pick<Card, "public" | "recipient">): string {
  return hex(keysDigest(card).subarray(0, 16));
}

/** The eight groups of digits to compare aloud. */
export function digitsOf(card: Pick<Card, "public" | "recipient">): string[] {
  const bytes = keysDigest(card);
  return Array.from({ length: 8 }, (_, at) => String(read32(bytes, 4 * at) % 100_000).padStart(5, "0"));
}
