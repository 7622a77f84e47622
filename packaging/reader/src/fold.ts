/** What a set of changes says of each record, as `domain/merge.py` and `vault/heads.py` come to it. */

import { byCodePoints } from "./bytes.ts";
import { type Json, isTable } from "./canonical.ts";
import { ALIAS, type Change, DELETED, TRUST, isKnownType, isReference } from "./change.ts";
import { type Description, isFile, readDescription, sameFile } from "./descriptions.ts";
import { type TypeRow, fieldOf, typeOf } from "./tables.ts";
import { type Shown, empty, isSet, sameKey, shown, sorted } from "./values.ts";

export interface Head {
  hl: string;
  dev: string;
  change: string;
  index: number;
  value: Json;
}

export interface Row {
  id: string;
  type: string;
  values: Record<string, Shown>;
  heads: Map<string, Head[]>;
  contested: string[];
  deleted: boolean;
  joined: boolean;
  file?: Description | undefined;
  first: string; // clocks of the first and last change that touched it
  last: string;
  authors: string[];
  space: string;
}

export interface Folded {
  rows: Map<string, Row>;
  foreign: number; // records of types that this page does not know
  aside: Change[]; // whose values do not fit
  erased: number;
}

export function newest(heads: Head[]): Head {
  return heads.reduce((best, head) => (rank(head, best) > 0 ? head : best));
}

function rank(one: Head, other: Head): number {
  if (one.hl !== other.hl) return one.hl < other.hl ? -1 : 1;
  if (one.dev !== other.dev) return one.dev < other.dev ? -1 : 1;
  if (one.change !== other.change) return one.change < other.change ? -1 : 1;
  return one.index - other.index;
}

interface Touched {
  type: string;
  heads: Map<string, Head[]>;
  first: string;
  last: string;
  authors: Set<string>;
  space: string;
}

export function fold(changes: Iterable<Change>): Folded {
  const counting: Change[] = [], aside: Change[] = [];
  const gone = new Set<string>(), erasures = new Set<string>();
  let erased = 0;
  for (const change of changes) {
    if (!change.scope) erased++;
    else if (change.scope.kind === TRUST) noteErasures(change, erasures);
    else if (!change.fit) aside.push(change);
    else counting.push(change);
  }
  for (const change of counting) {
    for (const op of change.ops) for (const [name, at] of op.p ?? []) gone.add(`${op.r} ${op.f} ${name} ${at}`);
  }
  const touched = new Map<string, Touched>();
  for (const change of counting) take(change, touched, gone);
  const rows = new Map<string, Row>();
  let foreign = 0;
  for (const [id, found] of touched) {
    const type = typeOf(found.type);
    const bare = found.heads.size === 1 && found.heads.has(DELETED) && erasures.has(id);
    if (!type) foreign++;
    else if (found.heads.size && !bare) rows.set(id, rowOf(id, found, type));
  }
  join(rows, touched);
  return { rows, foreign, aside, erased };
}

function noteErasures(change: Change, erasures: Set<string>): void {
  for (const op of change.ops) if (op.f === "purge" || op.f === "purged") erasures.add(op.r);
}

function oneType(one: string, other: string): string {
  if (isKnownType(one) !== isKnownType(other)) return isKnownType(one) ? one : other;
  return byCodePoints(one, other) <= 0 ? one : other;
}

function take(change: Change, touched: Map<string, Touched>, gone: Set<string>): void {
  for (const [index, op] of change.ops.entries()) {
    let found = touched.get(op.r);
    if (!found) {
      found = { type: op.e, heads: new Map(), first: change.hl, last: change.hl, authors: new Set(), space: change.sp };
      touched.set(op.r, found);
    }
    found.type = oneType(found.type, op.e);
    if (change.hl < found.first) [found.first, found.space] = [change.hl, change.sp];
    if (change.hl > found.last) found.last = change.hl;
    found.authors.add(change.dev);
    if (op.k === "rem" || gone.has(`${op.r} ${op.f} ${change.id} ${index}`)) continue;
    const heads = found.heads.get(op.f) ?? [];
    heads.push({ hl: change.hl, dev: change.dev, change: change.id, index, value: op.v ?? null });
    found.heads.set(op.f, heads);
  }
}

