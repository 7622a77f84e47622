/** The program's own record types, fields, code lists and words, made by `reader_tables.py`. */

import { decompress } from "fzstd";

import packed from "./tables.zst";
import { text } from "./bytes.ts";

export type Language = "ar" | "fr" | "en";
export type FieldRow = [
  name: string, kind: Kind, label: number, group: number, facet: string, codes: string, target: string, marks: string,
];
export type Kind =
  | "text" | "note" | "date" | "time" | "instant" | "choice" | "choices" | "link" | "links" | "tags" | "flag"
  | "number" | "file" | "state";

export interface TypeRow {
  label: number;
  plural: number;
  title: string[];
  reference: string;
  part: string;
  facet: string;
  fixed: boolean;
  holds: boolean;
  fields: FieldRow[];
}

export interface Tables {
  languages: Record<Language, [name: string, rtl: boolean, months: string[], group: string]>;
  types: Record<string, TypeRow>;
  lists: Record<string, Record<string, number>>;
  errors: Record<string, [number, number]>;
  said: Record<string, number>;
  statements: Record<string, number>;
  kinds: string[];
  limits: [line: number, note: number, tag: number, clock: number];
  sealed: string[];
  hidden: string;
  world: [prefix: string, mark: string];
  weak: string[];
  texts: [string, string, string][];
}

let read: Tables | undefined;
const fields = new Map<string, Map<string, FieldRow>>();

export function tables(): Tables {
  if (!read) {
    read = JSON.parse(text(decompress(packed))) as Tables;
    for (const [name, type] of Object.entries(read.types)) {
      fields.set(name, new Map(type.fields.map((row) => [row[0], row])));
    }
  }
  return read;
}

export const ORDER: readonly Language[] = ["ar", "fr", "en"];

/** A text of the tables in a language. */
export function said(place: number, language: Language): string {
  const row = tables().texts[place]!;
  return row[ORDER.indexOf(language)] || row[0];
}

export function typeOf(name: string): TypeRow | undefined {
  const known = tables().types;
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

export function fieldOf(type: string, name: string): FieldRow | undefined {
  tables();
  return fields.get(type)?.get(name);
}

export function isTraining(space: string): boolean {
  return space.startsWith(tables().world[0]);
}

/** The wording of a code, the code itself if this page does not know it. */
export function codeLabel(list: string, code: string, language: Language): string {
  const codes = tables().lists[list];
  return codes && Object.hasOwn(codes, code) ? said(codes[code]!, language) : code;
}
