/** From what an engine made of a message to the calls or the answer of a turn. */
import { say, type Button, type Reply } from "../reply.ts";
import type { Focus, IntendedCall, Intent } from "./intent.ts";
import { questionAmong } from "./pending-question.ts";

interface FromIntent {
  lane: "B" | "C";
  engine?: string;
  requests: IntendedCall[];
  echoes?: string[];
  answer?: Reply<Button>;
  note?: string;
  rest?: string;
  focus?: Focus;
}

/** What an intent asks for: the calls, or the answer when there is nothing to call. */
export function fromIntent(intent: Intent, { question: _question, ...focus }: Focus): FromIntent {
  const engine = intent.engine ? { engine: intent.engine } : {};
  const read = { lane: intent.model ? ("C" as const) : ("B" as const), ...engine };
  switch (intent.kind) {
    case "calls": {
      const echoes = intent.readings.map((reading) => reading.echo);
      return {
        ...read,
        requests: intent.readings.map((reading) => reading.call),
        echoes,
        ...noted(intent, echoes.join("; ")),
        ...(intent.ask ? { answer: say(intent.ask) } : {}),
        ...(intent.rest ? { rest: intent.rest } : {}),
      };
    }
    case "choose": {
      const question = questionAmong(intent.readings);
      return { ...read, requests: [], answer: choices(intent), focus: { ...focus, question } };
    }
    case "abstain": {
      const note = intent.note ? { note: intent.note } : {};
      const answer = { ...say(intent.say), ...note };
      return { ...read, requests: [], answer, ...(asks(intent) ? { focus: nearer(focus) } : {}) };
    }
  }
}

const asks = (intent: Intent): boolean => intent.kind === "abstain" && intent.why === "asks";

/** What was asked since is nearer than what was done: the next words answer, and correct nothing. */
const nearer = ({ written: _written, read: _read, ...focus }: Focus): Focus => focus;

/** How the words were read, unless a model read them: then the answer shows it. */
function noted({ model, note }: Intent, echo: string): { note?: string } {
  if (note) return { note: `${note} Read as: ${echo}` };
  return model ? {} : { note: `Basic mode · read as: ${echo}` };
}

function choices(intent: Extract<Intent, { kind: "choose" }>): Reply<Button> {
  const note = intent.note ?? (intent.model ? undefined : "Basic mode");
  const [only, ...others] = intent.readings;
  const asked = only && others.length === 0 ? "Is it this?" : "Is it one of these?";
  return {
    text: `I'm not sure what you mean. ${asked}`,
    actions: intent.readings.map(({ echo, call }) => ({
      label: echo.replace(/[.]$/, ""),
      press: { kind: "call", tool: call.tool, args: call.args },
    })),
    ...(note ? { note } : {}),
  };
}
