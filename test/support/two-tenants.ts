/** Tenants full of recognisable words, for tests that look for one side's words on the other side. */
import type { Actor, Context } from "../../core/context.ts";
import { newCompany } from "../../core/domain/company.ts";
import { newDeal } from "../../core/domain/deal.ts";
import { newId } from "../../core/domain/ids.ts";
import { contactPoint, newPerson } from "../../core/domain/person.ts";
import { createLogger } from "../../core/log.ts";
import { tools } from "../../core/tools/registry.ts";
import type { Database, Scope, Tx } from "../../db/client.ts";
import {
  companyRecords,
  dealRecords,
  draftRecords,
  interactionRecords,
  listRecords,
  personRecords,
  relationshipRecords,
  shareRecords,
  taskRecords,
} from "../../db/projections/registry.ts";
import { recordAiRuns, type AiRun } from "../../db/queries/ai-runs.ts";
import { openConversation, saveButtons, saveTurn } from "../../db/queries/conversations.ts";
import { emptyTrace, saveTrace } from "../../db/queries/import-traces.ts";
import { refreshCorrespondence } from "../../db/queries/correspondence.ts";
import { findStages } from "../../db/queries/deals.ts";
import { pageOfMissing, storeEmbeddings } from "../../db/queries/embeddings.ts";
import { storeMeetings } from "../../db/queries/meetings.ts";
import { storeMessages, type MessageFact } from "../../db/queries/messages.ts";
import { saveFile } from "../../db/queries/files.ts";
import { createImport, updateImport } from "../../db/queries/imports.ts";
import { readableContent, saveReading } from "../../db/queries/readings.ts";
import { refreshSuggestions, suggestFromSignatures } from "../../db/queries/suggestions.ts";
import { createTenant, getMailbox, saveUser, type User } from "../../db/queries/tenants.ts";
import { deliveries, inbox } from "../../db/schema/channels.ts";
import { identities } from "../../db/schema/interactions.ts";
import { write } from "../../db/write.ts";
import type { TestDatabase } from "./database.ts";
import { contentOf, mailFact, partOf, type Correspondent } from "./mail-facts.ts";
import { wordsFrom, type Words } from "./recognisable-words.ts";

export const testNow = new Date("2026-11-05T10:00:00.000Z");

export interface Side {
  words: Words;
  tenantId: string;
  ana: User;
  tom: User;
  vera: User;
  ids: Record<
    "company" | "person" | "colleague" | "deal" | "task" | "note" | "receipt" | "button" | "import",
    string
  >;
}

/** A tenant with an owner Ana (whose mail it is), a member Tom and a viewer Vera. */
export async function addSide(db: TestDatabase, stem: string): Promise<Side> {
  const words = wordsFrom(stem);
  const tenant = await createTenant(db, { slug: words.slug, name: words.company, at: testNow });
  const nobody: Scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  const user = (name: string, role: User["role"]) =>
    db.transaction(nobody, (tx) => {
      const email = `${name.toLowerCase()}@${stem}team.example`;
      return saveUser(tx, {
        email,
        name: `${name} ${stem}`,
        role,
        timeZone: "UTC",
        locale: "en",
        at: testNow,
      });
    });
  const ana = await user("Ana", "owner");
  const tom = await user("Tom", "member");
  const vera = await user("Vera", "viewer");
  const scope = { tenantId: tenant.id, actorId: ana.id, viewerId: ana.id };
  const ids = await db.transaction(scope, async (tx) => {
    const records = await addRecords(tx, words, ana);
    await addMail(tx, words, ana);
    await addEmbeddings(tx);
    await addReadings(tx);
    await addShare(tx, { ana, vera });
    await addDraft(tx, words, ana);
    await recordAiRuns(tx, [freeRun(ana)]);
    await saveFile(
      tx,
      ana.id,
      { name: words.fileName, mimeType: "text/csv", body: words.body },
      testNow,
    );
    return { ...records, ...(await addChat(tx, words, ana)) };
  });
  return { words, tenantId: tenant.id, ana, tom, vera, ids };
}

