/** What is open on this page: the key, the cards, the bundles, and what they say. Nothing of it is kept anywhere. */

import { type Place, type Read, readControl } from "./archive.ts";
import type { Opener, Verified } from "./bundle.ts";
import { utf8 } from "./bytes.ts";
import { type Card, deviceOf, readCard } from "./card.ts";
import type { Change } from "./change.ts";
import type { Description } from "./descriptions.ts";
import type { Held } from "./files.ts";
import { type Folded, type Row, fold } from "./fold.ts";
import { type KeyFile, encodeKey, readKey } from "./keyfile.ts";
import { type Manifest, PACK } from "./manifest.ts";
import { type Note, notesOf } from "./notes.ts";
import type { Pool } from "./pool.ts";
import { type Code, DAMAGED, Refused, need } from "./refusal.ts";
import { isTraining } from "./tables.ts";

export interface OpenedBundle {
  name: string;
  file: Blob;
  size: number;
  manifest: Manifest;
  digest: string;
  found: string[]; // parts that this file held
  ended: boolean;
}

export interface Outcome {
  name: string;
  code?: Code;
  reason?: string;
  bundle?: OpenedBundle;
  notes: Note[];
}

export class Session {
  key?: KeyFile;
  own?: Card;
  passphrase = "";
  unsaved = false;
  readonly cards = new Map<string, Card>(); // of all authors, by device
  readonly given = new Set<string>(); // devices whose cards were given by hand
  readonly compared = new Set<string>();
  readonly changes = new Map<string, Change>();
  readonly places = new Map<string, Place>();
  readonly bundles: OpenedBundle[] = [];
  folded: Folded = fold([]);
  private keys = new Map<string, string[]>();

  constructor(private readonly pool: Pool) {}

  get training(): boolean | undefined {
    return this.own && isTraining(this.own.space);
  }

  async takeKey(key: KeyFile, passphrase: string): Promise<void> {
    const { card } = await readKey(encodeKey(key));
    Object.assign(this, { key, own: card, passphrase });
    this.cards.set(deviceOf(card), card);
    for (const sender of key.senders) await this.takeCard(utf8(sender.card), sender.compared);
  }

  unlock(sealed: Uint8Array, passphrase: string): Promise<Uint8Array> {
    return this.pool.one().ask({ do: "unlock", sealed, passphrase });
  }

  /** The bytes of the key file, as it stands now. */
  lockKey(): Promise<Uint8Array<ArrayBuffer>> {
    return this.pool.one().ask({ do: "lock", plain: encodeKey(this.key!), passphrase: this.passphrase });
  }

  async takeCard(raw: Uint8Array, compared = false): Promise<Card> {
    const card = await readCard(raw);
    const device = deviceOf(card);
    need(this.training === undefined || isTraining(card.space) === this.training, "TRN-102");
    this.cards.set(device, card);
    this.given.add(device);
    if (compared) this.compared.add(device);
    return card;
  }

  /** Keep a card, and whether its digits were compared, in the key file. */
  noteCard(card: Card, compared: boolean): void {
    const device = deviceOf(card);
    if (compared) this.compared.add(device);
    else this.compared.delete(device);
    if (!this.key) return;
    const text = JSON.stringify(card);
    const others = this.key.senders.filter((one) => one.card !== text);
    this.key.senders = [...others, { card: text, compared }];
    this.unsaved = true;
  }

  private opener(): Opener {
    return {
      identity: this.key?.identity ?? "", device: this.own ? deviceOf(this.own) : "", training: this.training,
      cards: [...this.cards.values()], known: [...this.given],
    };
  }

  async open(file: Blob, name: string): Promise<Outcome> {
    try {
      const { bundle, verified } = await this.verify(file, name);
      const before = this.key ? [...this.key.received] : [];
      this.take(bundle, verified);
      return { name, bundle, notes: notesOf(this, bundle, before) };
    } catch (error) {
      if (error instanceof Refused) return { name, code: error.code, reason: error.reason, notes: [] };
      throw error;
    }
  }

