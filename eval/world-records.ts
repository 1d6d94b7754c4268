/** The records of the fixture workspace, written as every record is: by commands, with events. */
import { newCompany } from "../core/domain/company.ts";
import { newDeal } from "../core/domain/deal.ts";
import { newId } from "../core/domain/ids.ts";
import { contactPoint, newPerson, type Employment } from "../core/domain/person.ts";
import type { RelationshipKind } from "../core/domain/relationship.ts";
import type { Tx } from "../db/client.ts";
import {
  companyRecords,
  dealRecords,
  interactionRecords,
  listRecords,
  personRecords,
  relationshipRecords,
  taskRecords,
} from "../db/projections/registry.ts";
import { findStages } from "../db/queries/deals.ts";
import type { User } from "../db/queries/tenants.ts";
import { write, type Cause } from "../db/write.ts";
import { daysFrom, idOf } from "./world-clock.ts";
import * as tables from "./world-tables.ts";

/** What is known by name before there are records. */
export interface Making {
  user: (key: string) => User;
  emailOf: (name: string) => string;
}

export async function addRecords(tx: Tx, making: Making): Promise<void> {
  await addLists(tx, making);
  await addCompanies(tx, making);
  await addPeople(tx, making);
  await addDeals(tx, making);
  await addTasks(tx, making);
  await addRelationships(tx, making);
  await addLogged(tx, making);
}

const orNull = (text: string | undefined): string | null => (text === "" ? null : (text ?? null));
const listOf = (text: string | undefined): string[] =>
  text ? text.split(",").map((part) => part.trim()) : [];

const cause = (at: Date): Cause => ({ runId: null, groupId: newId(), recordedAt: at });

async function addLists(tx: Tx, { user }: Making): Promise<void> {
  const orders = tables.listRows.map(([name = "", of, owner = ""]) => ({
    id: idOf(`list ${name}`),
    command: {
      kind: "create" as const,
      list: {
        name,
        of: of as "person" | "company",
        ownerId: user(owner).id,
        private: false,
        fields: [],
        filter: null,
        createdAt: daysFrom(-90).toISOString(),
      },
    },
  }));
  await write(tx, listRecords, orders, cause(daysFrom(-90)));
}

const membershipsOf = (name: string) =>
  tables.listRows
    .filter(([, , , members]) => listOf(members).includes(name))
    .map(([list = ""]) => ({ listId: idOf(`list ${list}`), values: {} }));

async function addCompanies(tx: Tx, { user }: Making): Promise<void> {
  const at = daysFrom(-300);
  const orders = tables.companyRows.map(
    ([name = "", domain = "", industry, city, country, tags, owner = ""]) => ({
      id: idOf(name),
      command: {
        kind: "create" as const,
        company: newCompany(name, "said", at, {
          domains: [domain],
          industry: orNull(industry),
          city: orNull(city),
          country: orNull(country),
          tags: listOf(tags),
          lists: membershipsOf(name),
          ownerId: user(owner).id,
        }),
      },
    }),
  );
  await write(tx, companyRecords, orders, cause(at));
}

async function addPeople(tx: Tx, { user, emailOf }: Making): Promise<void> {
  const at = daysFrom(-280);
  const orders = tables.personRows.map(
    ([name = "", title, company, city, country, tags, owner = "", status, source], index) => ({
      id: idOf(name),
      command: {
        kind: "create" as const,
        person: newPerson(name, "said", at, {
          title: orNull(title),
          companyId: company ? idOf(company) : null,
          emails: [contactPoint(emailOf(name))],
          phones: index % 2 === 0 ? [contactPoint(`+3460010${1000 + index}`)] : [],
          keyDates: tables.keyDateRows
            .filter(([who]) => who === name)
            .map(([, label = "", date = ""]) => ({ label, date })),
          employments: jobsOf(name, company, title),
          city: orNull(city),
          country: orNull(country),
          tags: listOf(tags),
          lists: membershipsOf(name),
          status: orNull(status),
          leadSource: orNull(source),
          ownerId: user(owner).id,
        }),
      },
    }),
  );
  await write(tx, personRecords, orders, cause(at));
}

