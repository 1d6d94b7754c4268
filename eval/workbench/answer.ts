/** The benchmark's answers: a Python list of calls, and what each does to the sandbox's tables. */
import { AppError } from "../../core/domain/errors.ts";
import type { Row, Tables, TableName } from "./sandbox.ts";

export interface AnswerCall {
  /** "customer_relationship_manager.update_customer" */
  name: string;
  args: Record<string, string>;
}

const call = /^([\w.]+?)\.func\((.*)\)$/s;

/** Reads `['crm.update_customer.func(customer_id="1", …)', …]`. */
export function parseAnswer(text: string): AnswerCall[] {
  return stringsIn(text).map((source) => {
    const [, name, inside] = call.exec(source.trim()) ?? [];
    if (name === undefined || inside === undefined)
      throw new AppError("bad_input", "An answer of the benchmark is not a list of calls.");
    return { name, args: argumentsIn(inside) };
  });
}

function argumentsIn(inside: string): Record<string, string> {
  const args: Record<string, string> = {};
  let at = 0;
  for (;;) {
    const named = /\s*,?\s*(\w+)\s*=\s*(?=["'])/y;
    named.lastIndex = at;
    const match = named.exec(inside);
    if (!match) return args;
    const { value, end } = stringAt(inside, named.lastIndex);
    args[match[1] ?? ""] = value;
    at = end;
  }
}

function stringsIn(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '"' && text[at] !== "'") continue;
    const { value, end } = stringAt(text, at);
    found.push(value);
    at = end - 1;
  }
  return found;
}

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

/** The Python string that starts here. */
function stringAt(text: string, start: number): { value: string; end: number } {
  const quote = text[start];
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (letter === quote) return { value, end: at + 1 };
    if (letter === "\\") {
      at += 1;
      const escaped = text[at] ?? "";
      value += escapes[escaped] ?? escaped;
    } else value += letter;
  }
  return { value, end: text.length };
}

type Effect =
  | { kind: "add"; table: TableName; row: Row }
  | { kind: "change"; table: TableName; id: string; field: string; value: string }
  | { kind: "remove"; table: TableName; id: string };

/** What each changing call of the benchmark does; the rest only read. */
const effects: Record<string, (args: Record<string, string>) => Effect> = {
  "customer_relationship_manager.update_customer": (args) =>
    change("customers", args.customer_id, args),
  "customer_relationship_manager.add_customer": (args) => add("customers", args),
  "customer_relationship_manager.delete_customer": (args) => remove("customers", args.customer_id),
  "project_management.update_task": (args) => change("tasks", args.task_id, args),
  "project_management.create_task": (args) => add("tasks", args),
  "project_management.delete_task": (args) => remove("tasks", args.task_id),
  "calendar.update_event": (args) => change("events", args.event_id, args),
  "calendar.create_event": (args) => add("events", args),
  "calendar.delete_event": (args) => remove("events", args.event_id),
  "email.send_email": (args) => add("mails", args),
  "email.forward_email": (args) => add("mails", args),
  "email.reply_email": (args) => add("mails", args),
  "email.delete_email": (args) => remove("mails", args.email_id),
  "analytics.create_plot": (args) => add("plots", args),
};

const change = (table: TableName, id = "", args: Record<string, string>): Effect => {
  const { field = "", new_value: value = "" } = args;
  return { kind: "change", table, id, field, value };
};
const add = (table: TableName, row: Row): Effect => ({ kind: "add", table, row });
const remove = (table: TableName, id = ""): Effect => ({ kind: "remove", table, id });

/** The tables as they are after the calls. */
export function applied(tables: Tables, calls: readonly AnswerCall[]): Tables {
  const after = structuredClone(tables);
  for (const { name, args } of calls) {
    const effect = effects[name]?.(args);
    if (effect) apply(after[effect.table], effect);
  }
  return after;
}

function apply(table: Tables[TableName], effect: Effect): void {
  if (effect.kind === "add") table.added.push(effect.row);
  else if (effect.kind === "remove") table.rows.delete(effect.id);
  else {
    const row = table.rows.get(effect.id);
    if (row) row[effect.field] = effect.value;
  }
}

/** Why no tool of ours could bring this answer about; undefined where one could. */
export function outOfReach(calls: readonly AnswerCall[]): string | undefined {
  const reasons = calls.flatMap(({ name, args }) => {
    if (name.startsWith("email.delete")) return ["deleting mail"];
    if (name.startsWith("email.")) return ["sending mail"];
    if (name.startsWith("calendar.")) return ["calendar changes"];
    if (name.startsWith("analytics.")) return ["plots"];
    if (name === "project_management.create_task") return ["boards"];
    const moves = name === "project_management.update_task" && args.field === "list_name";
    return moves && args.new_value !== "Completed" ? ["boards"] : [];
  });
  return reasons[0];
}