export const actorOf = (user: User): Actor => ({ ...user, userId: user.id });

/** What a call or a turn needs; jobs are the ones nobody works off. */
export const depsOver = (db: Database) => ({
  db,
  jobs: { enqueue: () => Promise.resolve() },
  log: createLogger({ level: "silent" }),
  tools,
  parser: {
    engine: "none",
    parse: () => Promise.resolve({ kind: "abstain", say: "No language here." } as const),
  },
});

export const contextFor = (user: User, changes: Partial<Context> = {}): Context => ({
  actor: actorOf(user),
  tenant: { currency: "EUR", country: "ES" },
  audience: "dm",
  surface: "cli",
  now: testNow,
  tainted: false,
  correlationId: newId(),
  ...changes,
});

async function addRecords(tx: Tx, words: Words, ana: User) {
  const id = () => newId();
  const ids = { company: id(), person: id(), colleague: id(), deal: id(), task: id(), note: id() };
  const cause = { runId: newId(), groupId: newId(), recordedAt: testNow };
  const at = testNow.toISOString();
  const ownerId = ana.id;
  const newList = (name: string, isPrivate: boolean) => ({
    name,
    of: "person" as const,
    ownerId,
    private: isPrivate,
    fields: [],
    filter: null,
    createdAt: at,
  });
  const lists = [newList(words.list, false), newList(words.privateList, true)];
  const listIds = lists.map(() => newId());
  await write(
    tx,
    listRecords,
    lists.map((list, nth) => ({ id: listIds[nth] ?? "", command: { kind: "create", list } })),
    cause,
  );
  const company = newCompany(words.company, "said", testNow, {
    domains: [words.domain],
    city: words.city,
    ownerId,
  });
  await write(
    tx,
    companyRecords,
    [{ id: ids.company, command: { kind: "create", company } }],
    cause,
  );
  const job = { companyId: ids.company, title: null, since: null, until: null };
  const fields = { companyId: ids.company, employments: [job], tags: [words.tag], ownerId };
  const person = newPerson(words.person, "said", testNow, {
    ...fields,
    emails: [contactPoint(words.email)],
    keyDates: [{ label: "birthday", date: "1980-05-03" }],
    lists: listIds.map((listId) => ({ listId, values: {} })),
  });
  const colleague = newPerson(words.colleague, "said", testNow, fields);
  const [written] = await write(
    tx,
    personRecords,
    [
      { id: ids.person, command: { kind: "create", person } },
      { id: ids.colleague, command: { kind: "create", person: colleague } },
    ],
    cause,
  );
  const stageId = (await findStages(tx))[0]?.id ?? "";
  const about = { companyId: ids.company, personId: ids.person };
  const deal = newDeal(words.deal, stageId, testNow, {
    value: "24000.00",
    currency: "EUR",
    ...about,
    people: [{ personId: ids.colleague, role: "champion" }],
    interactionIds: [ids.note],
    ownerId,
  });
  await write(tx, dealRecords, [{ id: ids.deal, command: { kind: "create", deal } }], cause);
  const task = {
    title: words.task,
    dueAt: at,
    dueAllDay: false,
    doneAt: null,
    assigneeId: ownerId,
    ...about,
    dealId: ids.deal,
    repeat: null,
    createdBy: ownerId,
    createdAt: at,
  };
  await write(tx, taskRecords, [{ id: ids.task, command: { kind: "create", task } }], cause);
  const interaction = {
    kind: "note" as const,
    occurredAt: at,
    summary: words.note,
    personIds: [ids.person],
    companyId: ids.company,
    minutes: null,
    dealId: null,
    loggedBy: ownerId,
  };
  await write(
    tx,
    interactionRecords,
    [{ id: ids.note, command: { kind: "log", interaction } }],
    cause,
  );
  const relationship = {
    kind: "reports_to" as const,
    from: { type: "person" as const, id: ids.colleague },
    to: { type: "person" as const, id: ids.person },
    since: null,
    until: null,
    note: words.tie,
    source: "said",
    confidence: 1,
    saidBy: ownerId,
    createdAt: at,
  };
  await write(
    tx,
    relationshipRecords,
    [{ id: newId(), command: { kind: "create", relationship } }],
    cause,
  );
  return { ...ids, receipt: written?.receiptId ?? "" };
}

