/** Draws a neutral reply as HTML; pure, and everything that came from outside is escaped. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { renderToString } from "preact-render-to-string";
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import { formatBytes } from "../../core/domain/format.ts";
import type { Action, Block, Form, ListItem, Reply } from "../../core/reply.ts";
import { draftPartOf, stampOf, type ShownDraft } from "./draft-parts.ts";
import { markdownBlocks, markdownLine } from "./markdown.ts";
import { Receipts } from "./receipts.tsx";

/** The page holds one form with this id, its token included; every button of a reply belongs to it. */
export const PRESS_FORM = "press";

/** Names of what is filled into a button's own form begin so. */
export const FIELD = "value.";

/** What a form of its own has to carry where no script adds it. */
export const PageForms = createContext<{ csrf: string; deliveryId: string } | undefined>(undefined);

export const renderReply = (reply: Reply): string => renderToString(<ReplyView reply={reply} />);

export function ReplyView({ reply }: { reply: Reply }) {
  const { receipts = [], blocks = [] } = reply;
  const records = reply.records?.length ?? 0;
  const part = draftPartOf(reply);
  // A draft is shown by its card: what it said before is there for whoever asks.
  const ofDraft = receipts.every(({ record }) => record.type === "draft");
  const buttons = <Buttons actions={reply.actions} />;
  return (
    <div class="reply">
      {!part?.alone && <Prose text={reply.text} />}
      <Blocks blocks={blocks.slice(0, part?.from)} records={records} />
      {part && <Draft shown={part} text={part.alone ? reply.text : ""} blocks={part.blocks} />}
      {part && <Blocks blocks={blocks.slice(part.from + part.blocks.length)} records={records} />}
      {receipts.length > 0 ? (
        <Receipts receipts={receipts} folded={ofDraft}>
          {buttons}
        </Receipts>
      ) : (
        buttons
      )}
      {reply.note && (
        <p class="note" dir="auto">
          {reply.note}
        </p>
      )}
    </div>
  );
}

/** Drawn anew by the page when the draft changes; what stands around it stays. */
export function renderDraft(draftId: string, { text, blocks = [] }: Reply): string {
  const shown = { draftId, stamp: stampOf(blocks) };
  // The foot of the card says how it stands; where there is no card, the words do.
  const words = blocks.length > 0 ? "" : text;
  return renderToString(<Draft shown={shown} text={words} blocks={blocks} />);
}

function Draft(props: { shown: ShownDraft; text: string; blocks: Block[] }) {
  const { draftId, stamp } = props.shown;
  return (
    <section class="draft" data-draft={draftId} data-stamp={stamp}>
      <Prose text={props.text} />
      <Blocks blocks={props.blocks} records={0} />
    </section>
  );
}

const Blocks = ({ blocks, records }: { blocks: Block[]; records: number }) => (
  <>
    {grouped(blocks).map((group) =>
      "files" in group ? (
        <Files files={group.files} />
      ) : (
        <BlockView block={group.block} records={records} />
      ),
    )}
  </>
);

type FileBlock = Extract<Block, { kind: "file" }>;
type Group = { block: Exclude<Block, FileBlock> } | { files: FileBlock[] };

/** Files that follow one another stand together. */
function grouped(blocks: readonly Block[]): Group[] {
  const groups: Group[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== "file") groups.push({ block });
    else if (last && "files" in last) last.files.push(block);
    else groups.push({ files: [block] });
  }
  return groups;
}

function Files({ files }: { files: FileBlock[] }) {
  const title = files[0]?.title;
  return (
    <div class="files">
      {title && <span class="detail">{title}</span>}
      {files.map(({ id, name, bytes }) => (
        <a class="file" href={`/files/${id}`} download={name}>
          <span dir="auto">{name}</span>
          <span class="detail">{formatBytes(bytes)}</span>
        </a>
      ))}
    </div>
  );
}

function Prose({ text }: { text: string }) {
  if (text.trim() === "") return null;
  return (
    <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: markdownBlocks(text) }} />
  );
}

function BlockView(props: { block: Exclude<Block, FileBlock>; records: number }) {
  const { block, records } = props;
  switch (block.kind) {
    case "text":
      return block.exact === undefined ? (
        <Prose text={block.text} />
      ) : (
        <div class="letter" dir="auto">
          {block.exact}
        </div>
      );
    case "card":
      return <Card card={block} />;
    case "list":
      return <List list={block} />;
    case "table":
      return <Table table={block} counted={records > 1 && records === block.rows.length} />;
    case "divider":
      return <hr />;
  }
}

