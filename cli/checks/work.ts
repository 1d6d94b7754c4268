/** Looks at background work: what waits, hangs, was given up or came to an end that nobody knows. */
import { queueReport, workReport, type WorkReport } from "../../core/work-report.ts";
import type { AppDeps } from "../../deps.ts";
import { handlersOf } from "../../worker.ts";
import { lookedAt, type Check } from "./check.ts";

/** The queue itself: what it gave up on is asked for again by the sweep, but somebody should know why. */
export async function queueCheck(deps: AppDeps): Promise<Check> {
  const counts = await queueReport(
    deps,
    handlersOf(deps).map(({ job }) => job),
  );
  if (counts === undefined)
    return lookedAt("jobs", true, "in the server's process: REDIS_URL is not set");
  if (counts === "unreachable")
    return lookedAt(
      "jobs",
      false,
      "Redis does not answer: nothing is lost, but work waits for the sweep; start it",
    );
  const sum = (of: "waiting" | "running" | "givenUp") =>
    counts.reduce((total, one) => total + one[of], 0);
  const dead = counts.filter(({ givenUp }) => givenUp > 0);
  const why = dead.map(({ job, givenUp }) => `${givenUp} × ${job}`).join(", ");
  return lookedAt(
    "jobs",
    dead.length === 0,
    `BullMQ on Redis: ${sum("waiting")} wait, ${sum("running")} run` +
      (why ? `; given up in the last week: ${why}, see “job given up” in the log` : ""),
  );
}

/** One line for each kind of work there has been any of. */
export async function workChecks(deps: AppDeps): Promise<Check[]> {
  const report = await workReport(deps);
  return report.length === 0
    ? [lookedAt("work", true, "none yet")]
    : report.map((one) => lookedAt(one.kind, one.todo === undefined, workInWords(one)));
}

function workInWords(work: WorkReport): string {
  const { waiting, oldestSeconds, stalled, failed, unknown, todo } = work;
  const counts = [
    waiting > 0 ? `${waiting} wait, the oldest for ${oldestSeconds} s` : "nothing waits",
    ...(stalled > 0 ? [`${stalled} for too long`] : []),
    ...(failed > 0 ? [`${failed} failed in the last week`] : []),
    ...(unknown > 0 ? [`${unknown} of unknown end`] : []),
  ].join(", ");
  return todo ? `${counts}: ${todo}` : counts;
}
