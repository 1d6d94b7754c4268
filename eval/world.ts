/** The fixture workspace of the evaluation: a small tenant in use, the same to the last id each time. */
import type { Database, Tx } from "../db/client.ts";
import { createTenant, findTenant, saveUser, type User } from "../db/queries/tenants.ts";
import { daysFrom, worldNow, worldZone } from "./world-clock.ts";
import { addCorrespondence, type MailSeed, type MeetingSeed } from "./world-mail.ts";
import { addRecords, type Making } from "./world-records.ts";
import * as tables from "./world-tables.ts";

const slug = "evaluation";

export interface World {
  tenantId: string;
  users: ReadonlyMap<string, User>;
}

/** Makes the workspace in a database that has none yet. */
export async function openWorld(db: Database): Promise<World> {
  if (await findTenant(db, slug)) throw new Error("the evaluation needs a database of its own");
  const tenant = await createTenant(db, {
    slug,
    name: "Evaluation",
    at: daysFrom(-400),
    settings: { mailMode: "selective" },
  });
  const nobody = { tenantId: tenant.id, actorId: null, viewerId: null };
  const users = await db.transaction(nobody, addUsers);
  const making = makingOf(users);
  const ana = making.user("ana");
  const scope = { tenantId: tenant.id, actorId: ana.id, viewerId: ana.id };
  await db.transaction(scope, (tx) => addRecords(tx, making));
  for (const [key, user] of users)
    await db.transaction({ ...scope, actorId: user.id, viewerId: user.id }, (tx) =>
      addCorrespondence(tx, user, correspondenceOf(key, making)),
    );
  return { tenantId: tenant.id, users };
}

async function addUsers(tx: Tx): Promise<Map<string, User>> {
  const users = new Map<string, User>();
  for (const [key = "", name = "", email = "", role] of tables.userRows) {
    const input = { email, name, role: role as User["role"], timeZone: worldZone, locale: "en" };
    users.set(key, await saveUser(tx, { ...input, at: daysFrom(-400) }));
  }
  return users;
}

function makingOf(users: ReadonlyMap<string, User>): Making {
  const domains = new Map(tables.companyRows.map(([name = "", domain = ""]) => [name, domain]));
  const emails = new Map(
    tables.personRows.map(([name = "", , company = ""]) => [
      name,
      `${name.toLowerCase().replaceAll(" ", ".")}@${domains.get(company) ?? "post.example"}`,
    ]),
  );
  return {
    emailOf: (name) => emails.get(name) ?? "",
    user: (key) => {
      const user = users.get(key);
      if (!user) throw new Error(`no user ${key}`);
      return user;
    },
  };
}

/** The mailbox of one user: what the tables name, and a line from everybody they were last in touch with. */
function correspondenceOf(key: string, { emailOf }: Making) {
  const person = (name: string) => ({ name, email: emailOf(name) });
  const mail: MailSeed[] = tables.mailRows
    .filter(([whose]) => whose === key)
    .map(([, direction, name = "", days, subject = "", text = ""]) => ({
      incoming: direction === "from",
      other: person(name),
      at: daysFrom(-Number(days), 11),
      subject,
      text,
    }));
  const meetings: MeetingSeed[] = tables.meetingRows
    .filter(([whose]) => whose === key)
    .map(([, title = "", name = "", days, hour]) => ({
      title,
      others: [person(name)],
      at: daysFrom(Number(days), Number(hour)),
    }));
  const told = new Set([...tables.mailRows, ...tables.meetingRows].map((row) => row[2]));
  for (const [name = "", , , , , , owner, , , contact = ""] of tables.personRows) {
    const [kind, days] = contact.split(" ");
    if (owner !== key || !kind || told.has(name)) continue;
    const at = daysFrom(-Number(days), 12);
    if (kind === "meeting")
      meetings.push({ title: `Catch-up with ${name}`, others: [person(name)], at });
    else
      mail.push({
        incoming: true,
        other: person(name),
        at,
        subject: "Catching up",
        text: "Thanks for the update.",
      });
  }
  if (key === "ana") mail.push(...tables.strangerRows.flatMap(exchange));
  return { mail, meetings, now: worldNow };
}

const exchange = ([name = "", email = "", days = "0"]: string[]): MailSeed[] =>
  [true, false].map((incoming) => ({
    incoming,
    other: { name, email },
    at: daysFrom(-Number(days) + (incoming ? 0 : 1), 13),
    subject: "A first exchange",
    text: incoming ? "Could we talk?" : "With pleasure.",
  }));