/** A share of a thread in which nothing has been written yet. */
async function addShare(tx: Tx, { ana, vera }: { ana: User; vera: User }): Promise<void> {
  const share = {
    scope: "thread" as const,
    interactionId: null,
    threadId: newId(),
    personId: null,
    ownerId: ana.id,
    withUserId: vera.id,
    createdAt: testNow.toISOString(),
  };
  const cause = { runId: newId(), groupId: newId(), recordedAt: testNow };
  await write(tx, shareRecords, [{ id: newId(), command: { kind: "create", share } }], cause);
}

/** A model's call that cost nothing. */
const freeRun = (ana: User): AiRun => ({
  userId: ana.id,
  at: testNow,
  correlationId: newId(),
  engine: "none",
  model: "none",
  promptHash: "",
  toolsHash: "",
  requestId: null,
  calls: [],
  tainted: false,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costMicroUsd: 0,
  milliseconds: 0,
  outcome: "end_turn",
});

/** A draft of Ana's, which is nobody else's. */
async function addDraft(tx: Tx, words: Words, ana: User): Promise<void> {
  const at = testNow.toISOString();
  const cause = { runId: newId(), groupId: newId(), recordedAt: testNow };
  const to = { email: words.email, name: words.person, personId: null };
  const content = {
    recipients: [to],
    subject: words.subject,
    body: words.body,
    language: "en",
    tainted: true,
  };
  const draft = {
    ownerId: ana.id,
    channel: "email" as const,
    shared: false,
    replyToId: null,
    expiresAt: at,
    createdAt: at,
  };
  const command = { kind: "create" as const, draft, content, at };
  await write(tx, draftRecords, [{ id: newId(), command }], cause);
}

/** Mail in both directions with a known person and a stranger, a signature, and a meeting. */
async function addMail(tx: Tx, words: Words, ana: User): Promise<void> {
  const mailbox = await getMailbox(tx, ana.id);
  const outside = [
    { email: words.email, name: words.person },
    { email: words.strangerEmail, name: words.stranger },
  ];
  const facts = outside.flatMap((other, index) => [
    mail(words, { from: other, to: ana, index: index * 2 }),
    mail(words, { from: ana, to: other, index: index * 2 + 1 }),
  ]);
  const mark = { id: newId(), fileName: `${words.stranger}.mbox`, runId: null };
  const trace = emptyTrace();
  await storeMessages(tx, mailbox, facts, { mark, trace });
  await saveTrace(tx, mark, { userId: ana.id, at: testNow, trace });
  await storeMeetings(tx, mailbox, [meeting(words, ana)]);
  const rows = await tx.sql.select({ id: identities.id }).from(identities);
  await refreshCorrespondence(
    tx,
    rows.map((row) => row.id),
    testNow,
  );
  await refreshSuggestions(tx, ana.id, testNow);
  const hint = { email: words.strangerEmail, at: testNow };
  const known = { email: words.email, at: testNow };
  await suggestFromSignatures(
    tx,
    ana.id,
    [
      { ...hint, kind: "title", value: words.hintTitle },
      { ...hint, kind: "phone", value: words.hintPhone },
      { ...known, kind: "title", value: words.hintTitle },
    ],
    testNow,
  );
}

function mail(
  words: Words,
  { from, to, index }: { from: Correspondent; to: Correspondent; index: number },
): MessageFact {
  const at = new Date(testNow.getTime() - (index + 1) * 86_400_000);
  const somebody = ({ email, name }: Correspondent) => ({ email, name, domain: domainOf(email) });
  return mailFact({
    from: somebody(from),
    to: somebody(to),
    at,
    key: `${words.slug}-${index}@mail.example`,
    content: secretContent(words.subject, words.body, words),
  });
}

