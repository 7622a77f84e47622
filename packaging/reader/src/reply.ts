/** The sections of the receipt, the answer and the collection. */

import { type App, statusLine } from "./app.ts";
import { type Card, deviceOf } from "./card.ts";
import { openCollection, sealCollection } from "./collection.ts";
import { bdi, field, h, save } from "./dom.ts";
import type { Row } from "./fold.ts";
import { acknowledged } from "./keyfile.ts";
import { openAll } from "./opening.ts";
import { saveKey } from "./people.ts";
import { nameOf } from "./records.ts";
import { oneLine } from "./shown.ts";
import { type FieldRow, codeLabel, fieldOf, tables, typeOf } from "./tables.ts";
import { fits } from "./values.ts";
import { makeAnswer, makeReceipt } from "./writing.ts";

const ASKED = ["subject", "channel", "medium", "organ", "on", "their_ref", "own_ref", "summary"];
const MOST_NAME = 1_000;
// the record lives with the sender of the bundle: what is ours here is theirs there
const SWAPPED: Record<string, string> = { their_ref: "own_ref", own_ref: "their_ref" };

export function replySection(app: App): HTMLElement {
  const { session } = app;
  const section = h("section", {}, h("h2", {}, app.say("replyHeading")), h("p", {}, app.say("replyAbout")));
  if (session.key && session.own) {
    const senders = [...new Set(session.bundles.map((one) => one.manifest.from))].filter((one) => session.compared.has(one));
    if (!session.key.seed) section.append(h("p", {}, app.say("readOnlyKey")));
    else if (!session.bundles.length) section.append(h("p", {}, app.say("nothing")));
    else if (!senders.length) section.append(h("p", {}, app.say("noneCompared")));
    else section.append(...senders.map((one) => senderReply(app, session.cards.get(one)!)));
    section.append(keeping(app));
  } else section.append(h("p", {}, app.say("nothing")));
  return section;
}

function senderReply(app: App, sender: Card): HTMLElement {
  const { session } = app, status = statusLine();
  const told = acknowledged(session.key!.received, deviceOf(sender));
  const numbers = [...(told.upto ? [told.upto > 1 ? `1–${told.upto}` : "1"] : []), ...told.more].join(", ");
  return h("div", { class: "box", "data-reply": deviceOf(sender) },
    h("h3", {}, app.say("forSender"), " ", bdi(oneLine([sender.person, sender.office].filter((one) => one).join(", ")))),
    h("p", {}, app.say("receiptCovers", { numbers: numbers || "–" })),
    h("p", { class: "buttons" }, h("button", {
      type: "button", "data-do": "receipt", "data-focus": "receipt",
      click: () => app.run(status, async () => {
        const made = await makeReceipt(session.key!, session.own!, sender);
        save(made.content, made.name);
      }),
    }, app.say("makeReceipt"))),
    status, answerForm(app, sender),
  );
}

/** The requests on which a sender is answered: those that live at that office, or that it wrote in. */
function requests(app: App, sender: Card): Row[] {
  const device = deviceOf(sender);
  return [...app.session.folded.rows.values()].filter(
    (row) =>
      row.type === "request" && !row.deleted && !row.joined && (row.space === sender.space || row.authors.includes(device)),
  );
}

function answerForm(app: App, sender: Card): HTMLElement {
  const status = statusLine(), rows = requests(app, sender);
  if (!rows.length) return h("p", {});
  const type = typeOf("communication")!, request = h("select", { name: "request", required: true },
    ...rows.map((row) => h("option", { value: row.id }, nameOf(app, row))));
  if (app.view.selected && rows.some((row) => row.id === app.view.selected)) request.value = app.view.selected;
  const inputs = ASKED.map((name) => type.fields.find((row) => row[0] === name)!).map((row): [FieldRow, HTMLInputElement] => [row, inputOf(app, row)]);
  const files = h("input", { type: "file", name: "files", multiple: true });
  const form = h("form", { "data-form": "answer" },
    h("h3", {}, app.say("answerHeading")),
    field(app.say("onRequest"), request),
    ...inputs.map(([row, input]) => field(labelOf(app, row), input)),
    field(app.say("attach"), files),
    h("button", { type: "submit", "data-focus": "answer" }, app.say("makeAnswer")), status,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(inputs.map(([row, input]) => [row[0], input.value.trim()]));
    const missing = inputs.filter(([row]) => row[7].includes("r") && !values[row[0]]);
    const bad = inputs.filter(([row]) => !fits(row[1], values[row[0]]!));
    const names = (some: typeof inputs) => some.map(([row]) => labelOf(app, row)).join(", ");
    if (missing.length) return app.complain(status, app.say("required", { fields: names(missing) }));
    if (bad.length) return app.complain(status, app.say("badValue", { fields: names(bad) }));
    void app.run(status, () => sign(app, sender, request.value, values, [...(files.files ?? [])]));
  });
  if (app.view.answer) form.append(readyAnswer(app));
  return form;
}

