/** What is asked of the door, and what it answers. */
import type { ErrorCode } from "./domain/errors.ts";
import { say, type Button, type Receipt, type Reply } from "./reply.ts";
import type { Ref } from "./ref.ts";

export interface CallRequest {
  tool: string;
  args: Record<string, unknown>;
  /** The preview a person confirmed; the write happens only if it would still do exactly that. */
  confirmed?: string;
  /** The button pressed for a write: used up with it, in the same transaction. */
  button?: string;
  /** Only show what it would do and ask, also where no rule demands it. */
  preview?: true;
}

export interface CallResult {
  tool: string;
  args: Record<string, unknown>;
  outcome: "done" | "question" | "confirm" | "refused" | "failed";
  code?: ErrorCode;
  reply: Reply<Button>;
  /** What a person is shown of the writes. */
  receipts: Receipt[];
  /** Every write, shown or not: undo takes all of them back. */
  undoable: string[];
  /** What the mentions turned out to be: the focus of the conversation afterwards. */
  resolved: Ref[];
  /** Of a question: the field of this call that the asker's next words fill. */
  asksFor?: string;
}

export function refused(request: CallRequest, code: ErrorCode, text: string): CallResult {
  return {
    tool: request.tool,
    args: request.args,
    outcome: "refused",
    code,
    reply: say(text),
    receipts: [],
    undoable: [],
    resolved: [],
  };
}