const domainOf = (email: string): string | null => email.split("@")[1] ?? null;

function meeting(words: Words, ana: User) {
  const at = new Date(testNow.getTime() + 86_400_000);
  const organizer = { email: words.email, name: words.person, domain: words.domain };
  return {
    key: `ics:${words.slug}|1`,
    ownKey: `ics:${words.slug}|1|own`,
    organizer: words.email,
    startsAt: at,
    endsAt: null,
    cancelled: false,
    participants: [partOf("organizer", organizer), partOf("attendee", ana)],
    participantCount: 2,
    content: {
      ...secretContent(words.meetingTitle, words.meetingText, words),
      location: words.location,
    },
  };
}

const secretContent = (subject: string, text: string, words: Words) =>
  contentOf(subject, {
    text,
    fullText: `${text} ${words.body}`,
    attachments: [{ name: words.attachment, mimeType: "application/pdf", size: 1 }],
  });

/** A vector, of no model there is, for everything Ana may read. */
async function addEmbeddings(tx: Tx): Promise<void> {
  const model = "none-2";
  const { missing } = await pageOfMissing(tx, { model, dimensions: 2 });
  const vector = Float32Array.of(0.6, 0.8);
  const rows = missing.map((contentId) => ({ contentId, vector, textHash: Buffer.alloc(32) }));
  await storeEmbeddings(tx, model, rows);
}

/** A reading of everything Ana may read: it says what the text says. */
async function addReadings(tx: Tx): Promise<void> {
  const { missing } = await pageOfMissing(tx, { model: "none at all", dimensions: 2 });
  for (const id of missing) {
    const text = (await readableContent(tx, id))?.text ?? "";
    const lines = { asks: [text], promises: [], dates: [] };
    const reading = { summary: text, ...lines, sentiment: "neutral", language: "en" };
    await saveReading(tx, id, { model: "none", at: testNow, reading });
  }
}

/** Something said by a chat channel, and its answer on the way back. */
async function addMessage(tx: Tx, words: Words, ana: User): Promise<void> {
  const [tenantId, inboxId] = [tx.scope.tenantId, newId()];
  const same = { tenantId, userId: ana.id, channel: "slack" as const };
  await tx.sql.insert(inbox).values({
    ...same,
    id: inboxId,
    deliveryKey: words.slug,
    conversationKey: words.slug,
    sequence: "1",
    message: { said: { kind: "text", text: words.subject } },
    state: "answered",
    receivedAt: testNow,
  });
  await tx.sql.insert(deliveries).values({
    ...same,
    id: newId(),
    inboxId,
    address: { channel: words.slug },
    audience: "dm",
    reply: { text: words.body },
    state: "delivered",
    nextAt: testNow,
    createdAt: testNow,
  });
}

/** A conversation that mentions the private words, a button of it, and an import waiting for a yes. */
async function addChat(tx: Tx, words: Words, ana: User) {
  const userId = ana.id;
  const conversation = await openConversation(tx, { userId, thread: "", now: testNow });
  const conversationId = conversation.id;
  const reply = { text: words.body };
  await saveTurn(tx, {
    conversationId,
    userId,
    at: testNow,
    said: words.subject,
    reply,
    focus: {},
  });
  const id = newId();
  const expiresAt = new Date(testNow.getTime() + 7 * 86_400_000);
  const press = { kind: "call", tool: "search_messages", args: { query: words.body } };
  const button = {
    id,
    userId,
    conversationId,
    label: words.pressed,
    press,
    createdAt: testNow,
    expiresAt,
  };
  await saveButtons(tx, [button]);
  await addMessage(tx, words, ana);
  const file = { fileName: words.fileName, spoolPath: null, bytesTotal: 1, now: testNow };
  const importId = await createImport(tx, { userId, ...file });
  await updateImport(tx, importId, { status: "preview" });
  return { button: id, import: importId };
}