function labelOf(app: App, row: FieldRow): string {
  const other = SWAPPED[row[0]];
  return app.speech.text((other && fieldOf("communication", other) || row)[2]);
}

function inputOf(app: App, [name, kind, , , , codes, , marks]: FieldRow): HTMLInputElement {
  const marked = { name: `answer-${name}`, required: marks.includes("r") };
  if (kind === "note") return h("textarea", { ...marked, rows: "4", dir: "auto" }) as unknown as HTMLInputElement;
  if (kind === "choice") {
    const options = Object.keys(tables().lists[codes]!).map((code) => h("option", { value: code }, codeLabel(codes, code, app.speech.language)));
    return h("select", marked, h("option", { value: "" }, app.say("choose")), ...options) as unknown as HTMLInputElement;
  }
  const input = h("input", { ...marked, type: kind === "date" ? "date" : "text", dir: marks.includes("l") ? "ltr" : "auto" });
  if (kind === "date") input.value = new Date().toISOString().slice(0, 10);
  return input;
}

async function sign(app: App, sender: Card, request: string, told: Record<string, string>, files: File[]): Promise<void> {
  const { session } = app, own = session.own!, row = session.folded.rows.get(request)!;
  const classification = String(row.values["classification"] ?? "");
  const party = oneLine([own.person, own.office].filter((one) => one).join(", "));
  const values = { ...told, way: "in", party, classification } as Record<string, string>;
  const given = files.map((file) => {
    const name = Array.from(oneLine(file.name)).slice(0, MOST_NAME).join("");
    return { name, title: name, mime: /^[\x20-\x7e]{1,200}$/.test(file.type) ? file.type : "application/octet-stream", content: file };
  });
  app.view.answer = await makeAnswer(session.key!, own, sender, { request, values, files: given, classification }, session.changes.values());
  session.unsaved = true;
  app.draw("key", "reply");
}

function readyAnswer(app: App): HTMLElement {
  const status = statusLine(), made = app.view.answer!;
  return h("div", { class: "note warn", "data-answer": made.name },
    h("p", {}, app.say("answerPreview")),
    h("p", { class: "buttons" },
      h("button", { type: "button", "data-do": "answer-key", click: () => app.run(status, () => saveKey(app)) }, app.say("saveKey")),
      h("button", { type: "button", "data-do": "answer-save", disabled: app.session.unsaved, click: () => save(made.content, made.name) }, app.say("saveAnswer")),
    ), status);
}

function keeping(app: App): HTMLElement {
  const { session } = app, status = statusLine();
  const input = h("input", { type: "file", name: "collection" });
  input.addEventListener("change", () => {
    const chosen = input.files?.[0];
    input.value = "";
    if (chosen) void app.run(status, () => load(app, chosen, status));
  });
  const box = h("div", { class: "box" }, h("h3", {}, app.say("keepHeading")), h("p", {}, app.say("keepAbout")));
  if (session.bundles.length) {
    box.append(h("p", { class: "buttons" }, h("button", {
      type: "button", "data-do": "keep", "data-focus": "keep",
      click: () => app.run(status, async () => save(await sealCollection(session.bundles, session.own!.recipient), "reader-collection.age")),
    }, app.say("keepSave"))));
  }
  box.append(field(app.say("keepLoad"), input), status);
  return box;
}

async function load(app: App, chosen: File, status: HTMLElement): Promise<void> {
  let found: { name: string; file: Blob }[];
  try {
    found = await openCollection(chosen, app.session.key!.identity);
  } catch {
    return app.complain(status, app.say("keepRefused"));
  }
  await openAll(app, found, status);
}
