/** The page: its sections, drawn anew when something changes or another language is chosen. */

import { h } from "./dom.ts";
import { Session } from "./session.ts";
import type { Outcome } from "./session.ts";
import { Speech } from "./shown.ts";
import { type Language, ORDER, tables } from "./tables.ts";
import type { Made } from "./writing.ts";

export interface View {
  outcomes: Outcome[];
  selected: string; // record that is shown, "*" for all of them
  filter: string;
  files: Map<string, string>; // what was found of the files of documents, by record
  answer?: Made; // signed, not yet saved
  pageHash: { text: string; odd: boolean };
}

export type Section = (app: App) => HTMLElement;

export class App {
  speech: Speech;
  readonly view: View = { outcomes: [], selected: "", filter: "", files: new Map(), pageHash: { text: "", odd: false } };
  private readonly places = new Map<string, HTMLElement>();
  private busy = 0;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    readonly session: Session, private readonly sections: Record<string, Section>, private readonly root: HTMLElement,
  ) {
    const wanted = navigator.languages.map((one) => one.slice(0, 2)).find((one) => (ORDER as string[]).includes(one));
    this.speech = new Speech((wanted ?? "en") as Language);
  }

  say = ((...told) => this.speech.say(...told)) as Speech["say"];

  use(language: Language): void {
    this.speech = new Speech(language);
    this.start();
  }

  start(): void {
    document.documentElement.lang = this.speech.language;
    document.documentElement.dir = this.speech.rtl ? "rtl" : "ltr";
    document.title = this.say("title");
    this.root.replaceChildren();
    for (const [name, section] of Object.entries(this.sections)) {
      const made = section(this);
      made.id = name;
      this.places.set(name, made);
      this.root.append(made);
    }
  }

  /** Draw some sections anew; the focus stays where it was, if what had it has a name. */
  draw(...names: string[]): void {
    const focus = document.activeElement?.getAttribute("data-focus");
    for (const name of names) {
      const made = this.sections[name]!(this);
      made.id = name;
      this.places.get(name)!.replaceWith(made);
      this.places.set(name, made);
      if (focus) made.querySelector<HTMLElement>(`[data-focus="${focus}"]`)?.focus();
    }
  }

  /** Do something that takes a while, after what was begun before; what goes wrong without being expected is said. */
  run(status: HTMLElement, task: () => Promise<void>): Promise<void> {
    this.busy++;
    document.body.setAttribute("aria-busy", "true");
    this.queue = this.queue.then(() => this.perform(status, task));
    return this.queue;
  }

  private async perform(status: HTMLElement, task: () => Promise<void>): Promise<void> {
    status.className = "status";
    status.textContent = this.say("working");
    try {
      await task();
      if (status.textContent === this.say("working")) status.textContent = "";
    } catch (error) {
      this.complain(status, this.say("unexpected", { what: String(error) }));
    } finally {
      if (!--this.busy) document.body.removeAttribute("aria-busy");
    }
  }

  complain(status: HTMLElement, words: string): void {
    status.className = "status bad";
    status.textContent = words;
  }
}

export function statusLine(): HTMLElement {
  return h("p", { class: "status", role: "status" });
}

export function languagePicker(app: App): HTMLElement {
  const buttons = ORDER.map((code) =>
    h("button", {
      type: "button", lang: code, "data-focus": `language-${code}`, "data-language": code,
      "aria-pressed": String(app.speech.language === code), click: () => app.use(code),
    }, tables().languages[code][0]),
  );
  return h("nav", { class: "languages", "aria-label": app.say("language") }, ...buttons);
}
