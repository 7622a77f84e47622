/** Workers made of this page's own script, from memory: nothing is loaded from anywhere. */

import { type Code, Refused } from "./refusal.ts";
import type { Question } from "./worker.ts";

interface Told {
  value?: unknown;
  code?: Code;
  reason?: string;
  failed?: string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(text: string): string }): { createScriptURL(text: string): string };
}

export class Hand {
  private readonly worker: Worker;
  busy: Promise<unknown> = Promise.resolve();

  constructor(address: string) {
    this.worker = new Worker(address);
  }

  /** Ask one thing after the other. */
  ask<T>(question: Question): Promise<T> {
    const asked = this.busy.then(() => this.put<T>(question));
    this.busy = asked.catch(() => undefined);
    return asked;
  }

  private put<T>(question: Question): Promise<T> {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = (event: MessageEvent<Told>) => {
        const { value, code, reason, failed } = event.data;
        if (code) reject(new Refused(code, reason));
        else if (failed !== undefined) reject(new Error(failed));
        else resolve(value as T);
      };
      this.worker.onerror = (event) => reject(new Error(event.message));
      this.worker.postMessage(question);
    });
  }
}

export class Pool {
  readonly hands: Hand[] = [];
  private next = 0;

  constructor(script: string) {
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const rules = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
    const policy = rules?.createPolicy("focalpoint", {
      createScriptURL: (text) => {
        if (text !== address) throw new TypeError("another address");
        return text;
      },
    });
    const trusted = policy ? policy.createScriptURL(address) : address;
    const count = Math.min(Math.max(navigator.hardwareConcurrency || 2, 2), 4);
    for (let i = 0; i < count; i++) this.hands.push(new Hand(trusted));
  }

  /** One hand for several steps. */
  one(): Hand {
    return this.hands[this.next++ % this.hands.length]!;
  }

  /** Let all hands work through a list, each taking the next piece when it is free. */
  async each<T, R>(items: T[], question: (item: T) => Question, done: (item: T, result: R) => void): Promise<void> {
    const waiting = [...items];
    await Promise.all(
      this.hands.map(async (hand) => {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
          done(item, await hand.ask<R>(question(item)));
        }
      }),
    );
  }
}
