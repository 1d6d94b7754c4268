/** What a tool is: defined once, projected to the parser, the help, the command line and every API. */
import type { z } from "zod";
import type { Tx } from "../db/client.ts";
import type { Loaded } from "../db/event-store.ts";
import type { Records } from "../db/projections/registry.ts";
import type { Meaning } from "../db/queries/nearest.ts";
import type { Order, Written } from "../db/write.ts";
import type { Focus } from "./agent/intent.ts";
import type { Context } from "./context.ts";
import type { EnqueueOptions, Job, JobPayload } from "./jobs.ts";
import type { Permission } from "./policy.ts";
import type { Reading } from "./message-reader.ts";
import type { MentionType, Ref } from "./ref.ts";
import type { Button, Reply } from "./reply.ts";
import { stanceOf, type Effect, type Stance } from "./stance.ts";

/** What a language model makes of the facts a tool gathered. */
export interface Prose<Input> {
  /** Its task in words; `said` is the message itself. */
  task(input: Input, said: string): string;
  /** The prose is the answer and the facts its sources; else it stands ahead of them. */
  instead?: true;
}

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
  /** What the `searchesFor` text means; absent where no model answered in time. */
  meaning?: Meaning | undefined;
  /** Whether a model was asked for the reading of a message, and what became of it. */
  reading?: Reading | "failed" | undefined;
  /** A language model is there to read messages. */
  canRead?: boolean;
  /** Something is there that sends mail; else what is approved becomes a file. */
  canMail?: boolean;
  /** Where Slack is connected; absent where this server has no Slack app. */
  slackInstallUrl?: string | undefined;
  write<State, Command>(
    records: Records<State, Command>,
    orders: Order<Command>[],
    options?: { occurredAt?: Date },
  ): Promise<Written<State>[]>;
  /** A job to enqueue once, and only if, the transaction has been committed. */
  afterwards<P extends JobPayload>(job: Job<P>, payload: P, options?: EnqueueOptions): void;
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
  /** What it is called where there is little room: on a button, in small print. */
  short?: string;
  /** For a model only: when to use it, and what not to use it for. */
  guide?: string;
  effect: Effect;
  /** Only puts back what its asker changed, where nothing changed since: that needs no confirmation. */
  restores?: true;
  needs: Permission;
  /** Whether a turn that has read text from outside may call it; the default by `effect` is the safe one. */
  tainted?: Stance;
  /** Its answer holds only our own words. Any other answer shown to a model taints the turn: names are text too. */
  bringsOutside?: false;
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
  /** What the input looks for by meaning: embedded before the transaction, for `context.meaning`. */
  searchesFor?: (input: z.output<Input>) => string;
  /** Where a model is there, what it adds to the answer: lane D. */
  prose?: Prose<z.output<Input>>;
  run: (context: ToolContext, input: Resolved<z.output<Input>, M>) => Promise<z.output<Output>>;
  reply: (output: z.output<Output>, context: Context) => Reply<Button>;
}

/** A tool with its types closed over, so that the registry is a plain list. */
export interface Tool {
  name: string;
  summary: string;
  short?: string;
  guide?: string;
  effect: Effect;
  restores?: true;
  needs: Permission;
  tainted: Stance;
  bringsOutside: boolean;
  examples: readonly string[];
  input: z.ZodObject;
  mentions: Readonly<Record<string, readonly MentionType[]>>;
  about?: string;
  searchesFor?: (input: Record<string, unknown>) => string;
  prose?: Prose<Record<string, unknown>>;
  /** Runs with arguments already validated and resolved; the output is checked, then put into words. */
  call(context: ToolContext, input: Record<string, unknown>): Promise<Reply<Button>>;
}

export function defineTool<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  const M extends Mentions<z.output<Input>>,
>(definition: ToolDefinition<Input, Output, M>): Tool {
  const { run, reply, output, mentions, searchesFor, prose, ...rest } = definition;
  return {
    ...rest,
    tainted: stanceOf(definition),
    bringsOutside: definition.bringsOutside ?? true,
    mentions: mentions as Tool["mentions"],
    ...(searchesFor ? { searchesFor: (input) => searchesFor(input as z.output<Input>) } : {}),
    ...(prose
      ? { prose: { ...prose, task: (input, said) => prose.task(input as z.output<Input>, said) } }
      : {}),
    call: async (context, input) => {
      const result = await run(context, input as Resolved<z.output<Input>, M>);
      return reply(output.parse(result), context);
    },
  };
}
