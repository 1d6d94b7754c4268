/**
 * Logged calls and notes as interactions: seen in timelines beside mail and meetings, by the team, and
 * counted as contact with everybody in them.
 */
import { and, inArray, or, eq } from "drizzle-orm";
import type { LoggedInteraction } from "../../core/domain/logged-interaction.ts";
import type { Tx } from "../client.ts";
import { refreshCorrespondence } from "../queries/correspondence.ts";
import {
  contentViewers,
  identities,
  interactionContents,
  interactionParticipants,
  interactions,
} from "../schema/interactions.ts";
import { partition, type Projected } from "./rows.ts";

export async function projectLoggedInteractions(
  tx: Tx,
  records: Projected<LoggedInteraction>[],
  at: Date,
): Promise<void> {
  const { tenantId } = tx.scope;
  const { present } = partition(records);
  const ids = records.map((record) => record.id);
  // Who was in them before, too: what is taken back no longer counts, whatever became of the person.
  const touched = await peopleIn(tx, ids);
  // A logged interaction's only content has the interaction's own id.
  await tx.sql.delete(interactionContents).where(inArray(interactionContents.id, ids));
  await tx.sql.delete(contentViewers).where(inArray(contentViewers.contentId, ids));
  await tx.sql.delete(interactions).where(inArray(interactions.id, ids));
  for (const { id, state } of present) {
    const occurredAt = new Date(state.occurredAt);
    await tx.sql.insert(interactions).values({
      tenantId,
      id,
      kind: state.kind,
      occurredAt,
      machineScore: 0,
      participantCount: state.personIds.length + 1,
      loggedBy: state.loggedBy,
      minutes: state.minutes,
      dealId: state.dealId,
      source: "said",
    });
    const participants = await identitiesAbout(tx, state);
    if (participants.length > 0)
      await tx.sql.insert(interactionParticipants).values(
        participants.map((identityId) => ({
          tenantId,
          interactionId: id,
          identityId,
          role: "about" as const,
          occurredAt,
        })),
      );
    await tx.sql.insert(contentViewers).values({ tenantId, contentId: id, viewerId: null });
    await tx.sql.insert(interactionContents).values({
      tenantId,
      id,
      interactionId: id,
      occurredAt,
      subject: "",
      text: state.summary,
      attachments: [],
      problems: [],
      confidential: false,
    });
  }
  await refreshCorrespondence(tx, [...touched, ...(await peopleIn(tx, ids))], at);
}

/** The people's own identities; a company is not somebody one is in contact with. */
async function peopleIn(tx: Tx, interactionIds: string[]): Promise<string[]> {
  const rows = await tx.sql
    .selectDistinct({ id: identities.id })
    .from(interactionParticipants)
    .innerJoin(identities, eq(identities.id, interactionParticipants.identityId))
    .where(
      and(
        inArray(interactionParticipants.interactionId, interactionIds),
        eq(identities.kind, "person"),
      ),
    );
  return rows.map((row) => row.id);
}

async function identitiesAbout(tx: Tx, state: LoggedInteraction): Promise<string[]> {
  const rows = await tx.sql
    .select({ id: identities.id })
    .from(identities)
    .where(
      or(
        and(eq(identities.kind, "person"), inArray(identities.value, state.personIds)),
        and(eq(identities.kind, "company"), eq(identities.value, state.companyId ?? "")),
      ),
    );
  return rows.map((row) => row.id);
}
