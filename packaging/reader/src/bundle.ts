/** Opening of a control part and its changes: the steps of docs/bundle-format.md, in their order. */

import { type Bytes, hashed, joined, number32, read32, same, utf8, zeros } from "./bytes.ts";
import { type Card, deviceOf, readCard } from "./card.ts";
import { type Change, TRUST, checkPlace, compartment, isValidWrite, readBody, readHeader } from "./change.ts";
import { isTable } from "./canonical.ts";
import { MAX_MANIFEST, EVERYBODY, type Manifest, PACK, PUBLISHED, encodeManifest, readManifest } from "./manifest.ts";
import {
  BAD_CHANGE, DAMAGED, NOT_FOR_YOU, OTHER_READERS, OTHER_WORLD, Refused, TOO_HARD, UNKNOWN_SIGNER, need,
} from "./refusal.ts";
import { sealControl, unsealControl } from "./sealing.ts";
import { SIGNATURE, identifier, signed, verified } from "./signing.ts";
import { isTraining } from "./tables.ts";
import { pack, unpack } from "./zstd.ts";

const MARK = Uint8Array.from([0x46, 0x50, 0x42, 0x44, 0x0d, 0x0a, 0x1a, 0x01]);
const MAX_UNPACKED = 900 << 20, RUN = 512;
export type Frame = [header: Bytes, signature: Bytes, body: Bytes];

/** Who opens: the key and device, none for whoever only opens public packs; all cards at hand, the own one too. */
export interface Opener {
  identity: string;
  device: string;
  training?: boolean | undefined;
  cards: Card[];
  known: string[]; // devices whose cards were given by hand: only they seal bundles
}

export interface OpenedControl {
  manifest: Manifest;
  digest: string;
  signature: string;
  frames: Frame[][];
}

export interface Verified {
  changes: Change[];
  cards: string[]; // that the sender brought, as text
}

/** Steps 2 to 7: decrypt, mark, signer, sender, readers, segments. */
export async function openControl(control: Bytes, by: Opener): Promise<OpenedControl> {
  if (!by.identity) return openAs(control, PUBLISHED, EVERYBODY, by);
  try {
    return await openAs(control, by.identity, by.device, by);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== NOT_FOR_YOU) throw error;
    const found = await openAs(control, PUBLISHED, EVERYBODY, by);
    need(found.manifest.kind === PACK, OTHER_READERS);
    return found;
  }
}

async function openAs(control: Bytes, identity: string, device: string, by: Opener): Promise<OpenedControl> {
  const plain = await unsealControl(control, identity);
  need(plain.length >= 12 && same(plain.subarray(0, 8), MARK));
  const length = read32(plain, 8), end = 12 + length;
  need(length <= MAX_MANIFEST && plain.length >= end + SIGNATURE);
  const content = plain.subarray(12, end), signature = plain.subarray(end, end + SIGNATURE);
  const signer = await signerOf(content, signature, by);
  need(signer, UNKNOWN_SIGNER);
  const manifest = readManifest(content);
  need(manifest.from === signer);
  need(manifest.to.some((reader) => reader.dev === device), OTHER_READERS);
  need(device === EVERYBODY || manifest.kind !== PACK, OTHER_READERS);
  need(by.training === undefined || isTraining(manifest.space) === by.training, OTHER_WORLD);
  const frames = await segments(manifest, plain.subarray(end + SIGNATURE));
  const digest = await hashed(Uint8Array.from(content));
  return { manifest, digest, signature: Array.from(signature, (b) => b.toString(16).padStart(2, "0")).join(""), frames };
}

async function signerOf(content: Uint8Array, signature: Uint8Array, by: Opener): Promise<string> {
  for (const card of by.cards) {
    const device = deviceOf(card);
    if (!by.known.includes(device)) continue;
    if (await verified(card.public, "bundle", content, signature)) return device;
  }
  return "";
}

async function segments(manifest: Manifest, rest: Uint8Array): Promise<Frame[][]> {
  need(manifest.segs.reduce((sum, one) => sum + one.plen, 0) <= MAX_UNPACKED, TOO_HARD);
  const packed: Uint8Array[] = [];
  let at = 0;
  for (const segment of manifest.segs) {
    need(segment.clen >= 0);
    const content = rest.slice(at, at + segment.clen);
    need((await hashed(content)) === segment.sha256);
    packed.push(content);
    at += segment.clen;
  }
  need(zeros(rest.subarray(at)));
  return manifest.segs.map((segment, place) => {
    const found = [...frames(unpack(packed[place]!, segment.plen))];
    need(found.length === segment.count);
    return found;
  });
}

function* frames(plain: Uint8Array): Generator<Frame> {
  let at = 0;
  const sized = (): Bytes => {
    need(plain.length >= at + 4);
    const end = at + 4 + read32(plain, at);
    need(plain.length >= end);
    const found = plain.slice(at + 4, end) as Bytes;
    at = end;
    return found;
  };
  while (at < plain.length) {
    const header = sized();
    const signature = plain.slice(at, at + SIGNATURE) as Bytes;
    at += SIGNATURE;
    yield [header, signature, sized()];
  }
}

