/** Documents: listed with their hashes, saved under clean names, shown if they are plain text or a known picture. */

import { type App, statusLine } from "./app.ts";
import { bdi, h, save } from "./dom.ts";
import { sameFile } from "./descriptions.ts";
import { newest, type Row } from "./fold.ts";
import { cleanName, oneLine, visible } from "./shown.ts";

const MOST_TEXT = 2 << 20, MOST_PICTURE = 32 << 20, MOST_DOTS = 40_000_000;

export function documentList(app: App, rows: Row[], about: (row: Row) => HTMLElement): HTMLElement | undefined {
  if (!rows.length) return undefined;
  return h("div", { class: "documents" }, h("h3", {}, app.say("documents")), ...rows.map((row) => documentBox(app, row, about)));
}

function documentBox(app: App, row: Row, about: (row: Row) => HTMLElement): HTMLElement {
  const status = statusLine(), place = h("div", { class: "preview" });
  const box = h("div", { class: "document", "data-document": row.id }, h("h4", {}, bdi(app.speech.title(row))));
  if (row.file) {
    const { name, size, sha256 } = row.file;
    box.append(
      h("p", {}, bdi(oneLine(name)), " · ", app.speech.size(size), " · ", h("code", { dir: "ltr", class: "hash", "data-sha256": sha256 }, sha256)),
      h("p", { class: "buttons" },
        h("button", { type: "button", "data-do": "show", "data-focus": `show-${row.id}`, click: () => app.run(status, () => open(app, row, status, place)) }, app.say("show")),
        h("button", { type: "button", "data-do": "save", "data-focus": `save-${row.id}`, click: () => app.run(status, () => keep(app, row, status)) }, app.say("save")),
      ),
      status, place,
    );
    const known = app.view.files.get(row.id);
    if (known) tell(app, status, known);
    const said = new Map(row.heads.get(String(row.values["file"]))?.map((head) => [sameFile(head.value), head]));
    if (said.size > 1) {
      const others = [...said.values()].filter((head) => head !== newest([...said.values()]));
      box.append(...others.map((head) => h("p", { class: "note bad" }, app.say("conflict"), ": ", bdi(oneLine(String((head.value as { name?: string })?.name ?? ""))))));
    }
  }
  box.append(h("details", {}, h("summary", {}, app.say("details")), about(row)));
  return box;
}

function tell(app: App, status: HTMLElement, verdict: string): void {
  const words = { whole: "fileWhole", missing: "fileMissing", other: "fileOther" } as const;
  status.textContent = app.say(words[verdict as keyof typeof words]);
  status.className = verdict === "whole" ? "status good" : "status bad";
  status.dataset["verdict"] = verdict;
}

async function held(app: App, row: Row, status: HTMLElement): Promise<Blob | undefined> {
  const found = await app.session.file(row.file!);
  app.view.files.set(row.id, found.verdict);
  tell(app, status, found.verdict);
  return found.content;
}

async function keep(app: App, row: Row, status: HTMLElement): Promise<void> {
  const content = await held(app, row, status);
  if (content) save(content, cleanName(row.file!.name));
}

async function open(app: App, row: Row, status: HTMLElement, place: HTMLElement): Promise<void> {
  if (place.firstChild) return place.replaceChildren();
  const content = await held(app, row, status);
  if (!content) return;
  const kind = pictureKind(new Uint8Array(await content.slice(0, 1 << 16).arrayBuffer()));
  if (kind && content.size <= MOST_PICTURE) {
    const address = URL.createObjectURL(new Blob([content], { type: kind }));
    const picture = h("img", { alt: oneLine(row.file!.name), "data-picture": kind });
    picture.addEventListener("load", () => URL.revokeObjectURL(address));
    picture.src = address;
    return place.replaceChildren(picture);
  }
  const text = content.size <= MOST_TEXT && !kind ? plainText(new Uint8Array(await content.arrayBuffer())) : undefined;
  if (text === undefined) return place.replaceChildren(h("p", { class: "note warn" }, app.say("fileNoShow")));
  place.replaceChildren(h("pre", { dir: "auto", "data-text": true }, visible(text.replace(/\r\n?/g, "\n"))));
}

/** Text, if the bytes are nothing else: UTF-8 without controls, and not the beginning of a known format. */
function plainText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return /[\u0000-\u0008\u000b\u000e-\u001f]/.test(text) || /^\s*(?:<|%PDF|\{\\rtf)/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The kind of a picture by its first bytes, if it is one that browsers show and not too large to unpack. */
export function pictureKind(bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (...marks: number[]) => marks.every((mark, at) => bytes[at] === mark);
  let dots = Infinity, kind = "";
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) && bytes.length >= 24) {
    [kind, dots] = ["image/png", view.getUint32(16) * view.getUint32(20)];
  } else if (begins(0x47, 0x49, 0x46, 0x38) && bytes.length >= 10) {
    [kind, dots] = ["image/gif", view.getUint16(6, true) * view.getUint16(8, true)];
  } else if (begins(0xff, 0xd8, 0xff)) {
    [kind, dots] = ["image/jpeg", dotsOfJpeg(view)];
  }
  return dots > 0 && dots <= MOST_DOTS ? kind : undefined;
}

function dotsOfJpeg(view: DataView): number {
  for (let at = 2; at + 9 < view.byteLength && view.getUint8(at) === 0xff; ) {
    const mark = view.getUint8(at + 1);
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    at += 2 + view.getUint16(at + 2);
  }
  return Infinity;
}
