/** The sections of one's own key and of the senders' cards. */

import { type App, statusLine } from "./app.ts";
import { bdi, field, h, save, value } from "./dom.ts";
import { type Card, deviceOf, digitsOf } from "./card.ts";
import { newKey, readKey } from "./keyfile.ts";
import { Refused } from "./refusal.ts";
import { codeLabel, tables } from "./tables.ts";
import { isLine } from "./values.ts";
import { oneLine } from "./shown.ts";

const SHORTEST = 15;

export function digits(app: App, card: Card): HTMLElement {
  const groups = digitsOf(card).map((group) => h("span", {}, group));
  return h("p", { class: "digits", dir: "ltr", "aria-label": app.say("digits"), "data-digits": digitsOf(card).join(" ") }, ...groups);
}

export function cardLines(app: App, card: Card): HTMLElement {
  const country = card.country && codeLabel("countries", card.country, app.speech.language);
  const told = [card.person, card.function, card.office, country, card.device].filter((one) => one);
  return h("p", { class: "person" }, ...told.flatMap((one, at) => [at ? " · " : "", bdi(oneLine(one))]));
}

export function keySection(app: App): HTMLElement {
  const { session } = app;
  const section = h("section", {}, h("h2", {}, app.say("keyHeading")), h("p", {}, app.say("keyAbout")));
  if (!session.own) {
    section.append(loadForm(app), makeForm(app));
    return section;
  }
  const status = statusLine();
  section.append(
    h("h3", {}, app.say("ownCard")), cardLines(app, session.own), digits(app, session.own),
    h("p", { class: "help" }, app.say("ownCardHelp")),
    h("p", { class: "buttons" },
      h("button", { type: "button", "data-do": "save-card", click: () => save(cardFile(app), "reader.fpcard") }, app.say("saveCard")),
      h("button", {
        type: "button", "data-do": "save-key", "data-focus": "save-key",
        click: () => app.run(status, () => saveKey(app)),
      }, app.say("saveKey")),
    ),
    status,
  );
  if (!session.key?.seed) section.append(h("p", { class: "note warn" }, app.say("readOnlyKey")));
  if (session.unsaved) section.append(h("p", { class: "note warn", "data-unsaved": true }, app.say("keyUnsaved")));
  return section;
}

function cardFile(app: App): Blob {
  return new Blob([app.session.key!.card]);
}

export async function saveKey(app: App): Promise<void> {
  const { session } = app;
  save(new Blob([await session.lockKey()]), "reader-key.age");
  session.unsaved = false;
  app.draw("key", "reply");
}

function loadForm(app: App): HTMLElement {
  const status = statusLine();
  const file = h("input", { type: "file", name: "key-file", required: true });
  const form = h("form", { class: "box", "data-form": "load-key" },
    h("h3", {}, app.say("loadKey")),
    field(app.say("keyFile"), file),
    field(app.say("passphrase"), h("input", { type: "password", name: "passphrase", required: true, autocomplete: "off" })),
    h("button", { type: "submit" }, app.say("open")), status,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = file.files?.[0], passphrase = value(form, "passphrase");
    if (chosen) void app.run(status, () => load(app, chosen, passphrase, status));
  });
  return form;
}

async function load(app: App, chosen: File, passphrase: string, status: HTMLElement): Promise<void> {
  try {
    const plain = await app.session.unlock(new Uint8Array(await chosen.arrayBuffer()), passphrase);
    const { key } = await readKey(plain);
    await app.session.takeKey(key, passphrase);
  } catch {
    app.complain(status, app.say("keyRefused"));
    return;
  }
  app.start();
}

function makeForm(app: App): HTMLElement {
  const status = statusLine();
  const text = (name: string, required: boolean) => h("input", { name, required, maxlength: "200", autocomplete: "off" });
  const countries = Object.keys(tables().lists["countries"]!).map((code) => [codeLabel("countries", code, app.speech.language), code] as const);
  countries.sort((one, other) => one[0].localeCompare(other[0], app.speech.language));
  const country = h("select", { name: "country" }, h("option", { value: "" }, ""),
    ...countries.map(([label, code]) => h("option", { value: code }, label)));
  const training = h("input", { type: "checkbox", name: "training" });
  const form = h("form", { "data-form": "make-key" },
    field(app.say("person"), text("person", true)), field(app.say("function"), text("function", false)),
    field(app.say("office"), text("office", true)), field(app.say("country"), country),
    field(app.say("device"), text("device", false)),
    field(app.say("passphrase"), h("input", { type: "password", name: "first", required: true, autocomplete: "off" }), app.say("passphraseHelp")),
    field(app.say("passphraseAgain"), h("input", { type: "password", name: "second", required: true, autocomplete: "off" })),
    h("label", { class: "check" }, training, app.say("trainingKey")),
    h("button", { type: "submit" }, app.say("makeKey")), status,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = value(form, "first");
    if (Array.from(first).length < SHORTEST) return app.complain(status, app.say("passphraseShort"));
    if (first !== value(form, "second")) return app.complain(status, app.say("passphraseDiffers"));
    void app.run(status, () => make(app, form, first, training.checked, status));
  });
  return h("details", { class: "box" }, h("summary", {}, app.say("makeKey")), form);
}

async function make(app: App, form: HTMLElement, passphrase: string, training: boolean, status: HTMLElement): Promise<void> {
  const about = {
    person: value(form, "person").trim(), function: value(form, "function").trim(), office: value(form, "office").trim(),
    country: form.querySelector("select")!.value, device: value(form, "device").trim() || "Reader page",
  };
  if (!Object.values(about).every(isLine)) return app.complain(status, app.say("badValue", { fields: app.say("person") }));
  const key = await newKey(about, training);
  app.session.unsaved = true;
  await app.session.takeKey(key, passphrase);
  app.start();
}

export function cardsSection(app: App): HTMLElement {
  const { session } = app, status = statusLine();
  const input = h("input", { type: "file", name: "card", multiple: true, accept: ".fpcard", "data-focus": "card" });
  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    input.value = ""; // the same file may be chosen again
    void app.run(status, () => take(app, chosen));
  });
  const people = [...session.given].map((device) => senderBox(app, session.cards.get(device)!));
  return h("section", {},
    h("h2", {}, app.say("cardsHeading")), h("p", {}, app.say("cardsAbout")),
    ...people, field(app.say("takeCard"), input), status,
  );
}

async function take(app: App, chosen: File[]): Promise<void> {
  let refused = "";
  for (const file of chosen) {
    try {
      const card = await app.session.takeCard(new Uint8Array(await file.slice(0, 10_000).arrayBuffer()));
      app.session.noteCard(card, app.session.compared.has(deviceOf(card)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [said] = tables().errors[error.code]!;
      refused = app.speech.text(said).replace("{origin}", "…").replace("{here}", "…");
    }
  }
  app.draw("key", "cards", "bundles", "reply");
  if (refused) app.complain(document.querySelector<HTMLElement>("#cards > .status")!, refused);
}

function senderBox(app: App, card: Card): HTMLElement {
  const { session } = app, device = deviceOf(card);
  const box = h("input", { type: "checkbox", "data-focus": `compared-${device}`, "data-compared": device });
  box.checked = session.compared.has(device);
  box.addEventListener("change", () => {
    session.noteCard(card, box.checked);
    app.draw("key", "reply");
  });
  return h("div", { class: "box", "data-card": device }, cardLines(app, card), digits(app, card),
    h("label", { class: "check" }, box, app.say("compared")));
}

