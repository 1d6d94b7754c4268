/** Takes a person, a company or a deal out of the CRM; an undo brings it back. */
import { z } from "zod";
import { companyRecords, dealRecords, personRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";

export const archiveRecord = defineTool({
  name: "archive_record",
  summary: "Archive (delete) a person, a company or a deal",
  guide:
    "For one record. Many people by a filter: archive_people. Lists: delete_list. Tasks: remove_task.",
  effect: "destructive",
  needs: "records:write",
  examples: [
    "archive {record:Leo Brandt}",
    "delete {record:Leo Brandt}",
    "remove {record:Leo Brandt} from the crm",
    "delete the contact {record:Leo Brandt}",
    "delete the company {record:Aldersea}",
    "archive the company {record:Aldersea}",
    "delete the deal {record:Northwind renewal}",
    "archive the deal {record:Northwind renewal}",
    "get rid of {record:Leo}",
    "please delete {record:Dana Whitfield}'s record",
    "remove the contact {record:Leo Brandt}",
    "remove the company {record:Aldersea}",
    "delete the lead {record:Leo Brandt}",
    "delete the customer {record:Leo Brandt}",
    "archive the lead {record:Leo Brandt}",
    "delete the account {record:Aldersea}",
    "{record:Leo Brandt} should be deleted",
    "{record:Leo Brandt} can be archived",
    "take {record:Aldersea} out of the crm",
    "throw {record:Aldersea} out of the crm",
    "delete {record:Leo Brandt} from our database",
    "trash {record:Leo Brandt}",
    "get rid of the company {record:Aldersea}",
    "we don't need {record:Aldersea} in the crm any more",
    "erase {record:Leo Brandt}",
    "chuck out {record:Leo Brandt}",
    "bin {record:Leo Brandt}",
    "bin the deal {record:Northwind renewal}",
    "remove the deal {record:Northwind renewal}",
    "get rid of the contact {record:Leo Brandt}",
    "put {record:Leo Brandt} in the archive",
    "move {record:Aldersea} to the archive",
    "{record:Leo Brandt} can go",
    "we can archive {record:Leo Brandt}",
    "the company {record:Aldersea} can be deleted",
  ],
  input: z.object({ record: z.string().trim().min(1).max(200) }),
  output: z.object({ name: z.string() }),
  mentions: { record: ["person", "company", "deal"] },
  async run(context, { record: { type, id, name } }) {
    const orders = [{ id, command: { kind: "remove" as const } }];
    if (type === "company") await context.write(companyRecords, orders);
    else if (type === "deal") await context.write(dealRecords, orders);
    else if (type === "person") await context.write(personRecords, orders);
    else throw new AppError("bad_input", "Only people, companies and deals can be archived.");
    return { name };
  },
  reply: ({ name }) => ({ text: `${bold(name)} is archived; Undo brings it back.` }),
});
