/** The signed change: header, body, where it stands, and whether its values fit. */

import { digest, isHex, longer, text, utf8 } from "./bytes.ts";
import { type Json, canonical, canonicalText, integer, isTable, shaped } from "./canonical.ts";
import { isFile, isFit } from "./descriptions.ts";
import { BAD_CHANGE, Refused, need } from "./refusal.ts";
import { fieldOf, tables, typeOf } from "./tables.ts";
import { fits, written } from "./values.ts";

const HEADER = ["v", "sp", "cp", "dev", "ep", "sq", "pv", "hl", "sy", "tx", "sv", "ap", "bh", "bl"];
const KINDS = ["set", "add", "rem", "evt", "del", "blob"];
const MAX_HEADER = 2_000, MAX_OPS = 5_000, MAX_LINKS = 64, MAX_TEXT = 256 << 10, MAX_DEPTH = 4, MAX_NAME = 40;
export const MAX_BODY = 1 << 20;
const SAFE = Number.MAX_SAFE_INTEGER;
export const TRUST = "trust", DELETED = "~deleted", ALIAS = "~alias", DISTINCT = "~distinct";

export interface Header {
  v: number;
  sp: string;
  cp: string;
  dev: string;
  ep: number;
  sq: number;
  pv: string;
  hl: string; // 16 hexadecimal digits, of version 1 too
  sy: string;
  tx: string;
  sv: number;
  ap: string;
  bh: string;
  bl: number;
}

export type Ref = [change: string, index: number];

export interface Op {
  e: string;
  r: string;
  f: string;
  k: string;
  v?: Json;
  p?: Ref[];
}

export interface Scope {
  kind: string;
  root: string;
  facet: string;
}

export interface Body {
  salt: string;
  scope: Scope;
  ops: Op[];
}

export interface Change extends Header {
  id: string;
  scope?: Scope; // of one that was erased nothing is known
  ops: Op[];
  fit: boolean;
}

function bad(reason: string): Refused {
  return new Refused(BAD_CHANGE, reason);
}

export function readHeader(raw: Uint8Array): Header {
  need(raw.length <= MAX_HEADER, BAD_CHANGE, "header size");
  let told: string;
  try {
    told = text(raw);
  } catch {
    throw bad("header");
  }
  // the clock of version 1 is a number beyond what numbers hold here: it is read as text
  const old = /"hl":(0|[1-9][0-9]{0,18}),/.exec(told);
  const read = old ? told.replace(old[0], `"hl":"${old[1]!}",`) : told;
  const header = canonicalText(read, BAD_CHANGE, "header") as unknown as Header;
  need(shaped(header, HEADER), BAD_CHANGE, "header");
  const numbers = [header.v, header.ep, header.sq, header.sv, header.bl];
  const texts = [header.sp, header.cp, header.dev, header.pv, header.hl, header.sy, header.tx, header.ap, header.bh];
  need(numbers.every((one) => integer(one, -SAFE, SAFE)), BAD_CHANGE, "header");
  need(texts.every((one) => typeof one === "string"), BAD_CHANGE, "header");
  need((header.v === 1) === (old !== null), BAD_CHANGE, "header form");
  const clock = old ? BigInt(old[1]!).toString(16).padStart(16, "0") : header.hl;
  const hexes = [header.sp, header.cp, header.dev, header.tx].every((one) => isHex(one, 32)) && isHex(header.bh, 64);
  const formed = hexes && (header.pv === "" || isHex(header.pv, 64)) && isHex(clock, 16) && clock < "8";
  const counted = header.sq > 0 && header.ep > 0 && 0 < header.bl && header.bl <= MAX_BODY;
  need(formed && counted && (header.sq === 1) === (header.pv === ""), BAD_CHANGE, "header form");
  return { ...header, hl: clock };
}

export function compartment(space: string, scope: Scope): string {
  return digest(utf8(`focalpoint compartment ${space} ${scope.kind} ${scope.root} ${scope.facet}`)).slice(0, 32);
}

