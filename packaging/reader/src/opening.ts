/** The sections of what was opened: the verdict on each file, and what a bundle alone cannot tell. */

import { type App, statusLine } from "./app.ts";
import { isTable } from "./canonical.ts";
import { bdi, field, h } from "./dom.ts";
import { doubtsOf } from "./notes.ts";
import type { Outcome } from "./session.ts";
import { oneLine } from "./shown.ts";
import { tables } from "./tables.ts";

export function bundlesSection(app: App): HTMLElement {
  const status = statusLine();
  const input = h("input", { type: "file", name: "bundle", multiple: true, "data-focus": "bundle" });
  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    void app.run(status, () => openAll(app, chosen, status));
  });
  const section = h("section", {}, h("h2", {}, app.say("bundlesHeading")),
    field(app.say("openBundles"), input, app.say("openBundlesHelp")), status);
  if (!app.session.given.size) section.append(h("p", { class: "help" }, app.say("needCard")));
  if (app.view.outcomes.length) {
    section.append(h("ol", { class: "outcomes" }, ...app.view.outcomes.map((one) => outcomeItem(app, one))));
  }
  if (app.session.bundles.length) section.append(doubts(app));
  return section;
}

/** Open files one after the other; what was opened before stays. */
export async function openAll(app: App, chosen: { name: string; file: Blob }[] | File[], status: HTMLElement): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const one of chosen) {
    const file = one instanceof File ? one : one.file;
    status.textContent = app.say("working");
    outcomes.push(await app.session.open(file, one.name));
  }
  app.view.outcomes.push(...outcomes);
  app.view.files.clear();
  app.draw("key", "bundles", "records", "reply");
}

function outcomeItem(app: App, outcome: Outcome): HTMLElement {
  const { speech } = app;
  const name = bdi(oneLine(outcome.name), true);
  if (outcome.code) {
    const [said, remedy] = tables().errors[outcome.code]!;
    const reason = speech.text(said).replace("{reason}", outcome.reason ?? "").replace("{origin}", "…").replace("{here}", "…");
    return h("li", { class: "bad", "data-code": outcome.code, "data-reason": outcome.reason ?? "", "data-file": outcome.name },
      name, h("p", {}, reason), h("p", { class: "help" }, speech.text(remedy)));
  }
  const { manifest, digest } = outcome.bundle!;
  const numbers = manifest.to.map((one) => one.n).join(", ");
  const changes = manifest.segs.reduce((sum, one) => sum + one.count, 0);
  return h("li", {
    class: "good", "data-code": "", "data-file": outcome.name, "data-bundle": manifest.id, "data-digest": digest,
    "data-notes": outcome.notes.map((note) => note[1]).join(" "),
  },
    name,
    ...outcome.notes.map(([level, said, told]) => h("p", { class: `note ${level}` }, app.say(said, spoken(told)))),
    h("p", { class: "help" }, app.say("holds", { n: numbers, changes, parts: manifest.parts.length })));
}

function spoken(told: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(told).map(([key, value]) => [key, `\u2068${oneLine(String(value))}\u2069`]));
}

function doubts(app: App): HTMLElement {
  const { session } = app, found = doubtsOf(session), { folded } = session;
  const name = (device: string) => `\u2068${oneLine(session.cards.get(device)?.person ?? device)}\u2069`;
  const lines: string[] = [app.say("doubtRoles"), app.say("doubtStopped", { n: found.statements.length }), app.say("doubtWithheld")];
  if (found.authors.length) lines.push(app.say("doubtAuthors", { people: found.authors.map(name).join(" · ") }));
  const gaps = new Map<string, number>();
  for (const [device] of found.gaps) gaps.set(device, (gaps.get(device) ?? 0) + 1);
  for (const [device, n] of gaps) lines.push(app.say("doubtGap", { person: name(device), n }));
  for (const device of new Set(found.forks.map(([one]) => one))) lines.push(app.say("doubtFork", { person: name(device) }));
  if (folded.aside.length) lines.push(app.say("asideNote", { n: folded.aside.length }));
  if (folded.foreign) lines.push(app.say("foreignNote", { n: folded.foreign }));
  if (folded.erased) lines.push(app.say("erasedNote", { n: folded.erased }));
  const statements = found.statements.flatMap((change) => change.ops.flatMap((op) => {
    const words = Object.hasOwn(tables().statements, op.f) ? tables().statements[op.f]! : undefined;
    if (words === undefined) return [];
    const reason = isTable(op.v) && typeof op.v["reason"] === "string" ? op.v["reason"] : "";
    const said = app.speech.text(words).replace("{who}", () => name(change.dev)).replace("{whom}", () => name(op.r));
    return [h("li", { "data-statement": op.f }, said, reason && " · ", reason && bdi(oneLine(reason)))];
  }));
  return h("details", { class: "box", "data-doubts": true, "data-aside": String(folded.aside.length), open: true },
    h("summary", {}, app.say("doubtsHeading")), h("ul", {}, ...lines.map((line) => h("li", {}, line)), statements.length > 0 && h("li", {}, h("ul", {}, ...statements))));
}
