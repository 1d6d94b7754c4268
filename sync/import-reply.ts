/** What an import shows: the preview of a contact file with its buttons, and the report of any. */
import type { DoubtfulRow } from "../core/domain/doubtful-row.ts";
import { literal, type Block, type Button, type Field, type Reply } from "../core/reply.ts";
import { doubtfulBlock, nextRows } from "../core/views/doubtful-rows.ts";
import { plural } from "../core/views/words.ts";
import type { ImportPreview, ImportReport } from "./import-file.ts";
import type { OwnAddress } from "./own-addresses.ts";

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
      ...doubtfulBlocks(doubtful, file.id),
    ],
    ...(file.id ? { actions: previewButtons(file.id, rows.new + rows.updated, doubtful) } : {}),
  };
}

/** One by one with buttons where they can be pressed; what nobody can decide, and elsewhere all, by reason. */
function doubtfulBlocks(doubtful: DoubtfulRow[], id: string | undefined): Block<Button>[] {
  const single = id === undefined ? undefined : doubtfulBlock(id, doubtful);
  const rest = single ? doubtful.filter((row) => row.candidates.length === 0) : doubtful;
  const items = byReason(rest).slice(0, LISTED).map(doubtfulItem);
  const title = single ? "Doubtful: left out" : "Doubtful: left out unless you say otherwise";
  return [
    ...(single ? [single] : []),
    ...(items.length > 0 ? [{ kind: "list" as const, title, items }] : []),
  ];
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

function previewButtons(id: string, sure: number, doubtful: DoubtfulRow[]): Button[] {
  const press = (tool: string, more: Record<string, unknown> = {}) => ({
    kind: "call" as const,
    tool,
    args: { import: id, ...more },
  });
  return [
    { label: `Import ${sure}`, style: "primary", press: press("confirm_import") },
    ...nextRows(id, doubtful),
    ...(doubtful.length > 0
      ? [
          {
            label: `Import and merge the ${doubtful.length} doubtful`,
            press: press("confirm_import", { mergeDoubtful: true }),
          },
        ]
      : []),
    { label: "Cancel", press: press("cancel_import") },
  ];
}

export function reportReply(
  report: ImportReport,
  file: { id?: string; fileName: string },
): Reply<Button> {
  return {
    text: `${literal(file.fileName)} is imported. ${sentences(report).join(" ")}`,
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
    actions: [
      ...reportButtons(report),
      ...(file.id !== undefined && (report.messages.stored > 0 || (report.events?.stored ?? 0) > 0)
        ? [undoButton(file.id)]
        : []),
    ],
  };
}

const undoButton = (id: string): Button => ({
  label: "Undo this import",
  press: { kind: "call", tool: "undo_import", args: { import: id } },
});

function reportButtons({ people, claimedOwn = [], likelyOwn = [] }: ImportReport): Button[] {
  const call = (tool: string, args: Record<string, unknown>) => ({
    kind: "call" as const,
    tool,
    args,
  });
  return [
    ...ownAddressButtons(likelyOwn),
    ...(people.suggested > 0
      ? [
          {
            label: `Show ${plural(people.suggested, "suggestion")}`,
            style: "primary" as const,
            press: call("list_suggestions", {}),
          },
        ]
      : []),
    ...(claimedOwn.length > 0
      ? [
          {
            label: `${claimedOwn.length === 1 ? addressesOf(claimedOwn).join() : "Those addresses"} not mine`,
            press: call("release_address", { addresses: addressesOf(claimedOwn) }),
          },
        ]
      : []),
  ];
}

/** One button for all of them, then one for each. */
function ownAddressButtons(likely: OwnAddress[]): Button[] {
  const button = (label: string, addresses: string[], style: Pick<Button, "style">): Button => ({
    label,
    ...style,
    press: { kind: "call", tool: "claim_address", args: { addresses } },
  });
  const isOne = likely.length === 1;
  const each = likely.map(({ address }) =>
    button(`${address} is mine`, [address], isOne ? primary : {}),
  );
  return isOne || likely.length === 0
    ? each
    : [button("These are all mine", addressesOf(likely), primary), ...each];
}

const primary = { style: "primary" } as const;

const addressesOf = (own: OwnAddress[]): string[] => own.map(({ address }) => address);

/** The question whose answer most of what follows from a mailbox hangs on. */
function ownAddressQuestion(likely: OwnAddress[]): string {
  const named = likely
    .map(({ address, messages }) => `${literal(address)} (${plural(messages, "message")})`)
    .join(", ");
  const where = likely.every(({ sent }) => sent)
    ? "The sent folders hold mail from"
    : "Most of it is from or to";
  const ask = likely.length === 1 ? "Is that address yours?" : "Which of these are yours?";
  const spoken = addressesOf(likely)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " and ");
  const say = `${literal(spoken)} ${likely.length === 1 ? "is mine" : "are mine"}`;
  return `${where} ${named}, not known as yours. ${ask} Until I know, I can't tell who you exchange mail with. Press a button, or say “${say}”.`;
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
    report.claimedOwn
      ? `${literal(addressesOf(report.claimedOwn).join(", "))} ${report.claimedOwn.length === 1 ? "is" : "are"} taken as yours: mail in the sent folders is from there, under your name.`
      : "",
    people.suggested > 0
      ? `${plural(people.suggested, "person", "people")} suggested from mail that went both ways.`
      : "",
    report.likelyOwn ? ownAddressQuestion(report.likelyOwn) : "",
  ].filter(Boolean);
}

function left(skipped: Record<string, number>, failed: number): string {
  const parts = Object.entries(skipped).map(([reason, count]) => `${count} skipped (${reason})`);
  return [...parts, ...(failed > 0 ? [`${failed} could not be read`] : [])]
    .map((part) => `, ${part}`)
    .join("");
}
