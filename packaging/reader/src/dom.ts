/** Making elements: text is only ever text, and no address comes from content. */

type Child = Node | string | undefined | false;
type Marks = Record<string, string | boolean | ((event: Event) => void)>;

export function h<K extends keyof HTMLElementTagNameMap>(
  name: K, marks: Marks = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(marks)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/** Text of others, apart from the words around it. */
export function bdi(text: string, ltr = false): HTMLElement {
  return h("bdi", ltr ? { dir: "ltr" } : {}, text);
}

/** A labelled input; its name finds it again. */
export function field(label: string, input: HTMLElement, help = ""): HTMLElement {
  return h("label", { class: "field" }, h("span", {}, label), input, help && h("small", {}, help));
}

export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function value(form: HTMLElement, name: string): string {
  return form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
}
