/** What this page signs: a receipt, and an answer: one communication with documents in the dossier of a request. */

import { sha256 } from "@noble/hashes/sha2.js";

import { type Bytes, digest as digestOf, hashed, hex, random, unhex, utf8 } from "./bytes.ts";
import { CONTROL, archive } from "./archive.ts";
import { type Frame, sealBundle } from "./bundle.ts";
import { type Card, deviceOf } from "./card.ts";
import { type Change, MAX_BODY, type Op, type Scope, compartment, isValidWrite } from "./change.ts";
import { type KeyFile, type Own, acknowledged, frameOf, now } from "./keyfile.ts";
import type { Manifest } from "./manifest.ts";
import { newIdentity, recipientOf, seal } from "./sealing.ts";
import { identifier, signed } from "./signing.ts";
import { tables } from "./tables.ts";

const PART = 8 << 20, DAY = 86_400_000n;
const PROGRAM = "reader page 1", SCHEMA = 1;

export interface Answer {
  request: string;
  values: Record<string, string>; // fields of the communication
  files: { name: string; title: string; mime: string; content: Blob }[];
  classification: string;
}

export interface Made {
  name: string;
  content: Blob;
  number: number;
  digest: string;
}

function fileName(card: Card, ending: string): string {
  const day = now().slice(0, 10).replaceAll("-", "");
  const mark = card.space.startsWith(tables().world[0]) ? tables().world[1] : "";
  return `${mark}fp-${day}-${hex(random(4))}${ending}`;
}

function blank(key: KeyFile, own: Card, kind: string): Manifest {
  return {
    v: 1, space: own.space, id: hex(random(16)), from: deviceOf(own), created: now(), app: PROGRAM, kind, to: [],
    segs: [], parts: [], cards: [key.card], have: [], note: "",
  };
}

/** Signed proof of what arrived whole from a sender. */
export async function makeReceipt(key: KeyFile, own: Card, sender: Card): Promise<Made> {
  const device = deviceOf(sender);
  const manifest = {
    ...blank(key, own, "receipt"), to: [{ dev: device, n: 0, prev: "" }], cards: [],
    have: [acknowledged(key.received, device)],
  };
  const made = await sealBundle(manifest, [], unhex(key.seed), [sender.recipient]);
  const content = archive([[CONTROL, made.control]]);
  return { name: fileName(own, ".fpbundle"), content, number: 0, digest: made.digest };
}

/** Let the clock of this device run after what was read, as far as that is not far ahead of today. */
function tick(key: KeyFile, read: Iterable<Change>): string {
  const today = BigInt(Date.now());
  let last = BigInt(`0x${key.clock}`);
  for (const { hl } of read) {
    const clock = BigInt(`0x${hl}`);
    if (clock >> 16n < today + DAY && clock > last) last = clock;
  }
  const physical = today << 16n;
  return (last + 1n > physical ? last + 1n : physical).toString(16).padStart(16, "0");
}

/** The space in which the dossier of a request lives: that of its compartments. */
export function spaceOf(request: string, changes: Iterable<Change>): string {
  let core = "";
  for (const change of changes) {
    if (change.scope?.kind !== "request" || change.scope.root !== request) continue;
    if (change.scope.facet === "court") return change.sp;
    core ||= change.sp;
  }
  return core;
}

interface Sealed {
  description: Op["v"];
  parts: [string, Bytes | Blob, number][];
}

async function sealFile(content: Blob, name: string, mime: string): Promise<Sealed> {
  const parts: [string, Bytes | Blob, number][] = [], listed: { h: string; ph: string; key: string; size: number }[] = [];
  const whole = sha256.create();
  for (let at = 0; at < content.size; at += PART) {
    const plain = new Uint8Array(await content.slice(at, at + PART).arrayBuffer());
    whole.update(plain);
    const identity = await newIdentity();
    const sealed = await seal(plain, [await recipientOf(identity)]);
    const h = await hashed(sealed);
    parts.push([h, new Blob([sealed]), sealed.length]);
    listed.push({ h, ph: await hashed(plain), key: identity, size: plain.length });
  }
  const description = { name, mime, size: content.size, sha256: hex(whole.digest()), chunker: "fixed-8MiB", parts: listed };
  return { description, parts };
}

