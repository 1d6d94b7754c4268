/** Changes what a person's record says: name, job, how to reach them, where they are, whose they are. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { findPerson } from "../../db/queries/people.ts";
import { countryName } from "../domain/country.ts";
import { AppError } from "../domain/errors.ts";
import type { PersonCommand } from "../domain/person.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { companyNamed } from "./company-named.ts";
import { pointsIn, refuseKnown } from "./contact-values.ts";
import { readStatus } from "./status-words.ts";
import { todayOf } from "./today.ts";

const words = z.string().trim().min(1).max(200).optional();

const fields = {
  name: z.string().trim().min(2).max(200).optional(),
  title: words,
  company: words.describe("Where the person works now; the job before ends today"),
  email: z.string().max(254).optional().describe("The one in use from now on"),
  phone: z.string().max(50).optional().describe("The one in use from now on"),
  profile: z.string().trim().min(4).max(300).optional(),
  address: z.string().trim().min(3).max(500).optional(),
  city: words,
  country: words,
  lead_source: words,
  status: z.string().trim().min(1).max(60).optional().describe("Lead, Qualified, Customer …"),
};
type Said = z.output<z.ZodObject<typeof fields>> & { owner?: Ref | undefined };

export const updatePerson = defineTool({
  name: "update_person",
  summary: "Change a person's job, contact details, status or owner",
  guide:
    "A new e-mail, phone or company takes the place of the old one; use add_contact_point for a further one.",
  effect: "write",
  needs: "records:write",
  examples: [
    "{person:Sofia}'s email is {email:sofia@zeta.example}",
    "{person:Sofia}'s new email is {email:sofia@zeta.example}",
    "change {person:Sofia}'s email to {email:sofia@zeta.example}",
    "update {person:John Weiss}'s email address to {email:jw@borealis.example}",
    "{person:Carlos}' number changed, it's now {phone:11 98765-4321}",
    "{person:Carlos}'s number is now {phone:11 98765-4321}",
    "{person:Dana}'s phone number is {phone:+34 600 123 456}",
    "change {person:Dana}'s phone to {phone:+34 600 123 456}",
    "{person:Sofia} moved to {company:Zeta} as {title:COO}",
    "{person:Sofia} moved to {company:Zeta}",
    "{person:Leo} left, he is now at {company:Aldersea}",
    "{person:Lena} now works at {company:Northwind} as {title:head of operations}",
    "{person:Lena} works at {company:Northwind} now",
    "{person:Priya} joined {company:Tessel} as {title:CTO}",
    "change title of {person:Sofia} to {title:CFO}",
    "change {person:Sofia}'s title to {title:VP Sales}",
    "{person:Sofia} is now {title:CFO}",
    "{person:Mara} was promoted to {title:head of procurement}",
    "rename {person:Jon Okafor} to {name:John Okafor}",
    "{person:Jon Okafor}'s name is actually {name:John Okafor}",
    "update the status of {person:Cameron} to {status:qualified}",
    "set {person:Cameron}'s status to {status:qualified}",
    "mark {person:Cameron} as {status:qualified=Qualified}",
    "mark {person:Cameron} as a {status:customer=Customer}",
    "set {person:Dana}'s lead source to {lead_source:SaaStock}",
    "{person:Dana} came from {lead_source:the website}",
    "reassign {person:Dana} to {owner:Tom}",
    "assign {person:Dana} to {owner:Priya}",
    "make {owner:me} the owner of {person:Leo}",
    "{owner:Lena} is taking over {person:Dana}",
    "{person:Dana} lives in {city:Porto}",
    "set {person:Dana}'s city to {city:Porto}",
    "{person:Dana} is based in {city:Porto}, {country:Portugal}",
    "set {person:Dana}'s country to {country:Portugal}",
    "{person:Sofia}'s linkedin is {profile:linkedin.com/in/sofia-reyes}",
    "set {person:Dana}'s address to {address:Calle Mayor 12, 28013 Madrid}",
    "{person:Dana}'s address is {address:Calle Mayor 12, 28013 Madrid}",
    "{person:Sofia} is {title:CFO} at {company:Zeta} now",
    "{person:Sofia} is now {title:CFO} at {company:Zeta}",
    "{person:Sofia} changed jobs, she's {title:CFO} at {company:Zeta} now",
    "{person:Sofia} changed jobs, she's at {company:Zeta} now",
    "{person:Sofia} started at {company:Zeta}",
    "{person:Sofia} started as {title:COO} at {company:Zeta}",
    "{person:Leo} has a new job at {company:Aldersea}",
    "{person:Leo} got a new job: {title:CTO} at {company:Aldersea}",
    "{person:Mara} got promoted to {title:VP Sales}",
    "{person:Mara} became {title:CEO}",
    "{person:Mara} is the new {title:CEO}",
    "{person:Mara}'s job title is {title:head of procurement}",
    "{person:Mara}'s new role is {title:head of procurement}",
    "new title for {person:Mara}: {title:CEO}",
    "new number for {person:Carlos}: {phone:+34 600 123 456}",
    "new email for {person:Sofia}: {email:sofia@zeta.example}",
    "{person:Carlos} has a new number, {phone:+34 600 123 456}",
    "{person:Sofia} has a new email address: {email:sofia@zeta.example}",
    "{person:Carlos}'s mobile is {phone:+34 600 123 456}",
    "{person:Carlos} mobile {phone:+34 600 123 456}",
    "email for {person:Sofia} is {email:sofia@zeta.example}",
    "replace {person:Sofia}'s email with {email:sofia@zeta.example}",
    "correct {person:Sofia}'s number to {phone:+34 600 123 456}",
    "{person:Dana} relocated to {city:Porto}",
    "{person:Cameron} is now a customer{status:=Customer}",
    "{person:Cameron} is a customer now{status:=Customer}",
    "{person:Cameron} has become a customer{status:=Customer}",
    "{person:Cameron}'s status is {status:proposal=Proposal}",
    "{person:Cameron}'s status is now {status:negotiation=Negotiation}",
    "make {person:Cameron} a customer{status:=Customer}",
    "convert {person:Cameron} to a {status:customer=Customer}",
    "{person:Cameron} is a qualified lead now{status:=Qualified}",
    "mark the lead {person:Cameron} as {status:lost=Lost}",
    "move the lead {person:Cameron} to {status:negotiation=Negotiation}",
    "move the customer {person:Cameron} to the {status:proposal=Proposal} stage",
    "{person:Cameron} is qualified{status:=Qualified}",
    "give the lead {person:Dana} to {owner:Tom}",
    "hand {person:Dana} over to {owner:Tom}",
    "hand the customer {person:Dana} over to {owner:Tom}",
    "pass {person:Dana} on to {owner:Tom}",
    "{owner:Tom} looks after {person:Dana} now",
    "{owner:Tom} takes care of {person:Dana} from now on",
    "{person:Dana} is {owner:Tom}'s now",
    "change the owner of {person:Dana} to {owner:Tom}",
    "set {person:Dana}'s owner to {owner:Tom}",
    "{owner:Tom} is the new owner of {person:Dana}",
    "let {owner:Tom} handle {person:Dana}",
    "{person:Dana}'s account manager is {owner:Tom}",
    "assign {person:Dana} to {owner:Tom} and mark her as {status:qualified=Qualified}",
    "mark {person:Cameron} as {status:qualified=Qualified} and assign him to {owner:Raj}",
    "change {person:Jon Okafor}'s name to {name:John Okafor}",
    "{person:Jon Okafor} is spelled {name:John Okafor}",
    "{person:Sofia Reyes} is called {name:Sofia Brandt} now",
    "we got {person:Dana} from {lead_source:SaaStock}",
    "{person:Dana}'s lead source is {lead_source:SaaStock}",
    "{person:Dana} found us through {lead_source:the website}",
    "source of {person:Dana}: {lead_source:the website}",
    "{person:Dana}'s country is {country:Portugal}",
    "{person:Dana}'s new address is {address:Calle Mayor 12, 28013 Madrid}",
    "linkedin of {person:Sofia}: {profile:linkedin.com/in/sofia-reyes}",
    "{person:Sofia}'s email is now {email:sofia@zeta.example} and her phone {phone:+34 600 123 456}",
    "set {person:Cameron} to {status:qualified=Qualified}",
    "{person:Cameron} moved to the {status:proposal=Proposal} stage",
    "give {person:Dana} to {owner:Tom}",
    "change the status of {person:Cameron} to {status:qualified} and assign him to {owner:Tom}",
    "{person:Cameron} is a lost lead{status:=Lost}",
    "transfer the lead {person:Dana} to {owner:Tom}",
    "{person:Sofia} switched jobs, she is at {company:Zeta} now",
    "{owner:Raj} should take {person:Cameron}",
    "{person:Mara} is {title:Chief Executive} now",
    "{person:Mara} is our {title:account manager} now",
    "{person:Lena} works at {company:Northwind} from today",
    "{person:Lena} works for {company:Northwind} now",
    "{person:Lena} is with {company:Northwind} now",
    "correct the email of {person:Sofia}, it should be {email:sofia@zeta.example}",
    "correct the number of {person:Carlos}, it is {phone:+34 600 123 456}",
    "the email of {person:Sofia} is wrong, it should be {email:sofia@zeta.example}",
    "mobile for {person:Carlos} is {phone:+34 600 123 456}",
    "phone for {person:Carlos}: {phone:+34 600 123 456}",
    "scratch that number for {person:Carlos}, it's {phone:+34 600 123 456} now",
    "forget the old number of {person:Carlos}, it's {phone:+34 600 123 456} now",
    "{person:Clara} jumped ship to {company:Zeta}",
    "{person:Clara} went over to {company:Zeta}",
    "{person:Clara} switched to {company:Zeta}",
    "{person:Clara} was hired by {company:Zeta} as {title:COO}",
    "{person:Clara} landed a job at {company:Zeta}",
    "{person:Mara} has been made {title:head of sales}",
    "{person:Mara} was made {title:head of sales}",
    "{person:Mara} was named {title:CEO}",
    "{person:Mara} was appointed {title:CEO} of {company:Zeta}",
    "they made {person:Mara} {title:head of sales}",
    "{person:Mara} took over as {title:CFO}",
    "{person:Mara} stepped up to {title:CFO}",
    "{person:Mara}'s now {title:head of sales} at {company:Zeta}",
    "{person:Carlos} can now be reached at {email:sofia@zeta.example}",
    "{person:Carlos} can be reached on {phone:+34 600 123 456} now",
    "use {email:sofia@zeta.example} for {person:Sofia} from now on",
    "{person:Sofia}'s email changed to {email:sofia@zeta.example}",
    "{person:Dana} moved house to {city:Porto}",
    "{person:Dana} lives in {city:Porto} now",
    "{person:Dana} is now living in {city:Porto}",
    "the owner of {person:Dana} should be {owner:Tom}",
    "{person:Dana} goes to {owner:Tom}",
    "{person:Mara} is the new {title:CEO} of {company:Zeta}",
    "{person:Mara} is the {title:CEO} of {company:Zeta} now",
    "{person:Mara} is now {title:CEO} of {company:Zeta}",
    "{person:Mara} became {title:CEO} of {company:Zeta}",
    "change {person:Sofia}'s company to {company:Zeta}",
    "{person:Sofia}'s company is now {company:Zeta}",
    "set {person:Sofia}'s company to {company:Zeta}",
    "{person:Sofia}'s employer is {company:Zeta} now",
    "{person:Dana} belongs to {owner:Tom} now",
    "{person:Carlos} got a new phone: {phone:+34 600 123 456}",
    "{person:Carlos} got a new number, {phone:+34 600 123 456}",
    "{person:Sofia} got a new email: {email:sofia@zeta.example}",
    "update {person:Carlos}'s number: {phone:+34 600 123 456}",
    "update {person:Carlos}'s phone number to {phone:+34 600 123 456}",
    "update {person:Sofia}'s email: {email:sofia@zeta.example}",
    "{person:Mara}'s title should be {title:VP Marketing}",
    "{person:Mara}'s title is {title:VP Marketing} now",
    "make {owner:Tom} responsible for {person:Dana}",
    "I'd like {owner:Tom} to own {person:Dana}",
    "{owner:Tom} is now responsible for {person:Dana}",
    "{person:Dana} moved to {city:Lisbon}",
    "{person:Dana} has moved to {city:Lisbon}",
    "{person:Leo} has taken a job at {company:Aldersea}",
    "{person:Leo} took a job at {company:Aldersea}",
    "change the phone number of {person:Carlos} to {phone:+34 600 123 456}",
    "change the email of {person:Sofia} to {email:sofia@zeta.example}",
    "the phone of {person:Carlos} has changed: {phone:+34 600 123 456}",
    "the number of {person:Carlos} has changed to {phone:+34 600 123 456}",
    "the email of {person:Sofia} has changed: {email:sofia@zeta.example}",
    "{person:Dana}'s new city is {city:Porto}",
    "{person:Dana} came to us via {lead_source:LinkedIn}",
    "{person:Dana} came via {lead_source:LinkedIn}",
    "the source of {person:Dana} is {lead_source:the website}",
    "{person:Dana} should belong to {owner:Tom}",
    "{person:Sofia}'s new email address is {email:sofia@zeta.example}",
    "{person:Sofia}'s email address is {email:sofia@zeta.example}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    ...fields,
    owner: z.string().min(1).max(200).optional().describe("A colleague"),
  }),
  output: z.object({ id: z.string(), name: z.string(), changed: z.boolean(), now: z.string() }),
  mentions: { person: ["person"], owner: ["user"] },
  async run(context, { person, ...said }) {
    const { id } = person;
    const args = { ...said, person: id, ...(said.owner ? { owner: said.owner.id } : {}) };
    const job = await jobOf(context, said, args);
    const commands = await commandsFor(context, id, said);
    if (job) commands.push(job.command);
    if (commands.length === 0)
      throw new AppError(
        "bad_input",
        `Say what to change about ${person.name}: the title, company, email, phone, status, owner …`,
      );
    const written = await context.write(
      personRecords,
      commands.map((command) => ({ id, command })),
    );
    const name = said.name ?? person.name;
    const before = written[0]?.before;
    const left = before?.employments.some(
      ({ companyId, until }) => until === null && companyId !== written[0]?.after?.companyId,
    );
    return { id, name, changed: written.length > 0, now: sentence(said, job?.company, left) };
  },
  reply: ({ id, name, changed, now }) => ({
    text: changed ? `${bold(name)}${now}.` : `${bold(name)} is like that already.`,
    records: [{ type: "person", id, name }],
  }),
});

async function jobOf(
  context: ToolContext,
  { company, title }: Said,
  args: Record<string, unknown>,
): Promise<{ command: PersonCommand; company?: string } | undefined> {
  if (!company && !title) return undefined;
  const on = todayOf(context);
  const job = { kind: "set_job" as const, title: title ?? null, on };
  if (!company) return { command: { ...job, companyId: null } };
  const found = await companyNamed(context, company, { tool: "update_person", args });
  return { command: { ...job, companyId: found.id }, company: found.name };
}

async function commandsFor(context: ToolContext, id: string, said: Said): Promise<PersonCommand[]> {
  const known = await findPerson(context.tx, id);
  const points = pointsIn(context, said, said.country ?? known?.country);
  for (const { of, value } of points) if (of === "emails") await refuseKnown(context, value, id);
  if (said.address) points.push({ of: "addresses", value: said.address });
  const on = todayOf(context);
  const patch = {
    ...(said.name ? { name: said.name } : {}),
    ...(said.city ? { city: said.city } : {}),
    ...(said.country ? { country: countryName(said.country) } : {}),
    ...(said.lead_source ? { leadSource: said.lead_source } : {}),
    ...(said.status ? { status: await readStatus(context, said.status) } : {}),
    ...(said.owner ? { ownerId: said.owner.id } : {}),
  };
  return [
    ...points.map((point): PersonCommand => ({ kind: "replace_point", ...point, on })),
    ...(Object.keys(patch).length > 0 ? [{ kind: "update" as const, patch }] : []),
  ];
}

/** What the receipt below does not say by itself. */
function sentence(
  { title, owner }: Said,
  company: string | undefined,
  left: boolean | undefined,
): string {
  if (company)
    return ` is now ${title ? `${literal(title)} ` : ""}at ${literal(company)}${left ? "; the job before ends today" : ""}`;
  return owner ? ` belongs to ${literal(owner.name)} now` : " is updated";
}
