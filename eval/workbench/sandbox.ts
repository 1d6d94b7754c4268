/** The benchmark's folder: its tables and its questions, as they lie there. */
import fs from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { AppError } from "../../core/domain/errors.ts";

export type Row = Record<string, string>;

/** Rows that were there by id, and those that came since. */
export interface Table {
  rows: Map<string, Row>;
  added: Row[];
}

export type TableName = "customers" | "tasks" | "events" | "mails" | "plots" | "elsewhere";
export type Tables = Record<TableName, Table>;

export interface Sandbox {
  staff: string[];
  customers: Row[];
  tasks: Row[];
  events: Row[];
  mails: Row[];
}

export interface Question {
  domain: string;
  query: string;
  answer: string;
  template: string;
}

/** The benchmark's own clock. */
export const sandboxNow = new Date("2023-11-30T00:00:00.000Z");

/** All that the benchmark is. */
export interface Folder {
  sandbox: Sandbox;
  questions: Question[];
}

export const readFolder = (directory: string): Folder => ({
  sandbox: readSandbox(directory),
  questions: readQuestions(directory),
});

function readSandbox(directory: string): Sandbox {
  const table = (name: string) => readTable(path.join(directory, "sandbox", `${name}.csv`));
  const staff = readFile(path.join(directory, "sandbox", "email_addresses.csv"));
  return {
    staff: staff.split(/\s+/).filter((line) => line.includes("@")),
    customers: table("customer_relationship_manager_data"),
    tasks: table("project_tasks"),
    events: table("calendar_events"),
    mails: table("emails"),
  };
}

/** Every question of the folder, domain by domain in the order of their file names. */
function readQuestions(directory: string): Question[] {
  const folder = path.join(directory, "queries");
  let names: string[];
  try {
    names = fs.readdirSync(folder).filter((name) => name.endsWith(".csv"));
  } catch (cause) {
    throw new AppError("bad_input", `${folder} cannot be read.`, { cause });
  }
  return names.sort().flatMap((name) =>
    readTable(path.join(folder, name)).map((row) => ({
      domain: name.replace(/\.csv$/, ""),
      query: row.query ?? "",
      answer: row.answer ?? "[]",
      template: row.base_template ?? "",
    })),
  );
}

const readTable = (file: string): Row[] =>
  parse(readFile(file), { columns: true, bom: true, relax_column_count: true });

function readFile(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (cause) {
    throw new AppError("bad_input", `${file} cannot be read.`, { cause });
  }
}
