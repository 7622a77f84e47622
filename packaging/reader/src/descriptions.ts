/** What a change says of a file: data to check, never a path, a key or a size before it has this form. */

import { digest, isHex, longer, utf8 } from "./bytes.ts";
import { type Json, integer, shaped } from "./canonical.ts";
import { isSecret } from "./sealing.ts";

const PART_SIZE = 8 << 20, CHUNKER = "fixed-8MiB";
const KEYS = ["name", "mime", "size", "sha256", "chunker", "parts"], PART_KEYS = ["h", "ph", "key", "size"];

export interface Part {
  h: string;
  ph: string;
  key: string;
  size: number;
}

export interface Description {
  name: string;
  mime: string;
  size: number;
  sha256: string;
  chunker: string;
  parts: Part[];
}

function isPart(value: Json): boolean {
  if (!shaped(value, PART_KEYS)) return false;
  return isHex(value["h"], 64) && isHex(value["ph"], 64) && isSecret(value["key"]) && integer(value["size"], 1, PART_SIZE);
}

export function readDescription(value: Json | undefined): Description | undefined {
  if (!shaped(value, KEYS)) return undefined;
  const { name, mime, size, sha256, chunker, parts } = value;
  const texts: [unknown, number][] = [[name, 1_000], [mime, 200], [chunker, 40]];
  if (!texts.every(([text, most]) => typeof text === "string" && !longer(text, most))) return undefined;
  if (!isHex(sha256, 64) || !integer(size, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) return undefined;
  if (!Array.isArray(parts) || !parts.every(isPart)) return undefined;
  const found = value as unknown as Description;
  const whole = chunker !== CHUNKER || found.parts.slice(0, -1).every((part) => part.size === PART_SIZE);
  const sum = found.parts.reduce((total, part) => total + part.size, 0);
  return whole && sum === size ? found : undefined;
}

export function isFit(value: Json): boolean {
  const found = readDescription(value);
  if (!found || /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(found.name + found.mime)) return false;
  return new Set(found.parts.map((part) => part.h)).size === found.parts.length;
}

/** What two descriptions must share to say the same: all but the keys. */
export function sameFile(value: Json): string {
  const found = readDescription(value);
  if (!found) return JSON.stringify(value);
  return JSON.stringify([found.name, found.mime, content(found)]);
}

export function content(found: Description): string {
  const lines = found.parts.map((part) => `${part.h} ${part.ph} ${part.size}`);
  return digest(utf8([found.sha256, ...lines].join("\n"))).slice(0, 32);
}

export function isFile(field: string): boolean {
  return /^[0-9a-f]{32}$/.test(field);
}