export function readBody(raw: Uint8Array, header: Header): Body {
  need(raw.length === header.bl && digest(raw) === header.bh, BAD_CHANGE, "body hash");
  const told = canonical(raw, BAD_CHANGE, "body");
  need(shaped(told, ["salt", "scope", "ops"]) && typeof told["salt"] === "string", BAD_CHANGE, "body");
  const body = told as unknown as Body;
  need(shaped(body.scope, ["kind", "root", "facet"]), BAD_CHANGE, "body");
  need(Object.values(body.scope).every((one) => typeof one === "string"), BAD_CHANGE, "body");
  need(compartment(header.sp, body.scope) === header.cp, BAD_CHANGE, "compartment");
  need(Array.isArray(body.ops) && 0 < body.ops.length && body.ops.length <= MAX_OPS, BAD_CHANGE, "operations");
  for (const op of body.ops) checkOp(op);
  return body;
}

function checkOp(op: Op): void {
  need(isTable(op), BAD_CHANGE, "body");
  const keys = ["e", "r", "f", "k", ...["v", "p"].filter((key) => Object.hasOwn(op, key))];
  need(shaped(op, keys) && [op.e, op.r, op.f, op.k].every((one) => typeof one === "string"), BAD_CHANGE, "body");
  const named = [op.e, op.f].every((one) => one !== "" && !longer(one, MAX_NAME));
  need(isHex(op.r, 32) && KINDS.includes(op.k) && named, BAD_CHANGE, "operation");
  need(op.p === undefined || areLinks(op.p), BAD_CHANGE, "operation");
  need(op.v !== null && (op.v === undefined || bounded(op.v, MAX_DEPTH)), BAD_CHANGE, "operation");
}

function areLinks(links: unknown): boolean {
  if (!Array.isArray(links) || links.length === 0 || links.length > MAX_LINKS) return false;
  return links.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && isHex(pair[0], 64) && integer(pair[1], 0, MAX_OPS - 1),
  );
}

function bounded(value: Json, depth: number): boolean {
  if (depth < 0) return false;
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "string") return !longer(value, MAX_TEXT);
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (Array.isArray(value)) return value.every((item) => bounded(item, depth - 1));
  return Object.entries(value).every(
    ([key, item]) => !longer(key, MAX_NAME) && !/^(?:0|[1-9][0-9]*)$/.test(key) && bounded(item, depth - 1),
  );
}

/** Refuse a write in the wrong compartment: another facet's field or record, another dossier's record. */
export function checkPlace(op: Op, scope: Scope): void {
  need((op.e === TRUST) === (scope.kind === TRUST), BAD_CHANGE, "place");
  const type = typeOf(op.e);
  const whole = typeOf(scope.kind);
  const lives = scope.kind === "contacts" ? "contact" : whole && !whole.part ? scope.kind : undefined;
  if (!type || !lives) return;
  let misplaced = op.e !== lives && op.e !== "document" && type.part !== scope.kind;
  if (op.e === lives && scope.root) misplaced = op.r !== scope.root;
  if (type.holds) {
    const field = fieldOf(op.e, op.f);
    misplaced ||= field !== undefined && field[4] !== scope.facet;
    misplaced ||= (op.f === ALIAS || op.f === DISTINCT) && scope.facet !== "internal";
  }
  if (type.fixed) misplaced ||= scope.facet !== type.facet;
  need(!misplaced, BAD_CHANGE, "place");
}

/** Tell whether a write holds what its field may hold; what a newer program writes is not judged. */
export function isValidWrite(op: Op): boolean {
  const value = op.v ?? null;
  if (op.f === ALIAS) return op.k === "set" && fits("link", value);
  if (op.f === DISTINCT) return (op.k === "add" || op.k === "rem") && fits("links", value);
  if (op.f === DELETED) return marksDeletion(op.k, value);
  if (op.k === "blob" || (op.e === "document" && isFile(op.f))) return op.k === "blob" && isFile(op.f) && isFit(value);
  const field = fieldOf(op.e, op.f);
  return field === undefined || written(field[1], op.k, value);
}

function marksDeletion(kind: string, value: Json): boolean {
  if (kind === "set") return value === null;
  return kind === "del" && isTable(value) && Array.isArray(value["seen"]) && value["seen"].every(isReference);
}

export function isReference(pair: Json): boolean {
  return Array.isArray(pair) && pair.length === 2 && isHex(pair[0], 64) && integer(pair[1], 0, SAFE);
}

export function isKnownType(name: string): boolean {
  return Object.hasOwn(tables().types, name);
}
