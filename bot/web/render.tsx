/** Draws a neutral reply as HTML; pure, and everything that came from outside is escaped. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { renderToString } from "preact-render-to-string";
import type { Action, Block, Change, Form, ListItem, Receipt, Reply } from "../../core/reply.ts";
import { markdownBlocks, markdownLine } from "./markdown.ts";

/** The page holds one form with this id, its token included; every button of a reply belongs to it. */
export const PRESS_FORM = "press";

/** Names of what is filled into a button's own form begin so. */
export const FIELD = "value.";

/** What a form of its own has to carry where no script adds it. */
export const PageForms = createContext<{ csrf: string; deliveryId: string } | undefined>(undefined);

export const renderReply = (reply: Reply): string => renderToString(<ReplyView reply={reply} />);

export function ReplyView({ reply }: { reply: Reply }) {
  const receipts = reply.receipts ?? [];
  const buttons = <Buttons actions={reply.actions} />;
  return (
    <div class="reply">
      <Prose text={reply.text} />
      {reply.blocks?.map((block) => (
        <BlockView block={block} records={reply.records?.length ?? 0} />
      ))}
      {receipts.length > 0 ? <Receipts receipts={receipts}>{buttons}</Receipts> : buttons}
      {reply.note && (
        <p class="note" dir="auto">
          {reply.note}
        </p>
      )}
    </div>
  );
}

function Prose({ text }: { text: string }) {
  if (text.trim() === "") return null;
  return (
    <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: markdownBlocks(text) }} />
  );
}

function BlockView({ block, records }: { block: Block; records: number }) {
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
    case "file":
      return (
        <a class="file" href={`/files/${block.id}`} download={block.name}>
          {block.name}
        </a>
      );
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

function Receipts({ receipts, children }: { receipts: Receipt[]; children: preact.JSX.Element }) {
  return (
    <section class="receipts" aria-label="What changed">
      {receipts.map((receipt) => (
        <div class="receipt">
          <h3 dir="auto">{receipt.record.name}</h3>
          <dl>
            {receipt.changes.map((change) => (
              <ChangeLine change={change} />
            ))}
          </dl>
        </div>
      ))}
      {children}
    </section>
  );
}

function ChangeLine({ change }: { change: Change }) {
  return (
    <div>
      <dt>{change.field.replaceAll("_", " ")}</dt>
      <dd>
        {change.from !== null && <del dir="auto">{readable(change.field, change.from)}</del>}
        {change.from !== null && <span class="arrow"> → </span>}
        {change.to === null ? (
          <em>nothing</em>
        ) : (
          <ins dir="auto">{readable(change.field, change.to)}</ins>
        )}
      </dd>
    </div>
  );
}

/** Receipts hold plain values: an ISO day reads better spelled out, an amount with its thousands. */
function readable(field: string, value: string): string {
  if (field === "value" && /^-?\d+$/.test(value)) return readable(field, `${value}.00`);
  const day = /^(\d{4}-\d\d-\d\d)(?:$|T00:00)/.exec(value)?.[1];
  if (day !== undefined && !Number.isNaN(Date.parse(day)))
    return new Date(day).toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });
  const amount = /^(-?\d+)(\.\d\d)( [A-Z]{3})?$/.exec(value);
  if (!amount) return value;
  const [, whole = "", cents = "", currency = ""] = amount;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${grouped}${cents === ".00" ? "" : cents}${currency}`;
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
    <details class="ask">
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
  const { name, label, value, multiline, max } = field;
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
