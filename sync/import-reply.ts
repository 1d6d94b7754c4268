/** What an import shows: the preview of a contact file with its buttons, and the report of any. */
import { literal, type Button, type Field, type Reply } from "../core/reply.ts";
import { plural } from "../core/views/words.ts";
import type { ImportPreview, ImportReport } from "./import-file.ts";

const LISTED = 10;
const ROWS_NAMED = 30;

/** Files that change records are previewed first; mail and calendars only add facts. */
export const isPreviewed = (kind: ImportPreview["kind"]): boolean =>
  kind === "vcf" || kind === "csv" || kind === "linkedin-connections";

export function previewReply(
  preview: ImportPreview,
  file: { id?: string; fileName: string },
): Reply<Button> {
  const { rows, doubtful } = preview;
  const columns = Object.entries(preview.columns ?? {}).map(
    ([field, headers]) => `${headers.join(" + ")} → ${field}`,
  );
  const fields: Field[] = [
    { label: "New", value: String(rows.new) },
    { label: "Updated", value: String(rows.updated) },
    { label: "Already there", value: String(rows.unchanged) },
    { label: "Doubtful", value: String(rows.doubtful) },
    { label: "Unreadable", value: String(rows.failed) },
    ...(preview.companies.created > 0
      ? [{ label: "New companies", value: String(preview.companies.created) }]
      : []),
    ...(columns.length > 0 ? [{ label: "Columns read", value: columns.join("; ") }] : []),
    ...(preview.unmapped?.length
      ? [{ label: "Columns left out", value: preview.unmapped.join(", ") }]
      : []),
  ];
  return {
    text: `${literal(file.fileName)}: ${plural(rows.read, "row")}, ${rows.new} new, ${rows.updated} to update, ${rows.doubtful} doubtful. Nothing is written yet.`,
    blocks: [
      { kind: "card", title: file.fileName, subtitle: "before anything is written", fields },
      ...(doubtful.length > 0
        ? [
            {
              kind: "list" as const,
              title: "Doubtful: left out unless you say otherwise",
              items: byReason(doubtful).slice(0, LISTED).map(doubtfulItem),
            },
          ]
        : []),
    ],
    ...(file.id
      ? { actions: previewButtons(file.id, rows.new + rows.updated, doubtful.length) }
      : {}),
  };
}

/** Rows doubtful for the same reason, together. */
function byReason(doubtful: ImportPreview["doubtful"]): { reason: string; positions: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { position, reason } of doubtful)
    groups.set(reason, [...(groups.get(reason) ?? []), position.replace(/^row /, "")]);
  return [...groups].map(([reason, positions]) => ({ reason, positions }));
}

function doubtfulItem({ reason, positions }: { reason: string; positions: string[] }) {
  const more = positions.length - ROWS_NAMED;
  const named = positions.slice(0, ROWS_NAMED).join(", ");
  return {
    text: literal(reason),
    detail: `${positions.length === 1 ? "row" : "rows"} ${named}${more > 0 ? ` and ${more} more` : ""}`,
  };
}

function previewButtons(id: string, sure: number, doubtful: number): Button[] {
  const press = (tool: string, more: Record<string, unknown> = {}) => ({
    kind: "call" as const,
    tool,
    args: { import: id, ...more },
  });
  return [
    { label: `Import ${sure}`, style: "primary", press: press("confirm_import") },
    ...(doubtful > 0
      ? [
          {
            label: `Import and merge the ${doubtful} doubtful`,
            press: press("confirm_import", { mergeDoubtful: true }),
          },
        ]
      : []),
    { label: "Cancel", press: press("cancel_import") },
  ];
}

export function reportReply(report: ImportReport, fileName: string): Reply<Button> {
  return {
    text: `${literal(fileName)} is imported. ${sentences(report).join(" ")}`,
    blocks:
      report.problemCount > 0
        ? [
            {
              kind: "list",
              title: `${plural(report.problemCount, "problem")}${report.problemCount > LISTED ? `, the first ${LISTED}` : ""}`,
              items: report.problems
                .slice(0, LISTED)
                .map(({ position, reason }) => ({ text: literal(`${position}: ${reason}`) })),
            },
          ]
        : [],
    actions: reportButtons(report),
  };
}

function reportButtons({ people, likelyOwn }: ImportReport): Button[] {
  const call = (tool: string, args: Record<string, unknown>) => ({
    kind: "call" as const,
    tool,
    args,
  });
  return [
    ...(people.suggested > 0
      ? [
          {
            label: `Show ${plural(people.suggested, "suggestion")}`,
            style: "primary" as const,
            press: call("list_suggestions", {}),
          },
        ]
      : []),
    ...ownAddressButtons(likelyOwn ?? []).map(({ label, addresses }) => ({
      label,
      style: "primary" as const,
      press: call("claim_address", { addresses }),
    })),
  ];
}

/** One button for all of them, then one for each. */
function ownAddressButtons(likely: string[]): { label: string; addresses: string[] }[] {
  const each = likely.map((address) => ({
    label: `${address} is my address`,
    addresses: [address],
  }));
  return likely.length > 1
    ? [{ label: `All ${likely.length} are mine`, addresses: likely }, ...each]
    : each;
}

function sentences(report: ImportReport): string[] {
  const { messages, events, rows, people, companies, deals } = report;
  return [
    messages.read > 0
      ? `${plural(messages.read, "message")} read, ${messages.stored} stored${left(messages.skipped, messages.failed)}.`
      : "",
    events
      ? `${plural(events.read, "meeting")} read, ${events.stored} stored${left(events.skipped, events.failed)}.`
      : "",
    rows
      ? `${plural(rows.read, "row")} read, ${rows.new} new, ${rows.updated} updated, ${rows.unchanged} already there, ${rows.doubtful} doubtful and left out${left(rows.skipped, rows.failed)}.`
      : "",
    people.created > 0 ? `${plural(people.created, "person", "people")} created.` : "",
    companies.created > 0 ? `${plural(companies.created, "company", "companies")} created.` : "",
    deals && deals.created > 0 ? `${plural(deals.created, "deal")} created.` : "",
    report.likelyOwn
      ? `Most of it is from or to ${literal(report.likelyOwn.join(", "))}, not known as yours yet; say which are, and I can tell who you exchange mail with.`
      : "",
    people.suggested > 0
      ? `${plural(people.suggested, "person", "people")} suggested from mail that went both ways.`
      : "",
  ].filter(Boolean);
}

function left(skipped: Record<string, number>, failed: number): string {
  const parts = Object.entries(skipped).map(([reason, count]) => `${count} skipped (${reason})`);
  return [...parts, ...(failed > 0 ? [`${failed} could not be read`] : [])]
    .map((part) => `, ${part}`)
    .join("");
}