function jobsOf(name: string, company: string | undefined, title: string | undefined) {
  const former: Employment[] = tables.formerJobRows
    .filter(([who]) => who === name)
    .map(([, at = "", held, since = "", until = ""]) => ({
      companyId: idOf(at),
      title: orNull(held),
      since,
      until,
    }));
  const since = former.at(-1)?.until ?? null;
  const job = { title: orNull(title), since, until: null };
  return company ? [...former, { companyId: idOf(company), ...job }] : former;
}

async function addDeals(tx: Tx, { user }: Making): Promise<void> {
  const stages = new Map((await findStages(tx)).map((stage) => [stage.name, stage.id]));
  for (const row of tables.dealRows) {
    const [name = "", company = "", person = "", value = "", currency = "", stage = ""] = row;
    const [closes, owner = "", closedAgo, age = "0"] = row.slice(6);
    const at = daysFrom(-Number(age));
    const deal = newDeal(name, stages.get(stage) ?? "", at, {
      value: `${value}.00`,
      currency,
      companyId: idOf(company),
      personId: idOf(person),
      ownerId: user(owner).id,
      closeDate: orNull(closes),
      closedAt: closedAgo ? daysFrom(-Number(closedAgo)).toISOString() : null,
    });
    const order = { id: idOf(name), command: { kind: "create" as const, deal } };
    await write(tx, dealRecords, [order], cause(at));
  }
}

const personNames = new Set(tables.personRows.map(([name]) => name));
const companyNames = new Set(tables.companyRows.map(([name]) => name));
const dealNames = new Set(tables.dealRows.map(([name]) => name));

async function addTasks(tx: Tx, { user }: Making): Promise<void> {
  const at = daysFrom(-30);
  const orders = tables.taskRows.map(
    ([title = "", about = "", due, assignee = "", doneAgo], index) => ({
      id: idOf(`task ${title} ${index}`),
      command: {
        kind: "create" as const,
        task: {
          title,
          dueAt: due ? new Date(daysFrom(Number(due), 24).getTime() - 1).toISOString() : null,
          dueAllDay: Boolean(due),
          doneAt: doneAgo ? daysFrom(-Number(doneAgo)).toISOString() : null,
          assigneeId: user(assignee).id,
          personId: personNames.has(about) ? idOf(about) : null,
          companyId: companyNames.has(about) ? idOf(about) : null,
          dealId: dealNames.has(about) ? idOf(about) : null,
          repeat: null,
          createdBy: user(assignee).id,
          createdAt: at.toISOString(),
        },
      },
    }),
  );
  await write(tx, taskRecords, orders, cause(at));
}

async function addRelationships(tx: Tx, { user }: Making): Promise<void> {
  const at = daysFrom(-60);
  const end = (name: string) => ({
    type: companyNames.has(name) ? ("company" as const) : ("person" as const),
    id: idOf(name),
  });
  const orders = tables.relationshipRows.map(([from = "", kind = "", to = ""]) => ({
    id: idOf(`${from} ${kind} ${to}`),
    command: {
      kind: "create" as const,
      relationship: {
        kind: kind as RelationshipKind,
        from: end(from),
        to: end(to),
        since: null,
        until: null,
        note: null,
        source: "said",
        confidence: 1,
        saidBy: user("ana").id,
        createdAt: at.toISOString(),
      },
    },
  }));
  await write(tx, relationshipRecords, orders, cause(at));
}

async function addLogged(tx: Tx, { user }: Making): Promise<void> {
  for (const [by = "", kind, person = "", days, summary = ""] of tables.loggedRows) {
    const at = daysFrom(-Number(days), 11);
    const interaction = {
      kind: kind as "call" | "note",
      occurredAt: at.toISOString(),
      minutes: null,
      summary,
      personIds: [idOf(person)],
      companyId: null,
      dealId: null,
      loggedBy: user(by).id,
    };
    const order = { id: idOf(summary), command: { kind: "log" as const, interaction } };
    await write(tx, interactionRecords, [order], cause(at));
  }
}
