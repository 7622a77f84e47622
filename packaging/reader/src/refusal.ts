/** Why a bundle is not opened: the codes of the program, whose words the tables hold. */

export type Code =
  | "XCH-101" | "XCH-110" | "XCH-111" | "XCH-112" | "XCH-113" | "XCH-114" | "XCH-116" | "XCH-117" | "XCH-118"
  | "XCH-120" | "TRN-102";

export const NOT_A_CARD = "XCH-101", NOT_A_BUNDLE = "XCH-110", DAMAGED = "XCH-111", TRUNCATED = "XCH-112";
export const NOT_FOR_YOU = "XCH-113", UNKNOWN_SIGNER = "XCH-114", OTHER_READERS = "XCH-116", NEWER = "XCH-117";
export const TOO_HARD = "XCH-118", BAD_CHANGE = "XCH-120", OTHER_WORLD = "TRN-102";

export class Refused extends Error {
  constructor(readonly code: Code, readonly reason = "") {
    super(`${code} ${reason}`);
  }
}

export function need(holds: unknown, code: Code = DAMAGED, reason = ""): asserts holds {
  if (!holds) throw new Refused(code, reason);
}
