// Judges signatures as the page does, by the browser's code and by its own: JSON lines of {public, payload, signature}
// in, of [by the engine, by the page itself] out. Used by tests/unit/packaging.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const made = await build({
  entryPoints: [join(here, "src", "signing.ts")], bundle: true, write: false, format: "esm", platform: "node",
  target: "node20", absWorkingDir: here, logLevel: "error",
});
const address = `data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`;
const { verified, isNative } = await import(address);

const lines = readFileSync(0, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const judged = async (one) => verified(one.public, "card", Buffer.from(one.payload), Buffer.from(one.signature, "hex"));
const engine = [];
for (const one of lines) engine.push(await judged(one));
const { verified: alone, useOwn } = await import(`${address}#own`); // another copy of the module
useOwn();
for (const [at, one] of lines.entries()) {
  const own = await alone(one.public, "card", Buffer.from(one.payload), Buffer.from(one.signature, "hex"));
  console.log(JSON.stringify([engine[at], own, await isNative()]));
}
