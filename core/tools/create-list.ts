/** Makes a list kept by hand. */
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { bold, type Button } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { findNamedList } from "./list-named.ts";
import { makeList } from "./list-to-join.ts";

export const createList = defineTool({
  name: "create_list",
  summary: "Make a list of people or companies",
  effect: "write",
  needs: "records:write",
  examples: [
    "create a list called {name:Conference guests}",
    "create a list {name:Conference guests}",
    "make a list called {name:Summer event}",
    "new list {name:VIP}",
    "new list called {name:VIP}",
    "start a list named {name:Beta testers}",
    "create a list of {of:companies=companies} called {name:Target accounts}",
    "new {of:company=companies} list {name:Target accounts}",
    "create a list of {of:people=people} called {name:Speakers}",
    "create a {private:private=true} list called {name:Maybe}",
    "make me a {private:private=true} list {name:Job candidates}",
    "make a list {name:Conference guests}",
    "I need a list called {name:Summer event}",
    "I want a new list called {name:Summer event}",
    "set up a list named {name:Beta testers}",
    "make a new {of:company=companies} list called {name:Target accounts}",
    "start a list of {of:companies=companies} named {name:Target accounts}",
    "create a {private:private=true} {of:company=companies} list called {name:Maybe}",
    "new list: {name:VIP}",
    "new {private:private=true} list {name:Maybe}",
    "create an empty list called {name:VIP}",
    "open a new list called {name:VIP}",
    "make a list of {of:companies=companies} named {name:Nordic targets}",
    "make a list of {of:people=people} named {name:Speakers}",
    "set up a {of:company=companies} list called {name:Target accounts}",
    "create a list for {name:the spring dinner}",
    "start a new list for {name:the spring dinner}",
    "I want a list of {of:companies=companies} called {name:Target accounts}",
    "we need a list called {name:Summer event}",
    "make a new list with the name {name:Board}",
    "a new list called {name:Board}",
  ],
  input: z.object({
    name: z.string().trim().min(1).max(100),
    of: z.enum(["people", "companies"]).optional(),
    private: z.boolean().optional().describe("Seen by the asker alone"),
  }),
  output: z.object({ id: z.string(), name: z.string(), of: z.string(), private: z.boolean() }),
  mentions: {},
  async run(context, { name, of = "people", private: alone = false }) {
    await refuseTaken(context, name);
    if (alone && context.audience !== "dm")
      throw new AppError("forbidden", "A private list is made in a direct message, not here.");
    const kind = of === "people" ? ("person" as const) : ("company" as const);
    const { id } = await makeList(context, name, { of: kind, private: alone });
    return { id, name, of, private: alone };
  },
  reply: ({ id, name, of, private: alone }) => ({
    text: `Made ${bold(name)}, a ${alone ? "private " : ""}list of ${of}. Say “add Sofia to ${bold(name)}” to fill it.`,
    records: [{ type: "list", id, name }],
    actions: [showButton(id)],
  }),
});

export const showButton = (list: string): Button => ({
  label: "Show the list",
  press: { kind: "call", tool: "show_list", args: { list } },
});

/** Two lists one sees must not answer to the same name. */
export async function refuseTaken(context: ToolContext, name: string): Promise<void> {
  const known = await findNamedList(context, name);
  if (known) throw new AppError("conflict", `There is a list called ${known.name} already.`);
}
