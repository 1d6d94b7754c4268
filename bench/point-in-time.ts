/** How long it takes to say what was known of a record at some moment, when it has changed often. */
import { inTransaction } from "../core/context.ts";
import { newId } from "../core/domain/ids.ts";
import { newPerson, person } from "../core/domain/person.ts";
import { loadStreamAt } from "../db/event-store.ts";
import { personRecords } from "../db/projections/registry.ts";
import { write } from "../db/write.ts";
import { spread, timed, type Figure } from "./figure.ts";
import type { Scratch } from "./scratch.ts";

const EVENTS = 1_000;
const TIMES = 200;
const MINUTE_MS = 60_000;

export async function pointInTime(scratch: Scratch): Promise<Figure[]> {
  const { deps } = scratch;
  const asker = await scratch.emptyTenant("ana@ours.example");
  const id = newId();
  const start = asker.now.getTime();
  const at = (version: number) => new Date(start + version * MINUTE_MS);
  for (let version = 1; version <= EVENTS; version++) {
    const command =
      version === 1
        ? { kind: "create" as const, person: newPerson("Ada Often", "said", at(1)) }
        : { kind: "update" as const, patch: { note: `What was known at version ${version}` } };
    await inTransaction(deps, asker, (tx) =>
      write(tx, personRecords, [{ id, command }], {
        runId: null,
        groupId: newId(),
        recordedAt: at(version),
      }),
    );
  }
  const taken = await timed(TIMES, (run) =>
    inTransaction(deps, asker, async (tx) => {
      const version = 1 + ((run * 37) % EVENTS);
      const known = await loadStreamAt(tx, person, id, { recordedBy: at(version) });
      if (known.version !== version) throw new Error("the wrong version was found");
    }),
  );
  return spread(`point in time of a record with ${EVENTS} events`, taken, { p95: 100 });
}
