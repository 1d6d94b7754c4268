/** The port to a model that reads several records before it answers: lane D. */
import type { CallRequest, CallResult } from "../call-result.ts";
import type { DoorContext } from "../mentions.ts";
import type { Tool } from "../tool.ts";
import type { PastTurn } from "./intent.ts";
import type { OnProgress } from "./progress.ts";
import type { Source } from "./sources.ts";

/** What to find out or write, and the way to the records. */
export interface Assignment {
  /** In the asker's words, or in ours where code asks. */
  task: string;
  /** What code has gathered already: sources like everything looked up later. */
  facts: readonly CallResult[];
  /** Marked as tainted once words from outside have been read. */
  context: DoorContext;
  /** Absent where others read the answer. */
  past?: readonly PastTurn[] | undefined;
  /** Looks something up with the asker's rights. */
  look(request: CallRequest): Promise<CallResult>;
  /** Stops the turn at once. */
  signal?: AbortSignal | undefined;
  /** Hears what is looked at, and each sentence of an answer once it holds. */
  onProgress?: OnProgress | undefined;
}

/** One sentence, or one line of a list, and the sources that hold all it says. */
export interface Sentence {
  text: string;
  /** Sentences of one line belong together. */
  line: number;
  sources: Source[];
}

export interface Answered {
  sentences: Sentence[];
  /** What was said without a source, or beyond what its sources say, and is left out. */
  dropped: number;
}

/** A message to somebody, as written; nobody has sent it. */
export interface WrittenText {
  subject: string;
  body: string;
  /** BCP 47. */
  language: string;
  /** Numbers, dates and names that no source holds: for the author to check. */
  unsupported: string[];
  sources: Source[];
}

/** Both throw an AppError that says why, in a sentence, when there is no answer. */
export interface Answerer {
  readonly engine: string;
  answer(assignment: Assignment): Promise<Answered>;
  write(assignment: Assignment): Promise<WrittenText>;
}

/** What a model may look up: reads that people can ask for in words. */
export const readable = (tools: readonly Tool[]): Tool[] =>
  tools.filter(({ effect, examples, prose, name }) => {
    const isAnswer = prose !== undefined || ["help", "show_evidence"].includes(name);
    return effect === "read" && examples.length > 0 && !isAnswer;
  });
