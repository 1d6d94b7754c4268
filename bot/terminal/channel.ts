/** The terminal as a channel: a JSON line of what was typed or pressed in, lines of plain words out. */
import type { Writable } from "node:stream";
import { z } from "zod";
import { allActions, plainText, type Form, type Reply } from "../../core/reply.ts";
import type { Ack, Channel, Inbound, RawRequest } from "../channel.ts";

/** Who an e-mail address is; rejects with a sentence when nobody. */
export type Identify = (email: string) => Promise<{ tenantId: string; userId: string }>;

const typed = z.object({
  as: z.string(),
  text: z.string().optional(),
  click: z.string().optional(),
  /** What is filled into the form of the button. */
  values: z.record(z.string(), z.string()).optional(),
  channel: z.string().default("dm"),
  thread: z.string().optional(),
});

/** Whoever may start the program may speak as any of its users: there is no signature to check. */
export const terminalChannel = (identify: Identify): Channel<string, Writable> => ({
  name: "cli",
  async receive(request) {
    const line = typed.safeParse(readJson(request));
    if (!line.success) return { ack: unreadable, inbound: [] };
    const { as, channel: audience, thread } = line.data;
    const said = saidOn(line.data);
    if (!said) return { ack: unreadable, inbound: [] };
    const from = { ...(await identify(as)), channel: "cli", audience } as const;
    return {
      ack: { status: 200 },
      inbound: [{ ...from, ...(thread ? { thread } : {}), ...said }],
    };
  },
  render: (reply) => [inWords(reply)],
  send: (stream, payload) =>
    new Promise((resolve, reject) => {
      stream.write(`${payload}\n`, (error) => (error ? reject(error) : resolve()));
    }),
});

type Words = Pick<Inbound & { kind: "text" }, "kind" | "text">;
type Pressing = { kind: "press" } | { kind: "form"; values: Record<string, string> };

function saidOn({
  text,
  click,
  values,
}: z.output<typeof typed>): Words | (Pressing & { actionId: string }) | undefined {
  if (click !== undefined)
    return values ? { kind: "form", actionId: click, values } : { kind: "press", actionId: click };
  return text === undefined ? undefined : { kind: "text", text };
}

const unreadable: Ack = {
  status: 400,
  body: "This line needs “as” and one of text, click or tool.",
};

function readJson({ body }: RawRequest): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Without marks of emphasis; every button with the command that presses it. */
function inWords(reply: Reply): string {
  const actions = allActions(reply).map(
    ({ id, label, form }) => `  [${label}]  rapport click ${id}${form ? valuesOf(form) : ""}`,
  );
  return withoutControls([plainText(reply).replaceAll("**", ""), ...actions].join("\n"));
}

/** A subject or a name may hold sequences that a terminal obeys, or that turn the reading around. */
export const withoutControls = (text: string): string =>
  text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, "");

const valuesOf = ({ fields }: Form): string =>
  fields.map(({ name, files }) => (files ? " --file …" : ` --value ${name}=…`)).join("");