function rowOf(id: string, found: Touched, type: TypeRow): Row {
  const values: Record<string, Shown> = {}, contested: string[] = [];
  for (const [name, kind] of type.fields) {
    const heads = found.heads.get(name) ?? [];
    if (isSet(kind)) {
      const members = heads.filter((head) => typeof head.value === "string").map((head) => String(shown(kind, head.value)));
      values[name] = sorted(members.filter((member) => member));
      continue;
    }
    values[name] = heads.length ? shown(kind, newest(heads).value) : empty(kind);
    if (new Set(heads.map((head) => sameKey(kind, head.value))).size > 1) contested.push(name);
  }
  const { deleted, revived } = deletion(found.heads);
  if (revived) contested.push(DELETED);
  let file: Description | undefined;
  if (found.type === "document") {
    const name = String(values["file"]), heads = found.heads.get(name) ?? [];
    if (isFile(name)) file = described(heads);
    if (isFile(name) && new Set(heads.map((head) => sameFile(head.value))).size > 1) contested.push(name);
  }
  const { first, last, space } = found;
  const authors = [...found.authors];
  return { id, type: found.type, values, heads: found.heads, contested, deleted, joined: false, file, first, last, authors, space };
}

function described(heads: Head[]): Description | undefined {
  const order = [...heads].sort((one, other) => rank(other, one));
  for (const head of order) {
    const found = readDescription(head.value);
    if (found) return found;
  }
  return undefined;
}

/** A deletion lists the writes it saw; a write outside that list keeps the record alive. */
function deletion(heads: Map<string, Head[]>): { deleted: boolean; revived: boolean } {
  const seen = new Set<string>();
  let marked = false;
  for (const { value } of heads.get(DELETED) ?? []) {
    if (!isTable(value) || !Array.isArray(value["seen"])) continue;
    marked = true;
    for (const pair of value["seen"]) if (isReference(pair)) seen.add((pair as Json[]).join(" "));
  }
  if (!marked) return { deleted: false, revived: false };
  const alive = [...heads].some(
    ([field, writes]) =>
      field !== DELETED && !isFile(field) && writes.some((head) => !seen.has(`${head.change} ${head.index}`)),
  );
  return { deleted: !alive, revived: alive };
}

/** Requests that were joined: of a circle the smallest identifier stays. */
function join(rows: Map<string, Row>, touched: Map<string, Touched>): void {
  const aliases = new Map<string, string>();
  for (const [id, found] of touched) {
    const heads = found.type === "request" ? found.heads.get(ALIAS) : undefined;
    const value = heads?.length ? newest(heads).value : "";
    if (typeof value === "string" && value && value !== id) aliases.set(id, value);
  }
  for (const id of aliases.keys()) {
    const way = [id];
    let stays = "";
    for (let next = aliases.get(id); next !== undefined; next = aliases.get(next)) {
      if (way.includes(next)) {
        stays = way.slice(way.indexOf(next)).sort()[0]!;
        break;
      }
      way.push(next);
    }
    stays ||= way.at(-1)!;
    const row = rows.get(id), target = rows.get(stays);
    if (row && stays !== id && target && target.type === "request" && !target.deleted) row.joined = true;
  }
}

/** The title of a record: the first filled of the fields that name it. */
export function titleField(row: Row, prefer: string): string {
  const type = typeOf(row.type)!;
  const filled = type.title.filter((name) => row.values[name] && fieldOf(row.type, name));
  return filled.find((name) => name.endsWith(`_${prefer}`)) ?? filled[0] ?? "";
}
