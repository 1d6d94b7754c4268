/** What a tool is: defined once, projected to the parser, the help, the command line and every API. */
import type { z } from "zod";
import type { Tx } from "../db/client.ts";
import type { Loaded } from "../db/event-store.ts";
import type { Records } from "../db/projections/registry.ts";
import type { Order, Written } from "../db/write.ts";
import type { Focus } from "./agent/intent.ts";
import type { Context } from "./context.ts";
import type { Job, JobPayload } from "./jobs.ts";
import type { Permission } from "./policy.ts";
import type { MentionType, Ref } from "./ref.ts";
import type { Button, Reply } from "./reply.ts";

export type Effect = "read" | "write" | "destructive" | "draft";

/** Which input fields are mentions ("John", "the Acme pilot", "it", an id) and of what. */
type Mentions<Input> = { readonly [Field in keyof Input]?: readonly MentionType[] };

type Resolve<Value> = Value extends readonly string[] ? Ref[] : Value extends string ? Ref : Value;

/** The input as `run` gets it: every mention replaced by the record it means. */
export type Resolved<Input, M> = {
  [Field in keyof Input]: Field extends keyof M ? Resolve<Input[Field]> : Input[Field];
};

/** What a tool works with: who asks, the open transaction, and the one way to change records. */
export interface ToolContext extends Context {
  tx: Tx;
  /** What the conversation is about: "save that list", "move it". */
  focus: Focus;
  runId: string;
  write<State, Command>(
    records: Records<State, Command>,
    orders: Order<Command>[],
    options?: { occurredAt?: Date },
  ): Promise<Written<State>[]>;
  /** A job to enqueue once, and only if, the transaction has been committed. */
  afterwards<P extends JobPayload>(job: Job<P>, payload: P): void;
  /** Puts records back as they were; writes like any other, with receipts of their own. */
  restore<State, Command>(
    records: Records<State, Command>,
    changes: readonly { id: string; before: Loaded<State>; to: State | null }[],
  ): Promise<void>;
}

export interface ToolDefinition<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  M extends Mentions<z.output<Input>>,
> {
  /** verb_noun. */
  name: string;
  /** One line for help and listings. */
  summary: string;
  /** For a model only: when to use it, and what not to use it for. */
  guide?: string;
  effect: Effect;
  /** Only puts back what its asker changed, where nothing changed since: that needs no confirmation. */
  restores?: true;
  needs: Permission;
  /**
   * Real utterances with their slots marked: "log a call with {people:Sofia}: {summary:wants pricing}".
   * They are the local parser's grammar, and without the marks the help and the evaluations.
   */
  examples: readonly string[];
  input: Input;
  output: Output;
  mentions: M;
  /** The mention that means what was last spoken of when nobody is named. */
  about?: keyof M & string;
  run: (context: ToolContext, input: Resolved<z.output<Input>, M>) => Promise<z.output<Output>>;
  reply: (output: z.output<Output>, context: Context) => Reply<Button>;
}

/** A tool with its types closed over, so that the registry is a plain list. */
export interface Tool {
  name: string;
  summary: string;
  guide?: string;
  effect: Effect;
  restores?: true;
  needs: Permission;
  examples: readonly string[];
  input: z.ZodObject;
  mentions: Readonly<Record<string, readonly MentionType[]>>;
  about?: string;
  /** Runs with arguments already validated and resolved; the output is checked, then put into words. */
  call(context: ToolContext, input: Record<string, unknown>): Promise<Reply<Button>>;
}

export function defineTool<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  const M extends Mentions<z.output<Input>>,
>(definition: ToolDefinition<Input, Output, M>): Tool {
  const { run, reply, output, mentions, ...rest } = definition;
  return {
    ...rest,
    mentions: mentions as Tool["mentions"],
    call: async (context, input) => {
      const result = await run(context, input as Resolved<z.output<Input>, M>);
      return reply(output.parse(result), context);
    },
  };
}
