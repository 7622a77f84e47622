/** The section of the records: a list, one record with its dossier, or everything on one page. */

import { type App, statusLine } from "./app.ts";
import { DELETED } from "./change.ts";
import { documentList } from "./documents.ts";
import { bdi, h } from "./dom.ts";
import { type Head, type Row, newest } from "./fold.ts";
import { oneLine, visible } from "./shown.ts";
import { type FieldRow, isTraining, tables, typeOf } from "./tables.ts";
import { type Shown, isSet, shown } from "./values.ts";

export function recordsSection(app: App): HTMLElement {
  const rows = [...app.session.folded.rows.values()];
  const section = h("section", { class: "records" }, h("h2", {}, app.say("recordsHeading")));
  if (!rows.length) {
    section.append(h("p", {}, app.say("nothing")));
    return section;
  }
  const status = statusLine();
  section.append(
    h("p", { class: "buttons" },
      h("button", { type: "button", "data-do": "all", "data-focus": "all", click: () => show(app, "*") }, app.say("showAll")),
      h("button", { type: "button", "data-do": "print", click: () => window.print() }, app.say("print")),
      h("button", { type: "button", "data-do": "check", "data-focus": "check", click: () => app.run(status, () => check(app, status)) }, app.say("checkDocuments")),
    ),
    status,
    h("div", { class: "panes" }, listPane(app, rows), h("div", { class: "pane", tabindex: "-1" }, printedHead(app), ...shownPart(app, rows))),
  );
  return section;
}

/** On paper: where it came from. */
function printedHead(app: App): HTMLElement {
  const bundles = app.session.bundles.map(({ manifest }) => {
    const told = app.session.compared.has(manifest.from) ? "signedPart" : "signedUncompared";
    const person = `\u2068${oneLine(app.session.cards.get(manifest.from)?.person ?? manifest.from)}\u2069`;
    return h("p", {}, h("code", { dir: "ltr" }, manifest.id), " ", app.say(told, { person }));
  });
  return h("div", { class: "print-only" }, h("p", {}, app.say("title")), ...bundles);
}

function show(app: App, what: string): void {
  app.view.selected = what;
  app.draw("records");
  const pane = document.querySelector<HTMLElement>("#records .pane");
  pane?.focus();
  pane?.scrollIntoView({ block: "nearest" });
}

async function check(app: App, status: HTMLElement): Promise<void> {
  const counts = { whole: 0, missing: 0, other: 0 };
  const rows = [...app.session.folded.rows.values()].filter((row) => row.file);
  await app.session.checkFiles(rows, (row, held) => {
    counts[held.verdict]++;
    app.view.files.set(row.id, held.verdict);
  });
  app.draw("records");
  const line = document.querySelector<HTMLElement>("#records > .status") ?? status;
  line.textContent = app.say("checkedDocuments", { ...counts, all: rows.length });
  line.dataset["checked"] = JSON.stringify(counts);
}

/** What stands in the list: records that live in no dossier that is here. */
function isTop(app: App, row: Row): boolean {
  return !app.session.folded.rows.has(ownerOf(row));
}

export function ownerOf(row: Row): string {
  if (row.type === "document") return String(row.values["owner"]);
  const part = typeOf(row.type)!.part;
  return part ? String(row.values[part] ?? "") : "";
}

function byFirst(one: Row, other: Row): number {
  return one.first === other.first ? (one.id < other.id ? -1 : 1) : one.first < other.first ? -1 : 1;
}

function grouped(rows: Row[]): [string, Row[]][] {
  return Object.keys(tables().types)
    .map((type): [string, Row[]] => [type, rows.filter((row) => row.type === type).sort(byFirst)])
    .filter(([, found]) => found.length);
}

function listPane(app: App, rows: Row[]): HTMLElement {
  const lists = h("div", {});
  const fill = () => {
    const wanted = app.view.filter.toLocaleLowerCase();
    const found = rows.filter((row) => isTop(app, row) && (!wanted || nameOf(app, row).toLocaleLowerCase().includes(wanted)));
    lists.replaceChildren(...grouped(found).flatMap(([type, some]) => [
      h("h3", {}, app.speech.text(typeOf(type)!.plural), " ", h("small", {}, `(${some.length})`)),
      h("ul", {}, ...some.map((row) => h("li", {}, h("button", {
        type: "button", "data-focus": row.id, "data-open": row.id, "aria-current": String(app.view.selected === row.id),
        click: () => show(app, row.id),
      }, nameNode(app, row), ...flags(app, row))))),
    ]));
  };
  const input = h("input", { type: "search", name: "filter", value: app.view.filter, "data-focus": "filter" });
  input.addEventListener("input", () => {
    app.view.filter = input.value;
    fill();
  });
  fill();
  return h("nav", { class: "list", "aria-label": app.say("records") }, h("label", { class: "field" }, h("span", {}, app.say("filter")), input), lists);
}

export function nameOf(app: App, row: Row): string {
  return [app.speech.reference(row), app.speech.title(row)].filter((one) => one).join(" · ");
}

/** Reference and title, each in its own direction. */
function nameNode(app: App, row: Row): HTMLElement {
  const reference = app.speech.reference(row), title = app.speech.title(row);
  return h("span", {}, reference && bdi(reference, true), reference && title && " · ", title && bdi(title));
}

function flags(app: App, row: Row): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (row.contested.length) found.push(h("span", { class: "flag bad" }, app.say("conflict")));
  if (row.deleted) found.push(h("span", { class: "flag" }, app.say("trash")));
  if (row.joined) found.push(h("span", { class: "flag" }, app.say("joinedNote")));
  return found;
}

