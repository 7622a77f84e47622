/** age: files to X25519 recipients, and the key file under a passphrase. */

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";

import type { Bytes } from "./bytes.ts";
import { tables } from "./tables.ts";
import { DAMAGED, NOT_FOR_YOU, Refused } from "./refusal.ts";

const VERSION = "age-encryption.org/v1\n";
const SECRET = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;
const STANZAS = 4;

export function isSecret(text: unknown): text is string {
  return typeof text === "string" && SECRET.test(text);
}

export function isRecipient(text: string): boolean {
  if (!/^age1[02-9ac-hj-np-z]{58}$/.test(text) || tables().weak.includes(text)) return false;
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}

export function newIdentity(): Promise<string> {
  return generateX25519Identity();
}

export function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(identity);
}

function latin(bytes: Uint8Array, count: number): string {
  return new TextDecoder("latin1").decode(bytes.subarray(0, count));
}

/** Open a control part; tell one for others from one whose header was cut or changed, as far as that can be told. */
export async function unsealControl(sealed: Bytes, identity: string): Promise<Uint8Array> {
  if (latin(sealed, VERSION.length) !== VERSION) throw new Refused(DAMAGED);
  try {
    return await unseal(sealed, identity);
  } catch {
    const head = latin(sealed, 65_536);
    const stanzas = head.split("\n-> X25519 ").length - 1;
    const whole = stanzas > 0 && stanzas % STANZAS === 0 && head.includes("\n--- ");
    throw new Refused(whole ? NOT_FOR_YOU : DAMAGED);
  }
}

export async function unseal(sealed: Uint8Array, identity: string): Promise<Uint8Array> {
  const opener = new Decrypter();
  opener.addIdentity(identity);
  return opener.decrypt(sealed);
}

export async function seal(plain: Uint8Array, recipients: string[]): Promise<Bytes> {
  const sealer = new Encrypter();
  for (const recipient of recipients) sealer.addRecipient(recipient);
  return Uint8Array.from(await sealer.encrypt(plain));
}

/** Seal to readers and to decoys that make their number a multiple of four. */
export async function sealControl(plain: Uint8Array, recipients: string[]): Promise<Bytes> {
  const all = [...recipients];
  while (all.length % STANZAS) all.push(await recipientOf(await newIdentity()));
  return seal(plain, all);
}

export async function sealStream(plain: ReadableStream<Uint8Array>, recipient: string) {
  const sealer = new Encrypter();
  sealer.addRecipient(recipient);
  return sealer.encrypt(plain);
}

export async function unsealStream(sealed: ReadableStream<Uint8Array>, identity: string) {
  const opener = new Decrypter();
  opener.addIdentity(identity);
  return opener.decrypt(sealed);
}

export async function lock(plain: Uint8Array, passphrase: string): Promise<Bytes> {
  const sealer = new Encrypter();
  sealer.setPassphrase(passphrase);
  return Uint8Array.from(await sealer.encrypt(plain));
}

export async function unlock(sealed: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const opener = new Decrypter();
  opener.addPassphrase(passphrase);
  return opener.decrypt(sealed);
}
