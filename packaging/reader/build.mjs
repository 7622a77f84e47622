// Makes the page: one HTML file, the same bytes each time. `node build.mjs [TARGET]`
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "focalpoint-reader.html");
const MOST = 300_000;

// age can do more than this page asks of it: other kinds of keys are left out, and fail if anything asked for them
const unused = {
  name: "unused",
  setup(building) {
    building.onResolve({ filter: /^@noble\/post-quantum\/hybrid\.js$|^@noble\/curves\/nist\.js$/ }, (found) => ({
      path: found.path, namespace: "unused",
    }));
    building.onLoad({ filter: /.*/, namespace: "unused" }, () => ({
      contents: "export const p256 = undefined, MLKEM768P256 = undefined, MLKEM768X25519 = undefined;",
    }));
  },
};

// what the page is made of: the same page says the same, also where nobody can make it anew
const sources = [...readdirSync(join(here, "src")).map((name) => `src/${name}`), "build.mjs", "package-lock.json"];
const state = createHash("sha256");
for (const name of sources.sort()) state.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
const made_of = state.digest("hex");

// whose work the page holds: their licences ask that their notices go with it
const PARTS = ["age-encryption", "@noble/ciphers", "@noble/curves", "@noble/hashes", "@scure/base", "fzstd"];
const licences = PARTS.map((name) => {
  const folder = join(here, "node_modules", ...name.split("/"));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
}).join("\n\n");

async function bundled(entry) {
  const made = await build({
    entryPoints: [join(here, "src", entry)], bundle: true, minify: true, write: false, charset: "utf8", legalComments: "none",
    format: "iife", target: "es2022", platform: "browser", absWorkingDir: here, plugins: [unused],
    define: { LICENCES: JSON.stringify(licences) }, loader: { ".zst": "binary", ".css": "css" }, logLevel: "warning",
  });
  return made.outputFiles[0].text.trim();
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const script = await bundled("main.ts");
const style = await bundled("style.css");
if (/<\/script|<!--/i.test(script) || /<\//.test(style) || /[\r\0]/.test(script + style)) {
  throw new Error("the script or the style cannot stand in a page");
}
const policy = [
  "default-src 'none'", `script-src ${hash(script)}`, `style-src ${hash(style)}`, "img-src blob:", "worker-src blob:",
  "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types focalpoint",
].join("; ");

// as browsers write it, so that the page can tell its own hash: `length` is that of the whole file
const page = (length) =>
  `<!DOCTYPE html><html lang="en" data-length="${length}" data-made-of="${made_of}"><head><meta charset="utf-8">` +
  `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">` +
  '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Focal Point</title>' +
  `<style>${style}</style></head><body><main id="page"><noscript>This page needs JavaScript.</noscript></main>` +
  `<script>${script}</script></body></html>\n`;
let made = page(0);
for (let turn = 0; turn < 4; turn++) made = page(Buffer.byteLength(made));
const bytes = Buffer.from(made);
if (!made.includes(`data-length="${bytes.length}"`)) throw new Error("the length does not settle");
if (bytes.length > MOST) throw new Error(`the page has ${bytes.length} bytes, at most ${MOST} are allowed`);
writeFileSync(target, bytes);
console.log(`${bytes.length} bytes, SHA-256 ${createHash("sha256").update(bytes).digest("hex")}`);