function shownPart(app: App, rows: Row[]): HTMLElement[] {
  if (app.view.selected === "*") {
    const top = rows.filter((row) => isTop(app, row));
    return grouped(top).flatMap(([, some]) => some.map((row) => dossier(app, row, new Set())));
  }
  const row = app.session.folded.rows.get(app.view.selected);
  return row ? [dossier(app, row, new Set())] : [];
}

/** A record with what lives in its dossier, each once. */
function dossier(app: App, row: Row, above: Set<string>): HTMLElement {
  const inside = new Set([...above, row.id]);
  const rows = [...app.session.folded.rows.values()].filter((one) => ownerOf(one) === row.id && !inside.has(one.id));
  const parts = grouped(rows.filter((one) => one.type !== "document"));
  const documents = rows.filter((one) => one.type === "document").sort(byFirst);
  const kept = row.type === "request" && (row.values["caveats"] as string[]).includes("no_print");
  return h("div", { class: kept ? "dossier no-print" : "dossier" }, kept && h("p", { class: "note warn" }, app.say("noPrint")), article(app, row), documentList(app, documents, (one) => article(app, one)),
    ...parts.flatMap(([type, some]) => [
      h("h3", {}, app.speech.text(typeOf(type)!.plural)), ...some.map((one) => dossier(app, one, inside)),
    ]));
}

function article(app: App, row: Row): HTMLElement {
  const type = typeOf(row.type)!;
  const banner = isTraining(row.space) && h("p", { class: "banner" }, app.speech.text(tables().said["banner"]!));
  const made = h("article", {
    "data-record": row.id, "data-type": row.type, "data-deleted": String(row.deleted), "data-joined": String(row.joined),
    "data-contested": JSON.stringify(row.contested),
  }, banner, h("h4", {}, h("small", {}, app.speech.text(type.label)), " ", nameNode(app, row), ...flags(app, row)));
  if (row.contested.length) made.append(h("p", { class: "note bad" }, app.say(row.contested.includes(DELETED) ? "conflictDeleted" : "conflictHelp")));
  const list = h("dl", {});
  let group = -1;
  for (const field of type.fields) {
    const [name, , , place, , , , marks] = field;
    const value = row.values[name]!, heads = row.heads.get(name) ?? [];
    if (!heads.length || marks.includes("s")) continue;
    if (place !== group) {
      list.append(h("div", { class: "group" }, app.speech.text(place)));
      group = place;
    }
    list.append(fieldLine(app, row, field, value, heads));
  }
  made.append(list, h("p", { class: "who" },
    app.say("writtenBy", { who: row.authors.map((one) => personOf(app, one)).join(" · ") }), " · ", app.speech.moment(row.first),
    row.last !== row.first && ` – ${app.speech.moment(row.last)}`, ". ", app.say("clockNote")));
  return made;
}

function personOf(app: App, device: string): string {
  const card = app.session.cards.get(device);
  return `\u2068${card ? oneLine([card.person, card.office].filter((one) => one).join(", ")) : device}\u2069`;
}

function fieldLine(app: App, row: Row, field: FieldRow, value: Shown, heads: Head[]): HTMLElement {
  const [name, kind, label] = field;
  const contested = row.contested.includes(name);
  const head = newest(heads);
  const line = h("div", {
    class: contested ? "line contested" : "line", "data-field": name, "data-value": JSON.stringify(value), "data-by": head.dev,
  }, h("dt", {}, app.speech.text(label)));
  const told = contested ? alternatives(heads) : [head];
  for (const one of told) {
    const content = isSet(kind) ? value : shown(kind, one.value);
    // what was written when the record was made is said once, below
    const later = contested || row.authors.length > 1 || one.hl !== row.first;
    const by = later && h("small", { class: "by" }, personOf(app, one.dev), " · ", app.speech.moment(one.hl));
    line.append(h("dd", {}, valueNode(app, field, content), by));
  }
  return line;
}

/** The values that stand against each other, what is shown first. */
function alternatives(heads: Head[]): Head[] {
  const rest = [...heads], order: Head[] = [];
  while (rest.length) {
    const first = newest(rest);
    order.push(...rest.splice(rest.indexOf(first), 1));
  }
  return order;
}

function valueNode(app: App, field: FieldRow, value: Shown): HTMLElement {
  const [, kind, , , , , target, marks] = field;
  if ((kind === "link" || kind === "links") && target !== "") {
    const links = (Array.isArray(value) ? value : value ? [String(value)] : []).map((id) => linkNode(app, id));
    return h("span", { class: "value" }, ...links.flatMap((link, at) => [at ? ", " : "", link]));
  }
  if (kind === "file") return h("code", { class: "value", dir: "ltr" }, String(value));
  if (kind === "note") return h("div", { class: "value note-text", dir: "auto" }, visible(String(value ?? "")));
  if (Array.isArray(value)) {
    const words = value.map((one) => bdi(app.speech.value(field, [one])));
    return h("span", { class: "value" }, ...words.flatMap((node, at) => [at ? app.speech.own(", ") : "", node]));
  }
  return h("span", { class: "value" }, bdi(app.speech.value(field, value), marks.includes("l") || kind === "time"));
}

function linkNode(app: App, id: string): HTMLElement {
  const row = app.session.folded.rows.get(id);
  if (!row) return h("span", { class: "absent" }, h("code", { dir: "ltr" }, id.slice(0, 8)), " ", app.say("notHere"));
  let top = row;
  for (let owner = app.session.folded.rows.get(ownerOf(top)); owner && owner !== row; owner = app.session.folded.rows.get(ownerOf(top))) top = owner;
  return h("button", { type: "button", class: "link", click: () => show(app, top.id) }, nameNode(app, row));
}
