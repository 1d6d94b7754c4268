/** A question a tool has to ask before it can go on: buttons, an open field, or both. */
import type { Button, Reply } from "./reply.ts";

/**
 * Thrown by a tool's `run`; the door rolls back, answers with it, and its buttons carry complete calls.
 * With `field`, what the asker says next in their own words fills that field of the same call.
 */
export class Question extends Error {
  readonly reply: Reply<Button>;
  readonly field: string | undefined;

  constructor(reply: Reply<Button>, field?: string) {
    super("a question to the asker");
    this.name = "Question";
    this.reply = reply;
    this.field = field;
  }
}

/**
 * Words of the call that may mean several things ("Friday", said on a Friday). The tool need not know
 * which field they stood in: `within` finds it, and puts the call with that reading behind each button.
 */
export class WhichReading extends Error {
  readonly said: string;
  readonly options: readonly { label: string; value: string }[];

  constructor(said: string, options: readonly { label: string; value: string }[]) {
    super("words of several readings");
    this.name = "WhichReading";
    this.said = said;
    this.options = options;
  }

  within({ tool, args }: { tool: string; args: Record<string, unknown> }): Question {
    const field = Object.keys(args).find((name) => saidIn(args[name]) === this.said.trim());
    const labels = this.options.map(({ label }) => label).join(" or ");
    const actions = this.options.map(({ label, value }): Button => ({
      label,
      press: { kind: "call", tool, args: { ...args, ...(field ? { [field]: value } : {}) } },
    }));
    return new Question({ text: `Do you mean ${labels}?`, ...(field ? { actions } : {}) }, field);
  }
}

const saidIn = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
