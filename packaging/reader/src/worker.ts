/** What the workers do: everything that touches foreign bytes, away from the page. */

import { type Place, readParts } from "./archive.ts";
import { type OpenedControl, type Opener, openControl, verifyChanges } from "./bundle.ts";
import type { Bytes } from "./bytes.ts";
import type { Description } from "./descriptions.ts";
import { openFile } from "./files.ts";
import { Refused } from "./refusal.ts";
import { lock, unlock } from "./sealing.ts";

export type Question =
  | { do: "open"; control: Bytes; by: Opener }
  | { do: "verify"; by: Opener }
  | { do: "parts"; file: Blob; from: number }
  | { do: "file"; told: Description; places: (Place | undefined)[]; keys: string[][]; keep: boolean }
  | { do: "lock"; plain: Uint8Array; passphrase: string }
  | { do: "unlock"; sealed: Uint8Array; passphrase: string };

let opened: OpenedControl | undefined; // between the two steps of one bundle

async function answer(asked: Question): Promise<unknown> {
  switch (asked.do) {
    case "open": {
      opened = await openControl(asked.control, asked.by);
      const { manifest, digest, signature } = opened;
      return { manifest, digest, signature };
    }
    case "verify": {
      const found = await verifyChanges(opened!, asked.by);
      opened = undefined;
      return found;
    }
    case "parts": return readParts(asked.file, asked.from);
    case "file": return openFile(asked.told, asked.places, asked.keys, asked.keep);
    case "lock": return lock(asked.plain, asked.passphrase);
    case "unlock": return unlock(asked.sealed, asked.passphrase);
  }
}

export function work(): void {
  self.onmessage = async (event: MessageEvent<Question>) => {
    try {
      self.postMessage({ value: await answer(event.data) });
    } catch (error) {
      const told = error instanceof Refused ? { code: error.code, reason: error.reason } : { failed: String(error) };
      self.postMessage(told);
    }
  };
}