  private async verify(file: Blob, name: string): Promise<{ bundle: OpenedBundle; verified: Verified }> {
    const { control, end } = await readControl(file);
    const by = this.opener(), hand = this.pool.one();
    const opening = hand.ask<{ manifest: Manifest; digest: string }>({ do: "open", control, by });
    const reading = this.pool.one().ask<Read>({ do: "parts", file, from: end });
    reading.catch(() => undefined); // what is wrong in the control part is said first
    const { manifest, digest } = await opening;
    const verifying = hand.ask<Verified>({ do: "verify", by });
    verifying.catch(() => undefined);
    const read = await reading;
    const sizes = new Map(manifest.parts.map((part) => [part.h, part.size]));
    need(read.parts.every(([part, place]) => sizes.get(part) === place.size), DAMAGED);
    const verified = await verifying;
    if (manifest.kind === PACK) need(allPublic(fold(verified.changes)), DAMAGED);
    for (const [part, place] of read.parts) this.places.set(part, place);
    const found = read.parts.map(([part]) => part);
    return { bundle: { name, file, size: file.size, manifest, digest, found, ended: read.ended }, verified };
  }

  private take(bundle: OpenedBundle, { changes, cards }: Verified): void {
    for (const told of cards) {
      const card = JSON.parse(told) as Card;
      if (!this.cards.has(deviceOf(card))) this.cards.set(deviceOf(card), card);
    }
    for (const change of changes) {
      const here = this.changes.get(change.id);
      if (!here || (!here.scope && change.scope)) this.changes.set(change.id, change);
    }
    this.bundles.push(bundle);
    this.folded = fold(this.changes.values());
    this.keys = new Map();
    if (this.key && this.own) this.count(bundle, changes);
  }

  /** Keep in the key file what arrived, and go on in a new log if this device wrote what the file does not know. */
  private count(bundle: OpenedBundle, changes: Change[]): void {
    const key = this.key!, device = deviceOf(this.own!);
    const mine = new Set(key.own.map((one) => one.id));
    for (const change of changes) {
      if (change.dev === device && !mine.has(change.id) && change.ep >= key.epoch) {
        key.epoch = change.ep + 1;
        this.unsaved = true;
      }
    }
    const { manifest, digest } = bundle;
    const reader = manifest.to.find((one) => one.dev === device);
    if (!reader) return;
    const whole = this.missing(manifest) === 0;
    const here = key.received.find((one) => one.digest === digest);
    if (here?.whole === whole) return;
    if (here) here.whole ||= whole;
    else key.received.push({ dev: manifest.from, n: reader.n, id: manifest.id, digest, whole });
    this.unsaved = true;
  }

  missing(manifest: Manifest): number {
    return manifest.parts.filter((part) => !this.places.has(part.h)).length;
  }

  /** Every key that any description states for a part. */
  private keysOf(part: string): string[] {
    if (!this.keys.size) {
      for (const row of this.folded.rows.values()) {
        for (const heads of row.type === "document" ? row.heads.values() : []) {
          for (const { value } of heads) {
            for (const one of (value as { parts?: { h: string; key: string }[] } | null)?.parts ?? []) {
              const known = this.keys.get(one.h) ?? [];
              if (!known.includes(one.key)) this.keys.set(one.h, [...known, one.key]);
            }
          }
        }
      }
    }
    return this.keys.get(part) ?? [];
  }

  private fileQuestion(told: Description, keep: boolean) {
    const places = told.parts.map((part) => this.places.get(part.h));
    const keys = told.parts.map((part) => [part.key, ...this.keysOf(part.h).filter((key) => key !== part.key)]);
    return { do: "file" as const, told, places, keys, keep };
  }

  file(told: Description): Promise<Held> {
    return this.pool.one().ask<Held>(this.fileQuestion(told, true));
  }

  /** Hold all files against their descriptions. */
  checkFiles(rows: Row[], done: (row: Row, held: Held) => void): Promise<void> {
    const described = rows.filter((row) => row.file);
    return this.pool.each<Row, Held>(described, (row) => this.fileQuestion(row.file!, false), done);
  }
}

function allPublic({ rows }: Folded): boolean {
  return [...rows.values()].every((row) => {
    const marked = row.values["classification"] ?? "public";
    return row.deleted || marked === "public" || (row.type === "document" && marked === "");
  });
}
