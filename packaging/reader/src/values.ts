/** What a value may be, as `domain/values.py` says it: what does not fit is kept aside and told. */

import { byCodePoints, longer, utf8 } from "./bytes.ts";
import { type Json, isTable } from "./canonical.ts";
import { type Kind, tables } from "./tables.ts";

const NOT_IN_LINES = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u;
const NOT_IN_NOTES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._~+ -]{0,63}$/;
const TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;
const RECORD = /^[0-9a-f]{32}$/;
const MOMENT = new RegExp(
  "^(\\d{4})-?(\\d{2})-?(\\d{2})(?:.(\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,]\\d+)?)?)?)(Z|[+-](\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,]\\d+)?)?)?)$",
  "su",
);
const SETS: readonly string[] = ["choices", "links", "tags"];

export function isSet(kind: Kind): boolean {
  return SETS.includes(kind);
}

function isDay(year: number, month: number, day: number): boolean {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return 1900 <= year && year <= 2200 && 1 <= month && month <= 12 && 1 <= day && day <= days[month - 1]!;
}

export function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return found !== null && isDay(Number(found[1]), Number(found[2]), Number(found[3]));
}

export function isInstant(text: string): boolean {
  const found = text.length <= tables().limits[3] && MOMENT.exec(text);
  if (!found) return false;
  const [, year, month, day, hour, minute = "0", second = "0", , ahead = "0", minutes = "0", seconds = "0"] = found;
  const clock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const zone = Number(ahead) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
  return clock && zone && isDay(Number(year), Number(month), Number(day));
}

export function isLine(text: string): boolean {
  return !longer(text, tables().limits[0]) && !NOT_IN_LINES.test(text);
}

function isNote(text: string): boolean {
  return !NOT_IN_NOTES.test(text) && (text.length * 3 <= tables().limits[1] || utf8(text).length <= tables().limits[1]);
}

function textFits(kind: Kind, text: string): boolean {
  switch (kind) {
    case "text": return isLine(text);
    case "note": return isNote(text);
    case "date": return isDate(text);
    case "time": return TIME.test(text);
    case "instant": return isInstant(text);
    case "choice": case "choices": case "state": return CODE.test(text);
    case "link": case "links": case "file": return RECORD.test(text);
    case "tags": return text !== "" && isLine(text) && !longer(text, tables().limits[2]);
    default: return false;
  }
}

export function fits(kind: Kind, value: unknown): boolean {
  if (kind === "flag") return typeof value === "boolean";
  if (kind === "number") return value === null || (typeof value === "number" && Number.isSafeInteger(value));
  if (typeof value !== "string") return false;
  return (value === "" && !isSet(kind)) || textFits(kind, value);
}

function isStep(value: Json | undefined): boolean {
  if (!isTable(value) || !fits("state", value["to"])) return false;
  const texts: [string, Kind][] = [["note", "note"], ["ground", "choice"], ["on", "date"]];
  return texts.every(([name, kind]) => (value[name] ?? null) === null || fits(kind, value[name]));
}

/** Tell whether a write of some kind of operation holds what a field may hold. A value left out is null. */
export function written(kind: Kind, op: string, value: Json): boolean {
  if (isSet(kind)) return (op === "add" || op === "rem") && fits(kind, value);
  if (kind === "state") return op === "evt" && isStep(value);
  return op === "set" && fits(kind, value);
}

export type Shown = string | boolean | number | null | string[];

export function empty(kind: Kind): Shown {
  return isSet(kind) ? [] : kind === "flag" ? false : kind === "number" ? null : "";
}

/** What a field shows of a value: as much as it can hold. */
export function shown(kind: Kind, value: Json): Shown {
  if (kind === "state") {
    const to = isTable(value) ? value["to"] : "";
    return typeof to === "string" && fits(kind, to) ? to : "";
  }
  if (fits(kind, value)) return value as Shown;
  const nothing = isSet(kind) ? "" : empty(kind);
  if (typeof value !== "string") return nothing;
  const line = value.replace(new RegExp(NOT_IN_LINES, "gu"), " ");
  if (kind === "text") return cut(line, tables().limits[0]);
  if (kind === "tags") return cut(line, tables().limits[2]);
  if (kind !== "note") return nothing;
  const whole = value.replace(/\r\n?/g, "\n").replace(new RegExp(NOT_IN_NOTES, "gu"), " ");
  return isNote(whole) ? whole : cut(whole, Math.floor(tables().limits[1] / 4));
}

function cut(text: string, most: number): string {
  return longer(text, most) ? `${Array.from(text).slice(0, most - 1).join("")}…` : text;
}

const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const OUTER = new RegExp(`^${SPACE}|${SPACE}$`, "g");

/** What two writes must share to say the same. */
export function sameKey(kind: Kind, value: Json): string {
  const told = shown(kind, value);
  return JSON.stringify(typeof told === "string" ? told.normalize("NFC").replace(OUTER, "") : told);
}

export function sorted(members: Iterable<string>): string[] {
  return [...new Set(members)].sort(byCodePoints);
}