function signChange(key: KeyFile, own: Card, place: { space: string; scope: Scope }, ops: Op[], clock: string): Own {
  const body = utf8(JSON.stringify({ salt: hex(random(16)), scope: place.scope, ops }));
  if (body.length > MAX_BODY || !ops.every(isValidWrite)) throw new Error("this does not fit");
  const cp = compartment(place.space, place.scope);
  const chain = key.own.filter((one) => one.cp === cp && one.ep === key.epoch);
  const last = chain.reduce<Own | undefined>((best, one) => (!best || one.sq > best.sq ? one : best), undefined);
  const bh = digestOf(body);
  const header = utf8(JSON.stringify({
    v: 2, sp: place.space, cp, dev: deviceOf(own), ep: key.epoch, sq: (last?.sq ?? 0) + 1, pv: last?.id ?? "",
    hl: clock, sy: "ok", tx: hex(random(16)), sv: SCHEMA, ap: PROGRAM, bh, bl: body.length,
  }));
  const signature = signed(unhex(key.seed), "change", header);
  return {
    id: identifier("change", header), cp, ep: key.epoch, sq: (last?.sq ?? 0) + 1,
    frame: [hex(header), hex(signature), hex(body)],
  };
}

function setOps(type: string, record: string, values: Record<string, string | boolean>): Op[] {
  return Object.entries(values)
    .filter(([, value]) => value !== "" && value !== false)
    .map(([f, v]) => ({ e: type, r: record, f, k: "set", v }));
}

/** Sign an answer and seal it; the key file's counters go on. */
export async function makeAnswer(
  key: KeyFile, own: Card, sender: Card, answer: Answer, changes: Iterable<Change>,
): Promise<Made> {
  const device = deviceOf(sender), read = [...changes];
  const scope = { kind: "request", root: answer.request, facet: "court" };
  const space = spaceOf(answer.request, read) || sender.space;
  const communication = hex(random(16));
  const ops = setOps("communication", communication, { ...answer.values, request: answer.request, facet: "court" });
  const parts: [string, Bytes | Blob, number][] = [];
  for (const file of answer.files) {
    const document = hex(random(16)), place = hex(random(16));
    const sealed = await sealFile(file.content, file.name, file.mime);
    ops.push(...setOps("document", document, {
      owner: answer.request, owner_type: "request", facet: "court", title: file.title, file: place,
      classification: answer.classification, original: true,
    }));
    ops.push({ e: "document", r: document, f: place, k: "blob", v: sealed.description! });
    ops.push({ e: "communication", r: communication, f: "documents", k: "add", v: document });
    parts.push(...sealed.parts);
  }
  const clock = tick(key, read);
  const change = signChange(key, own, { space, scope }, ops, clock);
  const chain = [...key.own.filter((one) => one.cp === change.cp), change];
  const groups: [string, Frame[]][] = [[change.cp, chain.map(frameOf)]];
  const before = key.sent[device];
  const listed = new Map(parts.map(([h, , size]) => [h, size]));
  const manifest: Manifest = {
    ...blank(key, own, "delta"), to: [{ dev: device, n: (before?.n ?? 0) + 1, prev: before?.digest ?? "" }],
    parts: [...listed].map(([h, size]) => ({ h, size })), have: [acknowledged(key.received, device)],
  };
  const made = await sealBundle(manifest, groups, unhex(key.seed), [sender.recipient]);
  key.own.push(change);
  key.clock = clock;
  key.sent[device] = { n: manifest.to[0]!.n, digest: made.digest };
  const content = archive([[CONTROL, made.control], ...parts.map(([h, bytes]): [string, Bytes | Blob] => [h, bytes])]);
  return { name: fileName(own, ".fpbundle"), content, number: manifest.to[0]!.n, digest: made.digest };
}
