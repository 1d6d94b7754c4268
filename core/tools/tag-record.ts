/** Tags a person or a company, or takes the tag off. */
import { z } from "zod";
import { companyRecords, personRecords } from "../../db/projections/registry.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";

export const tagRecord = defineTool({
  name: "tag_record",
  summary: "Tag a person or a company",
  effect: "write",
  needs: "records:write",
  examples: [
    "tag {record:Sofia Reyes} as {tag:investor}",
    "tag {record:Acme} with {tag:key account}",
    "tag {record:Sofia Reyes} as {tag:key contact}",
    "tag {record:Leo} {tag:investor}",
    "add tag {tag:partner} to {record:Borealis}",
    "remove tag {tag:partner} from {record:Borealis}, {remove:true}",
    "untag {record:Borealis} {tag:partner}, {remove:true}",
    "{record:Sofia} is interested in {tag:software}",
    "{record:Leo} has an interest in {tag:hardware}",
    "add the tag {tag:investor} to {record:Sofia}",
    "put the tag {tag:partner} on {record:Borealis}",
    "give {record:Acme} the tag {tag:partner}",
    "{record:Acme} gets the tag {tag:partner}",
    "{record:Borealis} should be tagged {tag:partner}",
    "set {record:Sofia}'s interest to {tag:software}",
    "take the tag {tag:partner} off {record:Borealis}{remove:true}",
    "take {tag:partner} off {record:Borealis}'s tags{remove:true}",
    "{record:Borealis} is no longer tagged {tag:partner}{remove:true}",
    "{record:Sofia} is no longer interested in {tag:software}{remove:true}",
    "untag {record:Borealis} as {tag:partner}{remove:true}",
    "add {tag:investor} to {record:Sofia}'s tags",
    "{record:Leo} isn't interested in {tag:hardware} any more{remove:true}",
    "change {record:Sofia}'s interest to {tag:software}",
    "flag {record:Acme} {tag:hot}",
    "flag {record:Acme} as {tag:hot}",
    "mark {record:Acme} with the tag {tag:hot}",
    "label {record:Sofia} as {tag:investor}",
    "label {record:Sofia} {tag:investor}",
    "{record:Borealis} shouldn't be tagged {tag:partner}{remove:true}",
    "{record:Borealis} should not be tagged {tag:partner} any more{remove:true}",
    "{record:Borealis} should lose the tag {tag:partner}{remove:true}",
    "{record:Borealis} should not have the tag {tag:partner}{remove:true}",
    "{record:Borealis} should have the tag {tag:partner}",
    "{record:Borealis} needs the tag {tag:partner}",
    "remove the tag {tag:partner} from {record:Borealis}{remove:true}",
    "remove the {tag:partner} tag from {record:Borealis}{remove:true}",
    "take the {tag:partner} tag off {record:Borealis}{remove:true}",
    "drop the tag {tag:partner} from {record:Borealis}{remove:true}",
    "{record:Sofia} cares about {tag:software}",
    "{record:Sofia} is into {tag:robotics}",
    "{record:Sofia} wants to hear about {tag:robotics}",
    "remove {tag:investor} from {record:Sofia}{remove:true}",
  ],
  input: z.object({
    record: z.string().trim().min(1).max(200),
    tag: z.string().trim().min(1).max(60),
    remove: z.boolean().optional(),
  }),
  output: z.object({
    type: z.enum(["person", "company"]),
    id: z.string(),
    name: z.string(),
    tag: z.string(),
    removed: z.boolean(),
    changed: z.boolean(),
  }),
  mentions: { record: ["person", "company"] },
  async run(context, { record, tag, remove = false }) {
    const label = tag.toLowerCase();
    const orders = [
      {
        id: record.id,
        command: { kind: remove ? ("untag" as const) : ("tag" as const), tag: label },
      },
    ];
    const type = record.type === "company" ? ("company" as const) : ("person" as const);
    const written =
      type === "company"
        ? await context.write(companyRecords, orders)
        : await context.write(personRecords, orders);
    const changed = written.length > 0;
    return { type, id: record.id, name: record.name, tag: label, removed: remove, changed };
  },
  reply: ({ type, id, name, tag, removed, changed }) => ({
    text: changed
      ? `${bold(name)} is ${removed ? "no longer tagged" : "tagged"} ${literal(tag)}.`
      : `${bold(name)} ${removed ? "was not" : "is already"} tagged ${literal(tag)}.`,
    records: [{ type, id, name }],
  }),
});
