/** A list of people or companies with fields of its own; with a filter, a segment that fills itself. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export const listFieldTypes = ["text", "number", "date", "choice", "choices"] as const;

export interface ListField {
  id: string;
  name: string;
  type: (typeof listFieldTypes)[number];
  /** What may be chosen, for `choice` and `choices`; empty otherwise. */
  choices: string[];
}

export interface List {
  name: string;
  of: "person" | "company";
  ownerId: string;
  /** Seen by its owner alone. */
  private: boolean;
  fields: ListField[];
  /** Arguments of `list_people` or `list_companies` as they were said; null for a list kept by hand. */
  filter: Record<string, unknown> | null;
  createdAt: string;
}

export type ListCommand =
  | { kind: "create"; list: List }
  | { kind: "update"; patch: Partial<Omit<List, "createdAt" | "of">> }
  | { kind: "add_field"; field: ListField }
  | { kind: "remove" };

export const list: Aggregate<List, ListCommand> = {
  type: "list",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create") return state ? [] : [{ type: "created", state: command.list }];
    if (!state) throw new AppError("not_found", "That list is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    if (command.kind === "add_field") return change<List>(state, withField(state, command.field));
    return change<List>(state, command.patch);
  },
};

export const newList = (
  name: string,
  ownerId: string,
  at: Date,
  fields: Partial<List> & Pick<List, "of">,
): List => ({
  name,
  ownerId,
  private: false,
  fields: [],
  filter: null,
  createdAt: at.toISOString(),
  ...fields,
});

function withField({ fields }: List, field: ListField): Partial<List> {
  if (fields.some((known) => known.name.toLowerCase() === field.name.toLowerCase()))
    throw new AppError("conflict", `That list already has a field called ${field.name}.`);
  return { fields: [...fields, field] };
}
