/** How texts, values, moments and sizes are written. Hidden marks are shown as their codes. */

import type { Row } from "./fold.ts";
import { titleField } from "./fold.ts";
import { type FieldRow, type Language, ORDER, codeLabel, fieldOf, said, tables, typeOf } from "./tables.ts";
import { type Shown, isDate } from "./values.ts";
import { type Word, word } from "./words.ts";

const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;

/** Text with hidden characters written as their codes, as in `[U+202E]`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

export function oneLine(text: string): string {
  return visible(text).replaceAll("\n", " \u23ce ").replaceAll("\t", " ");
}

export class Speech {
  constructor(readonly language: Language) {}

  say(name: Word, told: Record<string, string | number> = {}): string {
    return word(name, ORDER.indexOf(this.language), told);
  }

  /** A word of the program's own. */
  own(message: string): string {
    return said(tables().said[message]!, this.language);
  }

  text(place: number): string {
    return said(place, this.language);
  }

  get rtl(): boolean {
    return tables().languages[this.language][1];
  }

  date(iso: string): string {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day} ${tables().languages[this.language][2][month! - 1]} ${year}`;
  }

  moment(clock: string): string {
    const milliseconds = Number(BigInt(`0x${clock}`) >> 16n);
    const at = new Date(milliseconds);
    if (Number.isNaN(at.getTime())) return "?";
    const iso = `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
    const pad = (n: number) => String(n).padStart(2, "0");
    return `${this.date(iso)} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
  }

  number(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, tables().languages[this.language][3]);
  }

  size(bytes: number): string {
    const units = ["{n} bytes", "{n} kB", "{n} MB", "{n} GB"];
    let amount = bytes, unit = 0;
    while (amount >= 1000 && unit < units.length - 1) [amount, unit] = [amount / 1000, unit + 1];
    const [whole, rest] = (unit > 1 ? amount.toFixed(1) : amount.toFixed(0)).split(".");
    const point = rest && rest !== "0" ? `${this.language === "fr" ? "," : "."}${rest}` : "";
    return this.own(units[unit]!).replace("{n}", this.number(Number(whole)) + point);
  }

  /** A value of a field for reading. */
  value(field: FieldRow, value: Shown): string {
    const [, kind, , , , codes] = field;
    if (value === "" || value === null) return "";
    if (typeof value === "boolean") return this.own(value ? "Yes" : "No");
    if (Array.isArray(value)) {
      const words = value.map((one) => (codes ? codeLabel(codes, one, this.language) : visible(one)));
      return words.join(this.own(", "));
    }
    if (typeof value === "number") return value < 0 ? `-${this.number(-value)}` : this.number(value);
    if (kind === "date" && isDate(value)) return this.date(value);
    return codes ? codeLabel(codes, value, this.language) : visible(value);
  }

  /** The title that lists may show: of a sealed request its alias. */
  title(row: Row): string {
    const type = typeOf(row.type)!;
    if (row.type === "request" && tables().sealed.includes(String(row.values["classification"]))) {
      return oneLine(String(row.values["alias"] || tables().hidden));
    }
    const name = titleField(row, this.language), field = name ? fieldOf(row.type, name) : undefined;
    if (!field || field[1] === "link") return this.text(type.label);
    return oneLine(this.value(field, row.values[name]!));
  }

  reference(row: Row): string {
    const name = typeOf(row.type)!.reference;
    return name ? oneLine(String(row.values[name])) : "";
  }
}

const FORBIDDEN = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
const RUNS = /\.(?:exe|com|bat|cmd|scr|pif|msi|js|jse|vbs|vbe|wsf|hta|lnk|url|html?|xhtml|svg|mht(?:ml)?|jar|ps1|sh|desktop|reg|cpl|dll|app|command|iso|img)$/i;

/** A name under which a document is saved: of one line, no path, and never of a kind that acts when opened. */
export function cleanName(name: string): string {
  let clean = name.normalize("NFC").replace(FORBIDDEN, "_").trim().replace(/^[. ]+|[. ]+$/g, "");
  const dot = clean.lastIndexOf(".");
  const ending = dot > 0 && clean.length - dot <= 10 ? clean.slice(dot) : "";
  clean = Array.from(clean.slice(0, clean.length - ending.length)).slice(0, 100).join("") + ending;
  if (DEVICES.test(clean) || !clean) clean = `_${clean}`;
  return RUNS.test(clean) ? `${clean}.txt` : clean;
}
