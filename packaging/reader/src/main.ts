/** Where the page begins; the same script is what its workers run. */

import { App, languagePicker } from "./app.ts";
import { hashed, utf8 } from "./bytes.ts";
import { h } from "./dom.ts";
import { bundlesSection } from "./opening.ts";
import { cardsSection, keySection } from "./people.ts";
import { Pool } from "./pool.ts";
import { recordsSection } from "./records.ts";
import { replySection } from "./reply.ts";
import { Session } from "./session.ts";
import { work } from "./worker.ts";

function headSection(app: App): HTMLElement {
  const { text, odd } = app.view.pageHash;
  return h("header", {},
    h("div", { class: "top" }, h("h1", {}, app.say("title")), languagePicker(app)),
    h("p", {}, app.say("about")),
    h("details", { class: "page-hash" },
      h("summary", {}, app.say("pageHash"), " ", h("code", { dir: "ltr", "data-page-hash": text }, text)),
      h("p", { class: "help" }, app.say("pageHashHelp"))),
    odd && h("p", { class: "note bad" }, app.say("pageHashOdd")));
}

function footSection(app: App): HTMLElement {
  return h("footer", {}, h("details", {}, h("summary", {}, app.say("licences")), h("pre", { dir: "ltr" }, LICENCES)));
}

/** The bytes of this page's file, as it was before anything was drawn: it is built so that both are the same. */
function ownBytes(): Uint8Array<ArrayBuffer> {
  return utf8(`<!DOCTYPE html>${document.documentElement.outerHTML}\n`);
}

function begin(): void {
  const script = document.currentScript!.textContent!;
  const bytes = ownBytes();
  const length = Number(document.documentElement.dataset["length"]);
  const root = document.getElementById("page")!;
  root.replaceChildren();
  const session = new Session(new Pool(script));
  const app = new App(session, {
    head: headSection, key: keySection, cards: cardsSection, bundles: bundlesSection, records: recordsSection, reply: replySection,
    foot: footSection,
  }, root);
  void hashed(bytes).then((text) => {
    app.view.pageHash = { text, odd: bytes.length !== length };
    app.start();
  });
  window.addEventListener("beforeunload", (event) => {
    if (session.unsaved) event.preventDefault();
  });
}

if (typeof document === "undefined") work();
else begin();
