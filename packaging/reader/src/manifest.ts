/** The manifest of a bundle: who sealed it, for whom, and what it holds. */

import { isHex, longer, utf8 } from "./bytes.ts";
import { canonical, integer, shaped } from "./canonical.ts";
import { DAMAGED, NEWER, need } from "./refusal.ts";
import { tables } from "./tables.ts";
import { isInstant, isLine } from "./values.ts";

const KEYS = ["v", "space", "id", "from", "created", "app", "kind", "to", "segs", "parts", "cards", "have", "note"];
export const MAX_MANIFEST = 64 << 20;
const MOST = Number.MAX_SAFE_INTEGER, MILLION = 1_000_000, MAX_READERS = 1_000, MAX_MORE = 10_000;
export const PACK = "public-pack", RECEIPT = "receipt", EVERYBODY = "0".repeat(32);
/** The published identity of public packs: SHA-256("focalpoint public pack 1"). */
export const PUBLISHED = "AGE-SECRET-KEY-1J62THR3YSJL5YLQPCU9TT5JZH4060Y8ASRVX28FWKDXCZN75XCSQ5AASMW";

export interface Reader {
  dev: string;
  n: number;
  prev: string;
}

export interface Segment {
  name: string;
  sha256: string;
  clen: number;
  plen: number;
  count: number;
}

export interface Acknowledged {
  dev: string;
  upto: number;
  more: number[];
}

export interface Manifest {
  v: number;
  space: string;
  id: string;
  from: string;
  created: string;
  app: string;
  kind: string;
  to: Reader[];
  segs: Segment[];
  parts: { h: string; size: number }[];
  cards: string[];
  have: Acknowledged[];
  note: string;
  vols?: number[];
  later?: number;
  base?: number;
}

function listed(value: unknown, keys: string[], most: number): boolean {
  return Array.isArray(value) && value.length <= most && value.every((one) => shaped(one, keys));
}

function anyInteger(value: unknown): boolean {
  return integer(value, -MOST, MOST);
}

function numbered(made: Manifest, reader: Reader): boolean {
  if (reader.n === 0) return made.kind === RECEIPT && !reader.prev && !made.segs.length && !made.parts.length;
  return integer(reader.n, 1, MOST) && (reader.prev === "" || isHex(reader.prev, 64));
}

function cutWell(made: Manifest): boolean {
  const firsts = made.vols ?? [], later = made.later ?? 0;
  if (made.kind !== PACK && made.v !== (firsts.length || later ? 2 : 1)) return false;
  if (!integer(later, 0, MOST) || firsts.length === 1 || (firsts.length && firsts[0] !== 0)) return false;
  const ends = [...firsts.slice(1), made.parts.length];
  return firsts.every((first, at) => first < ends[at]!);
}

function publicWell(made: Manifest): boolean {
  const base = made.base ?? 0;
  if (made.kind !== PACK) return made.v !== 3 && !base && !made.to.some((one) => one.dev === EVERYBODY);
  const [first, ...more] = made.to;
  const plain = !more.length && !made.have.length && !made.vols && !made.later && !first!.prev;
  return made.v === 3 && plain && first!.dev === EVERYBODY && integer(base, 0, first!.n - 1);
}

function typed(made: Manifest): boolean {
  const ends = ["vols", "later", "base"].filter((key) => Object.hasOwn(made, key));
  return (
    shaped(made, [...KEYS, ...ends]) &&
    ["space", "id", "from", "created", "app", "kind", "note"].every((key) => typeof made[key as "id"] === "string") &&
    listed(made.to, ["dev", "n", "prev"], MAX_READERS) &&
    made.to.every((one) => typeof one.dev === "string" && anyInteger(one.n) && typeof one.prev === "string") &&
    listed(made.segs, ["name", "sha256", "clen", "plen", "count"], MILLION) &&
    made.segs.every((one) => [one.clen, one.plen, one.count].every(anyInteger)) &&
    listed(made.parts, ["h", "size"], MILLION) && made.parts.every((one) => anyInteger(one.size)) &&
    listed(made.have, ["dev", "upto", "more"], MILLION) &&
    made.have.every((one) => Array.isArray(one.more) && one.more.every(anyInteger)) &&
    Array.isArray(made.cards) && made.cards.every((one) => typeof one === "string") &&
    // what there is nothing to say of is left out
    (made.vols === undefined || (Array.isArray(made.vols) && made.vols.length > 0 && made.vols.every(anyInteger))) &&
    [made.later, made.base].every((one) => one === undefined || (anyInteger(one) && one !== 0))
  );
}

/** Read a manifest whose signature was checked. */
export function readManifest(verified: Uint8Array): Manifest {
  const made = canonical(verified, DAMAGED) as unknown as Manifest;
  need(typeof made === "object" && made !== null && anyInteger(made.v));
  need(made.v <= 3, NEWER);
  need(typed(made) && made.to.length > 0);
  const formed =
    isHex(made.id, 32) && isHex(made.from, 32) && tables().kinds.includes(made.kind) &&
    made.segs.every((one) => isHex(one.name, 32) && isHex(one.sha256, 64)) &&
    made.parts.every((one) => isHex(one.h, 64)) &&
    made.to.every((one) => numbered(made, one)) && isInstant(made.created) &&
    [made.app, made.note].every((one) => isLine(one) && !longer(one, 1_000)) &&
    made.have.every((one) => isHex(one.dev, 32) && integer(one.upto, 0, MOST) && one.more.length <= MAX_MORE);
  need(formed && cutWell(made) && publicWell(made));
  return made;
}

export function encodeManifest(made: Manifest): Uint8Array {
  return utf8(JSON.stringify(made));
}

/** The parts of each volume. */
export function runs(made: Manifest): { h: string; size: number }[][] {
  const firsts = made.vols ?? [0];
  return firsts.map((first, at) => made.parts.slice(first, firsts[at + 1] ?? made.parts.length));
}