function Card({ card }: { card: Extract<Block, { kind: "card" }> }) {
  return (
    <section class="card">
      <h3 dir="auto">{card.title}</h3>
      {card.subtitle && (
        <p class="subtitle" dir="auto">
          {card.subtitle}
        </p>
      )}
      {card.fields.length > 0 && (
        <dl>
          {card.fields.map((field) => (
            <div>
              <dt>{field.label}</dt>
              <dd dir="auto">{field.value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Buttons actions={card.actions} />
    </section>
  );
}

function List({ list }: { list: Extract<Block, { kind: "list" }> }) {
  return (
    <section class="list">
      {list.title && <h3 dir="auto">{list.title}</h3>}
      <ol>
        {list.items.map((item) => (
          <Item item={item} />
        ))}
      </ol>
    </section>
  );
}

function Item({ item }: { item: ListItem }) {
  return (
    <li>
      <div dir="auto" dangerouslySetInnerHTML={{ __html: markdownLine(item.text) }} />
      {item.detail && (
        <p class="detail" dir="auto">
          {item.detail}
        </p>
      )}
      <Buttons actions={item.actions} />
    </li>
  );
}

function Table(props: { table: Extract<Block, { kind: "table" }>; counted: boolean }) {
  const { columns, rows } = props.table;
  const classes = columns.map((_, column) => columnClass(rows.map((row) => row[column] ?? "")));
  return (
    <div class="table" role="region" aria-label={columns.join(", ")} tabIndex={0}>
      <table class={props.counted ? "counted" : undefined}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th scope="col" class={classes[index]}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, index) => (
                <td class={classes[index]} dir="auto">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SHORT = 12;

/** Amounts, counts and shares line up on the right; a short value, such as a date, stays on one line. */
function columnClass(cells: string[]): "number" | "short" | undefined {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
  if (filled.length === 0) return undefined;
  const numeric = /^[-+−]?[€$£¥]?\s?\d[\d.,\s]*(%|[€$£¥]|[A-Z]{3})?$/;
  if (filled.every((cell) => numeric.test(cell))) return "number";
  return filled.every((cell) => cell.length <= SHORT) ? "short" : undefined;
}

/** A button with a form opens it below the others: without scripts too. */
function Buttons({ actions }: { actions: Action[] | undefined }) {
  if (!actions || actions.length === 0) return null;
  return (
    <div class="actions">
      {actions.map((action) =>
        action.form ? (
          <FormButton action={action} form={action.form} />
        ) : (
          <button class={classOf(action)} form={PRESS_FORM} name="actionId" value={action.id}>
            {action.label}
          </button>
        ),
      )}
    </div>
  );
}

const classOf = ({ style }: Action): string => (style ? `button ${style}` : "button");

function FormButton({ action, form }: { action: Action; form: Form }) {
  const page = useContext(PageForms);
  return (
    <details class={form.fields.some(({ files }) => files) ? "ask needs-script" : "ask"}>
      <summary class={classOf(action)}>{action.label}</summary>
      <form method="post" action="/chat/press" aria-label={form.title} data-live data-ask>
        <input type="hidden" name="actionId" value={action.id} />
        {page && <input type="hidden" name="csrf" value={page.csrf} />}
        {page && <input type="hidden" name="deliveryId" value={page.deliveryId} />}
        {form.fields.map((field) => (
          <FormField field={field} />
        ))}
        <div class="actions">
          <button class="button primary">{form.submit}</button>
        </div>
      </form>
    </details>
  );
}

function FormField({ field }: { field: Form["fields"][number] }) {
  const { name, label, value, multiline, max, files } = field;
  if (files)
    return (
      <label class="field">
        <span>{label}</span>
        <input type="file" multiple required data-attach data-max-bytes={MOST_ATTACHED.bytes} />
      </label>
    );
  const shared = {
    name: `${FIELD}${name}`,
    dir: "auto" as const,
    ...(max ? { maxLength: max } : {}),
  };
  return (
    <label class="field">
      <span>{label}</span>
      {multiline ? (
        <textarea {...shared} rows={10} required>
          {value}
        </textarea>
      ) : (
        <input {...shared} type="text" value={value} autoComplete="off" />
      )}
    </label>
  );
}
