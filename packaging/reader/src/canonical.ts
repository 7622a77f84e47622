/** Canonical JSON: accepted only if encoding what was decoded gives the same bytes. */

import { text } from "./bytes.ts";
import { type Code, Refused, need } from "./refusal.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Table = { [key: string]: Json };

const HALF_CHARACTER = /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/; // JSON writes half of a character so, and no text holds one

export function canonical(raw: Uint8Array, code: Code, reason = ""): Json {
  let told: string;
  try {
    told = text(raw);
  } catch {
    throw new Refused(code, reason);
  }
  return canonicalText(told, code, reason);
}

export function canonicalText(told: string, code: Code, reason = ""): Json {
  let value: Json, again: string;
  try {
    value = JSON.parse(told) as Json;
    again = JSON.stringify(value);
  } catch {
    throw new Refused(code, reason);
  }
  need(again === told && !HALF_CHARACTER.test(told), code, reason);
  return value;
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tell whether something is an object with exactly these keys in this order. */
export function shaped(value: unknown, keys: readonly string[]): value is Table {
  if (!isTable(value)) return false;
  const found = Object.keys(value);
  return found.length === keys.length && found.every((key, at) => key === keys[at]);
}

export function integer(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && least <= value && value <= most;
}
