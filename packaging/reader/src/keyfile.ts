/** The key file: keys, card, the cards of others, counters, and what this device wrote, under one passphrase. */

import { hex, isHex, random, text, utf8 } from "./bytes.ts";
import { type Card, makeCard, readCard } from "./card.ts";
import type { Frame } from "./bundle.ts";
import { isTable } from "./canonical.ts";
import { isSecret, newIdentity, recipientOf } from "./sealing.ts";
import { publicKey } from "./signing.ts";
import { tables } from "./tables.ts";

export const WHAT = "focalpoint reader key";

export interface Sender {
  card: string;
  compared: boolean;
}

export interface Received {
  dev: string;
  n: number;
  id: string;
  digest: string;
  whole: boolean;
}

/** A change that this device signed, to be sent again until it is known to have arrived. */
export interface Own {
  id: string;
  cp: string;
  ep: number;
  sq: number;
  frame: [header: string, signature: string, body: string]; // hexadecimal
}

export interface KeyFile {
  v: 1;
  what: typeof WHAT;
  identity: string;
  seed: string; // "" of a key that only reads
  card: string;
  senders: Sender[];
  received: Received[];
  sent: Record<string, { n: number; digest: string }>;
  epoch: number;
  clock: string;
  own: Own[];
}

export interface Person {
  person: string;
  function: string;
  office: string;
  country: string;
  device: string;
}

export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

export async function newKey(about: Person, training: boolean): Promise<KeyFile> {
  const identity = await newIdentity(), seed = random(32);
  const prefix = tables().world[0];
  let space = hex(random(16));
  if (training) space = prefix + space.slice(prefix.length);
  else if (space.startsWith(prefix)) space = `00${space.slice(2)}`;
  const keys = { public: publicKey(seed), recipient: await recipientOf(identity) };
  const card = makeCard({ v: 1, ...about, ...keys, space, created: now(), keeps: false }, seed);
  return {
    v: 1, what: WHAT, identity, seed: hex(seed), card, senders: [], received: [], sent: {}, epoch: 1,
    clock: "0".repeat(16), own: [],
  };
}

export function encodeKey(key: KeyFile): Uint8Array {
  return utf8(JSON.stringify(key));
}

/** Read an opened key file; throws if it is none, or if its keys are not those of its card. */
export async function readKey(plain: Uint8Array): Promise<{ key: KeyFile; card: Card }> {
  const told: unknown = JSON.parse(text(plain));
  const key = told as KeyFile;
  const sound =
    isTable(told) && key.v === 1 && key.what === WHAT && isSecret(key.identity) && typeof key.card === "string" &&
    (key.seed === "" || isHex(key.seed, 64)) && [key.senders, key.received, key.own].every(Array.isArray) &&
    isTable(key.sent as never) && Number.isSafeInteger(key.epoch) && isHex(key.clock, 16);
  if (!sound) throw new Error("not a key file");
  const card = await readCard(utf8(key.card));
  const mine = (await recipientOf(key.identity)) === card.recipient;
  const signs = key.seed === "" || publicKey(frameBytes(key.seed)) === card.public;
  if (!mine || !signs) throw new Error("not the keys of the card");
  return { key, card };
}

export function frameBytes(told: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(told.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function frameOf(own: Own): Frame {
  return own.frame.map(frameBytes) as Frame;
}

/** The acknowledgement of what arrived whole from a device. */
export function acknowledged(received: Received[], device: string) {
  const all = received.filter((one) => one.dev === device && one.whole && one.n > 0).map((one) => one.n);
  const numbers = [...new Set(all)].sort((one, other) => one - other);
  let upto = 0;
  for (const number of numbers) if (number === upto + 1) upto = number;
  return { dev: device, upto, more: numbers.filter((number) => number > upto) };
}