/** Step 8: every change by a known author, signed, of its form, in its place. */
export async function verifyChanges(opened: OpenedControl, by: Opener): Promise<Verified> {
  const { manifest } = opened;
  const authors = new Map(by.cards.map((card) => [deviceOf(card), card]));
  for (const told of manifest.cards) {
    const card = await readCard(utf8(told));
    need(by.training === undefined || isTraining(card.space) === by.training, OTHER_WORLD);
    if (!authors.has(deviceOf(card))) authors.set(deviceOf(card), card);
  }
  const changes: Change[] = [], bare: Change[] = [];
  const all = opened.frames.flat();
  for (let from = 0; from < all.length; from += RUN) {
    const run = all.slice(from, from + RUN);
    const checked = await Promise.all(run.map((frame) => verifyChange(frame, authors, manifest)));
    for (const change of checked) (change.scope ? changes : bare).push(change);
  }
  const named = erasedBy(changes);
  for (const change of bare) {
    const places = named.get(change.id) ?? [];
    need(places.includes(change.cp), BAD_CHANGE, "body missing");
    changes.push(change);
  }
  for (const change of changes) need(by.training === undefined || isTraining(change.sp) === by.training, OTHER_WORLD);
  return { changes, cards: manifest.cards };
}

async function verifyChange(frame: Frame, authors: Map<string, Card>, manifest: Manifest): Promise<Change> {
  const [raw, signature, content] = frame;
  const header = readHeader(raw);
  const author = authors.get(header.dev);
  need(author, BAD_CHANGE, "unknown author");
  need(await verified(author.public, "change", raw, signature), BAD_CHANGE, "signature");
  const id = identifier("change", raw);
  if (!content.length) return { ...header, id, ops: [], fit: true };
  const { scope, ops } = readBody(content, header);
  for (const op of ops) checkPlace(op, scope);
  if (manifest.kind === PACK) need(mayStand(scope, manifest.from), DAMAGED);
  return { ...header, id, scope, ops, fit: ops.every(isValidWrite) };
}

/** What may stand in a public pack. */
function mayStand(scope: { kind: string; root: string; facet: string }, sender: string): boolean {
  if (scope.kind === TRUST) return scope.root === sender && scope.facet === "core";
  return ["seminar", "material", "card"].includes(scope.kind) && scope.facet === "core";
}

/** The changes that statements here name as erased, and the compartments where they may stand. */
function erasedBy(changes: Change[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const change of changes) {
    if (change.scope?.kind !== TRUST || change.scope.root || change.scope.facet !== "internal") continue;
    for (const op of change.ops) {
      if ((op.f !== "purge" && op.f !== "purged") || !isTable(op.v)) continue;
      const { names, scopes } = op.v;
      if (!Array.isArray(names) || !Array.isArray(scopes)) continue;
      const places = scopes.flatMap((one) => {
        if (!Array.isArray(one)) return [];
        const [kind, root, facet] = one.map(String);
        return [compartment(change.sp, { kind: kind ?? "", root: root ?? "", facet: facet ?? "" })];
      });
      for (const name of names) named.set(String(name), [...(named.get(String(name)) ?? []), ...places]);
    }
  }
  return named;
}

/** The size rounded up by the Padmé rule. */
export function padded(size: number): number {
  if (size < 2) return size;
  const exponent = size.toString(2).length - 1;
  const zeros = 2 ** Math.max(exponent - exponent.toString(2).length, 0);
  return Math.ceil(size / zeros) * zeros;
}

function framed([header, signature, body]: Frame): Bytes {
  return joined(number32(header.length), header, signature, number32(body.length), body);
}

/** Sign a manifest, put its segments behind it, and seal all to the readers. */
export async function sealBundle(
  manifest: Manifest, groups: [compartment: string, frames: Frame[]][], seed: Uint8Array, recipients: string[],
): Promise<{ control: Bytes; manifest: Manifest; digest: string }> {
  const packed = groups.map(([, found]) => {
    const plain = joined(...found.map(framed));
    return { plain: plain.length, content: pack(plain), count: found.length };
  });
  const segs = await Promise.all(
    packed.map(async ({ plain, content, count }, at) => ({
      name: groups[at]![0], sha256: await hashed(content), clen: content.length, plen: plain, count,
    })),
  );
  const made = { ...manifest, segs };
  const content = encodeManifest(made) as Bytes;
  const head = joined(MARK, number32(content.length), content, signed(seed, "bundle", content));
  const plain = joined(head, ...packed.map((one) => one.content));
  const whole = joined(plain, new Uint8Array(padded(plain.length) - plain.length));
  return { control: await sealControl(whole, recipients), manifest: made, digest: await hashed(content) };
}

