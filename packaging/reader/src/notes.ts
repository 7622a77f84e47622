/** What a person should know of an opened bundle: the verdict, what is missing, and what it cannot tell. */

import { deviceOf } from "./card.ts";
import { type Change, TRUST } from "./change.ts";
import type { Received } from "./keyfile.ts";
import { PACK, runs } from "./manifest.ts";
import type { OpenedBundle, Session } from "./session.ts";
import { isTraining } from "./tables.ts";
import type { Word } from "./words.ts";

export type Level = "good" | "warn" | "bad";
export type Note = [Level, Word, Record<string, string | number>];

export function notesOf(session: Session, bundle: OpenedBundle, before: Received[]): Note[] {
  const { manifest } = bundle;
  const sender = session.cards.get(manifest.from)!;
  const who = { person: sender.person };
  const notes: Note[] = [];
  const missing = session.missing(manifest);
  if (!session.compared.has(manifest.from)) notes.push(["warn", "signedUncompared", who]);
  else notes.push(["good", missing ? "signedPart" : "signedWhole", who]);
  if (manifest.kind === PACK) notes.push(["warn", "publicPack", {}]);
  if (manifest.base) notes.push(["warn", "packBase", { n: manifest.base }]);
  if (isTraining(manifest.space)) notes.push(["warn", "trainingBundle", {}]);
  notes.push(...volumesOf(session, bundle, missing));
  if (manifest.later) notes.push(["warn", "later", { n: manifest.later }]);
  notes.push(...orderOf(session, bundle, before));
  return notes;
}

function volumesOf(session: Session, bundle: OpenedBundle, missing: number): Note[] {
  const { manifest, found } = bundle;
  const all = runs(manifest), here = new Set(found);
  const holds = all.flatMap((run, at) => (manifest.vols && run.some((part) => here.has(part.h)) ? [at + 1] : []));
  if (!holds.length) return missing ? [["warn", "cutOff", { n: missing }]] : [];
  const lacking = all.flatMap((run, at) => (run.some((part) => !session.places.has(part.h)) ? [at + 1] : []));
  const others = lacking.filter((at) => !holds.includes(at));
  const told = { n: holds.join(", "), of: all.length, others: others.join(", ") };
  const cut = all.flat().filter((part) => holds.some((at) => all[at - 1]!.includes(part)) && !session.places.has(part.h));
  const notes: Note[] = [others.length ? ["warn", "volumeMore", told] : ["good", "volumeLast", told]];
  if (cut.length) notes.push(["warn", "cutOff", { n: cut.length }]);
  return notes;
}

function orderOf(session: Session, bundle: OpenedBundle, before: Received[]): Note[] {
  if (!session.own) return [];
  const { manifest, digest } = bundle;
  const n = manifest.to.find((one) => one.dev === deviceOf(session.own!))?.n ?? 0;
  const seen = before.filter((one) => one.dev === manifest.from && one.n > 0);
  const newest = Math.max(0, ...seen.map((one) => one.n));
  const person = session.cards.get(manifest.from)!.person;
  if (before.some((one) => one.digest === digest)) return [["good", "openedBefore", {}]];
  if (n === 0) return [];
  if (seen.some((one) => one.n === n)) return [["bad", "sameNumber", { person }]];
  if (n < newest) return [["warn", "older", { person }]];
  if (n <= newest + 1) return [];
  const numbers = n > newest + 2 ? `${newest + 1}–${n - 1}` : String(newest + 1);
  return [["warn", seen.length ? "neverCame" : "earlierOnes", { numbers, person }]];
}

export interface Doubts {
  gaps: [device: string, number: number][];
  forks: [device: string, number: number][];
  authors: string[]; // for whom only the sender speaks
  statements: Change[];
}

/** What a bundle alone cannot settle: said, never guessed. */
export function doubtsOf(session: Session): Doubts {
  const logs = new Map<string, Map<number, Change[]>>();
  const statements: Change[] = [], authors = new Set<string>();
  for (const change of session.changes.values()) {
    const log = `${change.cp} ${change.dev} ${change.ep}`;
    const numbers = logs.get(log) ?? new Map<number, Change[]>();
    numbers.set(change.sq, [...(numbers.get(change.sq) ?? []), change]);
    logs.set(log, numbers);
    if (change.scope?.kind === TRUST) statements.push(change);
    if (!session.given.has(change.dev) && (!session.own || change.dev !== deviceOf(session.own))) authors.add(change.dev);
  }
  const gaps: [string, number][] = [], forks: [string, number][] = [];
  for (const numbers of logs.values()) {
    for (const [sq, found] of numbers) {
      const here = numbers.get(sq - 1), first = found[0]!;
      if (sq > 1 && !here) gaps.push([first.dev, sq - 1]);
      const names = new Set(here?.map((one) => one.id));
      if (found.length > 1 || (here && found.some((one) => !names.has(one.pv)))) forks.push([first.dev, sq]);
    }
  }
  return { gaps, forks, authors: [...authors], statements };
}
