/** The lists there are. */
import { z } from "zod";
import { allLists, type ListCard } from "../../db/queries/lists.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

export const showLists = defineTool({
  name: "show_lists",
  summary: "Show the lists there are",
  effect: "read",
  needs: "records:read",
  examples: [
    "show my lists",
    "which lists do we have",
    "what lists are there",
    "lists",
    "list all lists",
    "show all lists",
    "show the segments",
    "my lists",
    "our lists",
    "which lists do I have",
    "what lists do we have",
    "all lists",
    "show me the lists",
    "which segments are there",
    "are there any lists",
    "what lists have I got",
    "give me an overview of our lists",
    "which lists are there",
    "do we have any lists",
    "names of all our lists",
    "show all of my lists",
    "how many lists do we have",
  ],
  input: z.object({}),
  output: anything as Anything<{ lists: ListCard[] }>,
  mentions: {},
  run: async ({ tx }) => ({ lists: await allLists(tx) }),
  reply({ lists }) {
    if (lists.length === 0)
      return { text: "There are no lists yet. Say “create a list called VIP” to make one." };
    return {
      text: `${plural(lists.length, "list")}:`,
      blocks: [
        {
          kind: "table",
          columns: ["List", "Of", "Kind", "On it", "Owner"],
          rows: lists.map((list) => [
            list.name,
            list.of === "person" ? "people" : "companies",
            list.filter ? "fills itself" : "kept by hand",
            list.filter ? "" : String(list.entries),
            `${list.owner ?? ""}${list.private ? " (private)" : ""}`,
          ]),
        },
      ],
      records: lists.map(({ id, name }) => ({ type: "list", id, name })),
    };
  },
});
