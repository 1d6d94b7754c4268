/** How somebody or a company is tied to others, in both directions. */
import { z } from "zod";
import { findRelationships, type RelationshipRow } from "../../db/queries/relationships.ts";
import { relationshipKinds } from "../domain/relationship.ts";
import { bold, literal, type ListItem, type Block, type Button } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { recordsOf, tieDetails } from "./relationship-words.ts";
import { anything, type Anything } from "./shapes.ts";

const SHOWN = 100;

export const listRelationships = defineTool({
  name: "list_relationships",
  summary: "Who somebody reports to, knows, advises or belongs with",
  effect: "read",
  needs: "records:read",
  examples: [
    "relationships of {record:Sofia}",
    "show the relationships of {record:Acme}",
    "connections of {record:Leo}",
    "who does {record:Sofia} report to",
    "who reports to {record:Leo}",
    "who is {record:Sofia}'s boss",
    "who is {record:Sofia}'s manager",
    "who is the boss of {record:Sofia}",
    "who knows {record:Leo}",
    "who of us knows {record:Leo}",
    "who does {record:Leo} know",
    "who introduced {record:Sofia}",
    "how do we know {record:Leo}",
    "who works with {record:Dana}",
    "who is on the board of {record:Zeta}",
    "which boards is {record:Lena} on",
    "who founded {record:Borealis}",
    "who invested in {record:Zeta}",
    "who owns {record:Acme}",
    "who acquired {record:Acme}",
    "who are {record:Acme}'s competitors",
    "who competes with {record:Acme}",
    "how is {record:Lena} connected",
    "who's our way in at {record:Acme}",
    "who can introduce me to {record:Sofia}",
    "who can introduce us at {record:Acme}",
    "who can get us into {record:Borealis}",
    "who is {record:Leo} connected to",
    "{record:Sofia}'s network",
    "{record:Leo}'s connections",
    "what ties does {record:Acme} have",
    "who does {record:Leo} manage",
    "who are {record:Leo}'s direct reports",
    "who does {record:Dana} advise",
    "who is {record:Leo}'s assistant",
    "who is {record:Lena} married to",
    "who referred {record:Dana}",
    "who backs {record:Zeta}",
    "who are the investors in {record:Zeta}",
    "who supplies {record:Acme}",
    "who are {record:Zeta}'s customers",
    "subsidiaries of {record:Acme}",
    "what does {record:Acme} own",
    "how is {record:Leo Brandt} connected to other people",
    "who is connected to {record:Leo Brandt}",
    "who is {record:Leo} linked to",
    "who knows somebody at {record:Acme}",
    "who can intro me to {record:Sofia}",
    "who can intro us to {record:Acme}",
    "who could introduce me to {record:Sofia}",
    "who has ties to {record:Acme}",
    "who does {record:Sofia} know",
    "how did we meet {record:Leo}",
    "how did we get to know {record:Leo}",
    "who put us in touch with {record:Sofia}",
    "who connected us with {record:Sofia}",
    "who's on {record:Leo}'s team",
    "ties of {record:Acme}",
    "is {record:Leo} connected to anybody",
    "who is {record:Leo} connected with",
  ],
  input: z.object({ record: z.string().trim().min(1).max(200) }),
  output: anything as Anything<{ of: Ref; ties: RelationshipRow[] }>,
  mentions: { record: ["person", "company", "user"] },
  run: async ({ tx }, { record }) => ({
    of: record,
    ties: await findRelationships(tx, { id: record.id, limit: SHOWN }),
  }),
  reply({ of, ties }) {
    if (ties.length === 0)
      return {
        text: `I know of no ties of ${bold(of.name)} yet. Tell me, for example: “${literal(of.name)} knows Leo from a fair”.`,
        records: recordsOf([of]),
      };
    const seen = ties.map((tie) => seenFrom(of, tie));
    const groups = [...new Set(seen.map(({ said }) => said))];
    const blocks = groups.map((said): Block<Button> => ({
      kind: "list",
      title: `${literal(of.name)} ${said}`,
      items: seen.filter((one) => one.said === said).map(itemOf),
    }));
    return {
      text: `${plural(ties.length, "tie")} of ${bold(of.name)}:`,
      blocks,
      records: recordsOf([
        of,
        ...groups.flatMap((said) => seen.filter((one) => one.said === said)),
      ]),
    };
  },
});

interface Seen {
  /** How the tie reads from the record asked about. */
  said: string;
  type: RelationshipRow["toType"];
  id: string;
  name: string;
  tie: RelationshipRow;
}

function seenFrom(of: Ref, tie: RelationshipRow): Seen {
  const words = relationshipKinds[tie.kind];
  return tie.fromId === of.id
    ? { said: words.said, type: tie.toType, id: tie.toId, name: tie.to, tie }
    : { said: words.inverse, type: tie.fromType, id: tie.fromId, name: tie.from, tie };
}

function itemOf({ name, type, id, tie }: Seen): ListItem<Button> {
  const source = tie.saidBy ? `said by ${tie.saidBy}` : tie.source === "said" ? "" : tie.source;
  const detail = [tieDetails(tie), source].filter(Boolean).join(" · ");
  const [record] = recordsOf([{ type, id, name }]);
  return {
    text: bold(name),
    ...(detail ? { detail: literal(detail) } : {}),
    ...(record ? { record } : {}),
  };
}
